import { symlink } from "node:fs/promises";
import { join } from "node:path";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { eventually } from "../support/eventually";
import { get, kubectl, testCluster } from "../support/cluster";
import { failure, usesEngine, summary, TestStack } from "./support";

type Pod = types.output.core.v1.Pod;

const program = `
  const { EmqxCluster } = require("@emqx-pulumi/emqx");
  const { Config } = require("@pulumi/pulumi");
  new EmqxCluster("emqx", new Config().getObject("args"));
`;
const nowhere: EmqxClusterArgs = { scheduling: { nodeSelector: { disk: "of-gold" } } };

describe("A rollout that fails", function () {
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
    // Users have kubectl on the PATH.
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

  it("at the first deployment reports the reason within the timeout, and the next one succeeds", async () => {
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

  it("for a change stops at the first pod, and the next one succeeds without manual steps", async () => {
    await use({}, 60);
    await stack.up();
    const before = await pods();
    await use(nowhere);
    const { message } = await failure(stack.up());
    expect(message).to.contain("pod emqx-2: is not scheduled");
    expect((await pods()).slice(0, 2)).to.deep.equal(before.slice(0, 2));
    await expectRecovery();
  });

  it("for a changed setting is reverted by the next one, which restarts only the broken pod", async () => {
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
    const selector = ["-n", stack.namespace, "-l", "app.kubernetes.io/name=emqx"];
    const maps = (await kubectl("get", "configmaps", ...selector, "-o", "name")).trim().split("\n");
    expect(maps.filter((name) => name.includes("-config-"))).to.have.length(1);
  });

  it("for a later release is reverted by the next one, with a warning", async () => {
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
    expect((await failure(stack.preview())).message).to.contain("from 6.0 to 5.8");
  });

  it("above a partition reports the reason", async () => {
    await use({}, 60);
    await stack.up();
    const before = await pods();
    await use({ ...nowhere, updates: { partition: 2 } });
    const { message } = await failure(stack.up());
    expect(message).to.contain("pod emqx-2: is not scheduled");
    expect((await pods()).slice(0, 2)).to.deep.equal(before.slice(0, 2));
    await expectRecovery();
  });

  // The container states that the kubelet reports. The broker's last log lines are the termination message.
  const reasons: [title: string, status: object, message: RegExp][] = [
    [
      "an image that does not exist",
      { state: { waiting: { reason: "ErrImagePull", message: "no such image" } } },
      /\[Pod \S*emqx-1\]: .*\[ErrImagePull\] no such image/,
    ],
    [
      "a configuration that the broker rejects, with its last log lines",
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
    it(`reports ${title}`, async () => {
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

  it("reports an exceeded quota", async () => {
    await kubectl("create", "quota", "one-pod", "--hard=pods=1", "-n", stack.namespace);
    await use({});
    const { message } = await failure(stack.up());
    expect(message).to.contain("1 of 3 pods exist: ").and.contain("exceeded quota: one-pod");
    await kubectl("delete", "quota", "one-pod", "-n", stack.namespace);
    await expectRecovery();
  });
});
