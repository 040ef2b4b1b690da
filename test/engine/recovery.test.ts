import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs } from "../../components/index";
import { kubectl } from "../support/cluster";
import { requireEngine, summary, TestStack } from "./support";

const program = (args: EmqxClusterArgs) => () => {
  new EmqxCluster("emqx", args);
  return Promise.resolve();
};

/** Lets one pod of the namespace be created and no more, so that the StatefulSet never becomes ready. */
async function allowOnePod(namespace: string): Promise<void> {
  await kubectl("create", "quota", "one-pod", "--hard=pods=1", "-n", namespace);
}

async function readyPods(namespace: string): Promise<string> {
  return kubectl("get", "statefulset", "emqx", "-n", namespace, "-o", "jsonpath={.status.readyReplicas}");
}

describe("an `up` that goes wrong", function () {
  requireEngine(this);
  let stack: TestStack;

  beforeEach(async () => {
    stack = await TestStack.create(program({}), "wrong");
  });
  afterEach(() => stack?.remove());

  it("fails where the pods do not become ready, and the next one finishes the work", async () => {
    stack.use(program({ annotations: { "pulumi.com/timeoutSeconds": "5" } }));
    await allowOnePod(stack.namespace);
    const error = await stack.up().then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.match(/StatefulSet|emqx/);
    expect(await readyPods(stack.namespace)).to.equal("1");
    await kubectl("delete", "quota", "one-pod", "-n", stack.namespace);
    await stack.up();
    expect(await readyPods(stack.namespace)).to.equal("3");
    expect(summary(await stack.preview())).to.deep.equal([]);
  });

  it("is interrupted by Ctrl-C, and the next one finishes the work", async () => {
    await allowOnePod(stack.namespace);
    await stack.interruptUp("SIGINT", async () => (await readyPods(stack.namespace)) === "1");
    await kubectl("delete", "quota", "one-pod", "-n", stack.namespace);
    await stack.up();
    expect(await readyPods(stack.namespace)).to.equal("3");
    expect(summary(await stack.preview())).to.deep.equal([]);
  });

  it("is killed, and the next one finishes the work when it may take over what it finds", async () => {
    await allowOnePod(stack.namespace);
    await stack.interruptUp("SIGKILL", async () => (await readyPods(stack.namespace)) === "1");
    await kubectl("delete", "quota", "one-pod", "-n", stack.namespace);
    await stack.stack.cancel();
    stack.stack.workspace.envVars.PULUMI_K8S_UPSERT_EXISTING_OBJECTS = "true";
    await stack.up();
    expect(await readyPods(stack.namespace)).to.equal("3");
    expect(summary(await stack.preview())).to.deep.equal([]);
  });
});
