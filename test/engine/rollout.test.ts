import { symlink } from "node:fs/promises";
import { join } from "node:path";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { eventually } from "../apiserver/support";
import { get, kubectl, testCluster } from "../support/cluster";
import { requireProvider } from "./provider";
import { failure, usesEngine, summary, TestStack } from "./support";

type Pod = types.output.core.v1.Pod;

const program = `
  const { EmqxCluster } = require("@emqx-pulumi/emqx");
  const { Config } = require("@pulumi/pulumi");
  new EmqxCluster("emqx", new Config().getObject("args"));
`;
const nowhere: EmqxClusterArgs = { scheduling: { nodeSelector: { disk: "of-gold" } } };

describe("a rollout that does not succeed", function () {
  usesEngine(this);
  let stack: TestStack;

  const pods = async () =>
    (await get<{ items: Pod[] }>("pods", "-n", stack.namespace)).items.map(
      ({ metadata }) => [metadata.name, metadata.uid] as const,
    );
  const ready = () =>
    kubectl("get", "statefulset", "emqx", "-n", stack.namespace, "-o", "jsonpath={.status.readyReplicas}");

  beforeEach(async () => {
    stack = await TestStack.createFrom(program, "rollout");
    // A user has a kubectl on the PATH.
    const { workDir, envVars } = stack.stack.workspace;
    await symlink((await testCluster()).kubectlPath, join(workDir, "kubectl"));
    envVars.PATH = `${workDir}:${envVars.PATH ?? process.env.PATH}`;
  });
  afterEach(() => stack?.remove());

  async function use(args: EmqxClusterArgs, timeoutSeconds = 8): Promise<void> {
    const updates = { ...(args.updates as object), minReadySeconds: 0, timeoutSeconds };
    await stack.stack.setConfig("project:args", { value: JSON.stringify({ ...args, updates }) });
  }

  async function expectRecovery(): Promise<void> {
    await use({ env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } }, 60);
    await stack.up();
    expect(await ready()).to.equal("3");
    expect(summary(await stack.preview())).to.deep.equal([]);
  }

  it("from nothing fails in the time that was given, says why, and is mended by the next one", async () => {
    await use(nowhere);
    const began = Date.now();
    const { message } = await failure(stack.up());
    expect(Date.now() - began).to.be.below(60_000);
    for (const pod of ["emqx-0", "emqx-1", "emqx-2"]) {
      expect(message).to.match(new RegExp(`pod ${pod}: is not scheduled: 0/\\d+ nodes are available`));
    }
    expect(message).to.contain(`npx emqx-doctor emqx --namespace ${stack.namespace}`);
    await expectRecovery();
  });

  it("of a change stops at the first pod, and is mended by the next one without help", async function () {
    await requireProvider(this, "waitsForUpdates");
    await use({}, 60);
    await stack.up();
    const before = await pods();
    await use(nowhere);
    const { message } = await failure(stack.up());
    expect(message).to.contain("pod emqx-2: is not scheduled");
    expect((await pods()).slice(0, 2)).to.deep.equal(before.slice(0, 2));
    await expectRecovery();
  });

  it("of a changed setting is taken back by the next one, which touches the broken pod alone", async function () {
    await requireProvider(this, "waitsForUpdates");
    await use({}, 60);
    await stack.up();
    const before = await pods();
    await use({ ...nowhere, env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } });
    await failure(stack.up());
    await use({}, 60);
    await stack.up();
    expect(await ready()).to.equal("3");
    expect((await pods()).slice(0, 2)).to.deep.equal(before.slice(0, 2));
    expect(summary(await stack.preview())).to.deep.equal([]);
    const maps = await kubectl(
      "get",
      "configmaps",
      "-n",
      stack.namespace,
      "-l",
      "app.kubernetes.io/name=emqx",
      "-o",
      "name",
    );
    expect(maps.trim().split("\n")).to.have.length(1);
  });

  it("of a later release is taken back by the next one, with a warning", async function () {
    await requireProvider(this, "waitsForUpdates");
    await use({}, 60);
    await stack.up();
    const later = { image: "emqx/emqx:6.0.0", license: { key: "evaluation" } };
    await use({ ...later, ...nowhere });
    await failure(stack.up());
    expect((await stack.preview()).log).not.to.contain("did not succeed");
    await use({}, 60);
    expect((await stack.preview()).log).to.contain("The update to EMQX 6.0 did not succeed");
    await stack.up();
    await use(later, 60);
    await stack.up();
    await use({});
    expect((await failure(stack.preview())).message).to.contain("from EMQX 6.0 to 5.8");
  });

  it("of the nodes above a partition says why as well", async () => {
    await use({}, 60);
    await stack.up();
    const before = await pods();
    await use({ ...nowhere, updates: { partition: 2 } });
    const { message } = await failure(stack.up());
    expect(message).to.contain("pod emqx-2: is not scheduled");
    expect((await pods()).slice(0, 2)).to.deep.equal(before.slice(0, 2));
    await expectRecovery();
  });

  // As the kubelet reports them; the broker's last log lines are its message.
  const reasons: [title: string, status: object, message: RegExp][] = [
    [
      "an image that is not there",
      { state: { waiting: { reason: "ErrImagePull", message: "no such image" } } },
      /\[Pod \S*emqx-1\]: .*\[ErrImagePull\] no such image/,
    ],
    [
      "a configuration that the broker refuses, by its last words",
      {
        state: { waiting: { reason: "CrashLoopBackOff", message: "back-off" } },
        lastState: {
          terminated: { exitCode: 1, reason: "Error", message: "failed_to_check_schema: emqx_conf_schema" },
        },
      },
      /\[Pod \S*emqx-1\]: .*failed_to_check_schema/s,
    ],
  ];
  for (const [title, state, expected] of reasons) {
    it(`tells of ${title}`, async () => {
      await use(nowhere, 20);
      const failing = failure(stack.up());
      await eventually(async () => expect(await pods()).to.have.length(3));
      const broker = { name: "emqx", image: "x", imageID: "", ready: false, restartCount: 2, ...state };
      const ready = {
        type: "Ready",
        status: "False",
        reason: "ContainersNotReady",
        message: "unready: [emqx]",
      };
      const done = ["PodScheduled", "Initialized"].map((type) => ({ type, status: "True" }));
      await kubectl(
        ...["patch", "pod", "emqx-1", "-n", stack.namespace, "--subresource=status", "--type=merge"],
        `--patch=${JSON.stringify({ status: { conditions: [...done, ready], containerStatuses: [broker] } })}`,
      );
      expect((await failing).message).to.match(expected);
    });
  }

  it("is refused by a quota, which is said", async () => {
    await kubectl("create", "quota", "one-pod", "--hard=pods=1", "-n", stack.namespace);
    await use({});
    const { message } = await failure(stack.up());
    expect(message).to.contain("1 of 3 pods are there: ").and.contain("exceeded quota: one-pod");
    await kubectl("delete", "quota", "one-pod", "-n", stack.namespace);
    await expectRecovery();
  });
});
