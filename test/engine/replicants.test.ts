import { expect } from "chai";
import { Edition, EmqxCluster, type ReplicantsArgs } from "../../components/index";
import { eventually } from "../support/eventually";
import { endpoints } from "../apiserver/support";
import { kubectl } from "../support/cluster";
import { usesEngine, summary, TestStack } from "./support";

function program(replicants?: ReplicantsArgs) {
  return () => {
    new EmqxCluster("emqx", {
      edition: Edition.Enterprise,
      replicas: 2,
      replicants,
      updates: { minReadySeconds: 0 },
    });
    return Promise.resolve();
  };
}

describe("Replicants of a deployed stack", function () {
  usesEngine(this);
  let stack: TestStack;
  const behind = async (service: string) =>
    (await endpoints(stack.namespace, service)).map(({ targetRef }) => targetRef.name);

  before(async () => {
    stack = await TestStack.create(program(), "replicants");
  });
  after(() => stack?.remove());

  it("take over the clients of the core nodes when they are added", async () => {
    await stack.up();
    await eventually(async () => expect(await behind("emqx")).to.deep.equal(["emqx-0", "emqx-1"]));
    stack.use(program({ replicas: 2 }));
    await stack.up();
    await eventually(async () => {
      const clients = await behind("emqx");
      expect(clients).to.have.length(2);
      expect(clients.every((pod) => pod.startsWith("emqx-replicant-"))).to.equal(true);
    });
    expect(await behind("emqx-headless")).to.deep.equal(["emqx-0", "emqx-1"]);
  });

  it("keep the number that an autoscaler has set when their pods change", async () => {
    const replicants = { autoscaling: { minReplicas: 2, maxReplicas: 6 } };
    const deployment = ["deployment/emqx-replicant", "--namespace", stack.namespace] as const;
    const count = () => kubectl("get", ...deployment, "--output=jsonpath={.spec.replicas}");
    stack.use(program(replicants));
    await stack.up();
    expect(await count()).to.equal("2");
    await kubectl("scale", ...deployment, "--replicas=4");
    stack.use(program({ ...replicants, resources: { requests: { cpu: "300m", memory: "1Gi" } } }));
    const { steps } = await stack.preview();
    expect(steps.map(({ resource, differing }) => [resource, differing])).to.deep.equal([
      ["Deployment emqx-replicant", ["spec.template.spec.containers[0].resources.requests.cpu"]],
    ]);
    await stack.up();
    expect(await count()).to.equal("4");
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
  });

  it("return the clients to the core nodes when they are removed", async () => {
    stack.use(program());
    await stack.up();
    await eventually(async () => expect(await behind("emqx")).to.deep.equal(["emqx-0", "emqx-1"]));
  });
});
