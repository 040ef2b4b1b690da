import { expect } from "chai";
import { kubectl } from "../support/cluster";
import { failure, requireEngine, summary, TestStack } from "./support";

const program = `
  const { EmqxCluster } = require("@emqx-pulumi/emqx");
  const { Config } = require("@pulumi/pulumi");
  new EmqxCluster("emqx", new Config().getObject("args"));
`;

/** Lets one pod of the namespace be created and no more, so that the StatefulSet does not become ready. */
async function allowOnePod(namespace: string): Promise<void> {
  await kubectl("create", "quota", "one-pod", "--hard=pods=1", "-n", namespace);
}

async function readyPods(namespace: string): Promise<string> {
  return kubectl("get", "statefulsets", "-n", namespace, "-o", "jsonpath={.items[*].status.readyReplicas}");
}

describe("an `up` that goes wrong", function () {
  requireEngine(this);
  let stack: TestStack;

  beforeEach(async () => {
    stack = await TestStack.createFrom(program, "wrong");
    await allowOnePod(stack.namespace);
  });
  afterEach(() => stack?.remove());

  async function expectRecovery(): Promise<void> {
    await kubectl("delete", "quota", "one-pod", "-n", stack.namespace);
    await stack.up();
    expect(await readyPods(stack.namespace)).to.equal("3");
    expect(summary(await stack.preview())).to.deep.equal([]);
  }

  it("fails where the pods do not become ready, and the next one finishes the work", async () => {
    const args = { updates: { timeoutSeconds: 5 } };
    await stack.stack.setConfig("project:args", { value: JSON.stringify(args) });
    const error = await failure(stack.up());
    expect(error.message).to.contain("'emqx' timed out waiting to be Ready");
    expect(error.message).to.contain("1 out of 3 replicas");
    await expectRecovery();
  });

  it("is interrupted by Ctrl-C, and the next one finishes the work", async () => {
    await stack.interruptUp("SIGINT", async () => (await readyPods(stack.namespace)) === "1");
    await expectRecovery();
  });

  it("is killed, and the next one finishes the work when it may take over what it finds", async () => {
    await stack.interruptUp("SIGKILL", async () => (await readyPods(stack.namespace)) === "1");
    await stack.stack.cancel();
    Object.assign(stack.stack.workspace.envVars, {
      PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
      PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
    });
    await expectRecovery();
  });
});
