import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs } from "../../components/index";
import { kubectl } from "../support/cluster";
import { failure, usesEngine, summary, TestStack } from "./support";

const updates = { minReadySeconds: 0 };

function program(args: EmqxClusterArgs) {
  return () => {
    const { podDnsNames } = new EmqxCluster("emqx", { updates, ...args });
    return Promise.resolve({ podDnsNames });
  };
}
const setting = (value: string) => ({ env: { EMQX_MQTT__MAX_PACKET_SIZE: value } });

describe("The number of nodes with an autoscaler", function () {
  usesEngine(this);
  let stack: TestStack;

  const kubectlHere = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  const replicas = () => kubectlHere("get", "statefulset", "emqx", "--output=jsonpath={.spec.replicas}");
  const scale = async (count: number) => {
    await kubectlHere("scale", "statefulset/emqx", `--replicas=${count}`);
    await kubectlHere("rollout", "status", "statefulset/emqx", "--timeout=45s");
  };

  before(async () => {
    stack = await TestStack.create(program({ autoscaling: { maxReplicas: 6 } }), "autoscaled");
  });
  after(() => stack?.remove());

  it("equals replicas at first, and the autoscaler is created after the cluster is ready", async () => {
    const { steps, outputs } = await stack.up();
    const order = steps.map(({ resource }) => resource);
    const autoscaler = order.indexOf("HorizontalPodAutoscaler emqx");
    expect(autoscaler).to.be.greaterThan(order.indexOf("StatefulSet emqx"));
    expect(outputs.podDnsNames).to.have.lengthOf(3);
    expect(await replicas()).to.equal("3");
  });

  it("stays as the autoscaler set it when the pods change", async () => {
    await scale(5);
    stack.use(program({ autoscaling: { maxReplicas: 6 }, ...setting("2MB") }));
    const { steps } = await stack.preview();
    const changes = steps.find(({ resource }) => resource === "StatefulSet emqx");
    expect(changes?.differing).to.deep.equal([
      "spec.template.spec.containers[0].envFrom[0].configMapRef.name",
    ]);
    expect((await stack.up()).outputs.podDnsNames).to.have.lengthOf(5);
    expect(await replicas()).to.equal("5");
  });

  it("stays the same after a refresh, and an unchanged program has no changes", async () => {
    await scale(4);
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
    stack.use(program({ autoscaling: { maxReplicas: 6 }, ...setting("3MB") }));
    expect((await stack.up()).outputs.podDnsNames).to.have.lengthOf(4);
    expect(await replicas()).to.equal("4");
  });

  it("follows new bounds through the autoscaler, and stays the same after that", async () => {
    const autoscaling = { minReplicas: 5, maxReplicas: 6 };
    stack.use(program({ autoscaling, ...setting("3MB") }));
    expect(summary(await stack.up())).to.have.members([
      "update HorizontalPodAutoscaler emqx",
      ...[3, 4].map((ordinal) => `create PersistentVolumeClaimPatch emqx-data-${ordinal}`),
    ]);
    const deadline = Date.now() + 60_000;
    while ((await replicas()) !== "5" && Date.now() < deadline) await sleep(500);
    stack.use(program({ autoscaling, ...setting("4MB") }));
    await stack.up();
    expect(await replicas()).to.equal("5");
  });

  it("is left to an external autoscaler without a change of the pods", async () => {
    stack.use(program({ autoscaling: { external: true }, ...setting("4MB") }));
    expect(summary(await stack.up())).to.have.members([
      "delete HorizontalPodAutoscaler emqx",
      ...[3, 4].map((ordinal) => `delete PersistentVolumeClaimPatch emqx-data-${ordinal}`),
    ]);
    expect(await replicas()).to.equal("5");
  });

  it("equals replicas again after a forced update", async () => {
    stack.use(program({ replicas: 2, ...setting("4MB") }));
    expect((await failure(stack.preview())).message).to.contain(".spec.replicas");
    stack.stack.workspace.envVars.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
    expect((await stack.up()).outputs.podDnsNames).to.have.lengthOf(2);
    delete stack.stack.workspace.envVars.PULUMI_K8S_ENABLE_PATCH_FORCE;
    expect(await replicas()).to.equal("2");
    stack.use(program({ replicas: 3, ...setting("4MB") }));
    await stack.up();
    expect(await replicas()).to.equal("3");
  });
});
