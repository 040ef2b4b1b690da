import { expect } from "chai";
import { Edition, EmqxCluster, type ReplicantsArgs } from "../../components/index";
import { endpoints, eventually } from "../apiserver/support";
import { requireEngine, TestStack } from "./support";

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

describe("replicants with the Pulumi engine", function () {
  requireEngine(this);
  let stack: TestStack;
  const behind = async (service: string) =>
    (await endpoints(stack.namespace, service)).map(({ targetRef }) => targetRef.name);

  before(async () => {
    stack = await TestStack.create(program(), "replicants");
  });
  after(() => stack?.remove());

  it("take over the clients of the cores when they are added", async () => {
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

  it("give them back when they are removed", async () => {
    stack.use(program());
    await stack.up();
    await eventually(async () => expect(await behind("emqx")).to.deep.equal(["emqx-0", "emqx-1"]));
  });
});
