import { cp, rm, truncate } from "node:fs/promises";
import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { kubectl } from "../support/cluster";
import { eventually } from "../support/eventually";
import { failure, usesEngine, summary, TestStack } from "./support";

const program = `
  const { EmqxCluster } = require("@emqx-pulumi/emqx");
  const { Config } = require("@pulumi/pulumi");
  new EmqxCluster("emqx", new Config().getObject("args"));
`;

/** Limits the namespace to one pod, so that the StatefulSet does not become ready. */
async function allowOnePod(namespace: string): Promise<void> {
  await kubectl("create", "quota", "one-pod", "--hard=pods=1", "-n", namespace);
}

async function readyPods(namespace: string): Promise<string> {
  return kubectl("get", "statefulsets", "-n", namespace, "-o", "jsonpath={.items[*].status.readyReplicas}");
}

describe("An up that is not completed", function () {
  usesEngine(this);
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

  it("fails if the pods do not become ready, and the next one completes it", async () => {
    const args = { updates: { timeoutSeconds: 5 } };
    await stack.stack.setConfig("project:args", { value: JSON.stringify(args) });
    const error = await failure(stack.up());
    expect(error.message).to.contain("'emqx' timed out waiting to be Ready");
    expect(error.message).to.contain("1 out of 3 replicas");
    await expectRecovery();
  });

  it("is interrupted by Ctrl-C, and the next one completes it", async () => {
    await stack.interrupt("up", "SIGINT", async () => (await readyPods(stack.namespace)) === "1");
    await expectRecovery();
  });
});

describe("An operation that is killed", function () {
  usesEngine(this);
  let stack: TestStack;

  beforeEach(async () => {
    stack = await TestStack.createFrom(program, "killed");
    await use({ updates: { minReadySeconds: 0 } });
  });
  afterEach(() => stack?.remove());

  const use = (args: EmqxClusterArgs) =>
    stack.stack.setConfig("project:args", { value: JSON.stringify(args) });
  const here = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  const names = async (...kinds: string[]) =>
    (await here("get", kinds.join(), "-o", "name")).split("\n").filter((name) => name !== "");
  const exists = async (name: string) => (await names(name.split("/")[0])).includes(name);
  const configMaps = async () => (await names("configmaps")).filter((name) => name.includes("emqx-config-"));

  /** Releases the lock, which is the first step after a kill. */
  async function unlock(): Promise<void> {
    const error = await stack.stack.cancel().then(
      () => "",
      ({ message }: Error) => message,
    );
    if (error.includes("failed to load checkpoint: EOF")) {
      await rm(`${await stack.stateFile()}.attrs`);
      await stack.stack.cancel();
    } else {
      expect(error).to.equal("");
    }
  }

  async function expectWhole(): Promise<void> {
    const path = "jsonpath={.status.readyReplicas} of revision {.status.currentRevision}";
    // Not every provider waits for an update that it takes over.
    await eventually(async () => {
      const revision = await here("get", "statefulset", "emqx", "-o", "jsonpath={.status.updateRevision}");
      expect(await here("get", "statefulset", "emqx", "-o", path)).to.equal(`3 of revision ${revision}`);
    });
    expect(await configMaps()).to.have.length(1);
    expect(summary(await stack.preview())).to.deep.equal([]);
  }

  const stages = [
    "service/emqx-headless",
    "secret/emqx-credentials",
    "persistentvolumeclaim/emqx-data-emqx-0",
    "statefulset.apps/emqx",
    "pod/emqx-0",
  ];
  for (const name of stages) {
    it(`is completed by the next up with permission to take over objects, if killed when ${name} exists`, async () => {
      // The up must not complete before the kill.
      await allowOnePod(stack.namespace);
      await stack.interrupt("up", "SIGKILL", () => exists(name));
      await here("delete", "quota", "one-pod");
      await unlock();
      await stack.upTakingOver();
      await expectWhole();
    });
  }

  const updated = () => here("get", "statefulset", "emqx", "-o", "jsonpath={.status.updatedReplicas}");
  const moments: [when: string, isTime: () => Promise<boolean>][] = [
    ["the new ConfigMap exists", async () => (await configMaps()).length === 2],
    ["one pod of three is updated", async () => (await updated()) === "1"],
  ];
  for (const [when, isTime] of moments) {
    it(`is completed by the next up for a changed setting, if killed when ${when}`, async () => {
      await stack.up();
      await use({ updates: { minReadySeconds: 2 }, env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } });
      await stack.interrupt("up", "SIGKILL", isTime);
      await unlock();
      await stack.upTakingOver();
      await expectWhole();
      expect(await here("get", await configMaps().then(([name]) => name), "-o", "yaml")).to.contain("2MB");
    });
  }

  describe("as a destroy after the StatefulSet was deleted", () => {
    let claims: string[];

    beforeEach(async () => {
      await stack.up();
      claims = await names("pvc");
      const [configMap] = await configMaps();
      const keep = (finalizers: string[] | null) =>
        here("patch", configMap, "--type=merge", `--patch=${JSON.stringify({ metadata: { finalizers } })}`);
      // A finalizer delays deletions after that of the StatefulSet.
      await keep(["example.com/keep"]);
      await stack.interrupt("destroy", "SIGKILL", async () => !(await exists("statefulset.apps/emqx")));
      await keep(null);
      await unlock();
    });

    it("is completed by the next destroy, which keeps the claims", async () => {
      await stack.destroy();
      const kinds = ["all", "configmap", "secret", "serviceaccount", "role", "rolebinding"];
      const left = await names(...kinds, "networkpolicy", "poddisruptionbudget", "persistentvolumeclaim");
      expect(left.sort()).to.deep.equal(
        ["configmap/kube-root-ca.crt", ...claims, "serviceaccount/default"].sort(),
      );
    });

    it("is reverted by refresh and up, which reuse the claims", async () => {
      await stack.refresh();
      await stack.upTakingOver();
      await expectWhole();
      expect(await names("pvc")).to.deep.equal(claims);
    });
  });

  describe("while it writes the state", () => {
    it("can leave an empty attributes file, and the state is complete without it", async () => {
      await stack.up();
      await truncate(`${await stack.stateFile()}.attrs`);
      expect((await failure(stack.stack.cancel())).message).to.contain("failed to load checkpoint: EOF");
      await unlock();
      await expectWhole();
    });

    it("can leave an empty state file, and the backup file contains the previous state", async () => {
      await stack.up();
      const file = await stack.stateFile();
      await truncate(file);
      expect((await failure(stack.preview())).message).to.contain("failed to load checkpoint");
      await cp(`${file}.bak`, file);
      await stack.upTakingOver();
      await expectWhole();
    });
  });
});
