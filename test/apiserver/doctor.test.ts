import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Edition } from "../../components/index";
import type { Finding } from "../../components/doctor/finding";
import { run, type RunResult } from "../../local/subprocess";
import { kubectl, testCluster } from "../support/cluster";
import { eventually } from "../support/eventually";
import { deploy, ownNamespace } from "./support";

describe("emqx-doctor for a deployed cluster", function () {
  this.timeout(120_000);
  const namespace = ownNamespace("doctor");
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "emqx-doctor-"));
    await symlink((await testCluster()).kubectlPath, join(directory, "kubectl"));
    await deploy(namespace());
    await useAccountThatMayOnlyRead();
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** Read-only permissions, so that every change is rejected. */
  async function useAccountThatMayOnlyRead(): Promise<void> {
    const here = ["--namespace", namespace()];
    await kubectl("create", "serviceaccount", "reader", ...here);
    await kubectl(
      "create",
      "rolebinding",
      "reader",
      "--clusterrole=view",
      `--serviceaccount=${namespace()}:reader`,
      ...here,
    );
    const token = (await kubectl("create", "token", "reader", ...here)).trim();
    const config = JSON.parse(await kubectl("config", "view", "--raw", "--output", "json")) as {
      users: { user: object }[];
    };
    config.users.forEach((entry) => (entry.user = { token }));
    await writeFile(join(directory, "kubeconfig"), JSON.stringify(config));
  }

  async function doctor(...args: string[]): Promise<RunResult> {
    const cli = join(__dirname, "../../components/doctor/cli.ts");
    const all = ["--import", "tsx", cli, "--kubeconfig", join(directory, "kubeconfig"), ...args];
    const env = { PATH: `${directory}:${process.env.PATH}`, HOME: directory };
    return run(process.execPath, all, { env, expect: [0, 1, 2] });
  }

  async function findings(): Promise<Finding[]> {
    const { stdout } = await doctor("emqx", "--namespace", namespace(), "--json");
    return JSON.parse(stdout) as Finding[];
  }

  it("finds no error, reports that it has no access to the nodes, and exits with 2", async () => {
    const { code, stdout } = await doctor("--namespace", namespace());
    expect(stdout).not.to.match(/^error: /m);
    expect(stdout).to.include("warning: statefulset emqx: none of its nodes could be queried");
    expect(stdout).to.match(/warning: pod emqx-0: could not be queried: .*forbidden/);
    expect(code).to.equal(2);
  });

  it("reports the same to a user with access, because simulated pods run no broker", async () => {
    const { kubeconfig } = await testCluster();
    const { code, stdout } = await doctor("--namespace", namespace(), "--kubeconfig", kubeconfig);
    expect(stdout).not.to.match(/^error: /m);
    expect(stdout).to.include("warning: statefulset emqx: none of its nodes could be queried");
    expect(code).to.equal(2);
  });

  it("checks replicants", async () => {
    await deploy(namespace(), { edition: Edition.Enterprise, replicants: { replicas: 1 } }, "more");
    await kubectl("rollout", "status", "deployment/more-replicant", "--namespace", namespace());
    const { stdout } = await doctor("more", "--namespace", namespace());
    expect(stdout).to.match(/warning: pod more-replicant-\S+: could not be queried/);
  });

  it("reports a pod that is not ready, with the reason, and exits with 1", async () => {
    const waiting = { reason: "ImagePullBackOff", message: "Back-off pulling image" };
    const status = {
      status: {
        containerStatuses: [
          {
            name: "emqx",
            image: "x",
            imageID: "",
            ready: false,
            started: false,
            restartCount: 0,
            state: { waiting },
          },
        ],
      },
    };
    await kubectl(
      ...["patch", "pod", "emqx-1", "--namespace", namespace(), "--subresource=status", "--type=merge"],
      `--patch=${JSON.stringify(status)}`,
    );
    await eventually(async () => {
      const { code, stdout } = await doctor("--namespace", namespace());
      expect(stdout).to.include("error: pod emqx-1: cannot pull its image: Back-off pulling image");
      expect(code).to.equal(1);
    });
    await kubectl("delete", "pod", "emqx-1", "--namespace", namespace());
  });

  it("reports missing permissions of the pods to a user who may check them", async () => {
    const here = ["--namespace", namespace()];
    const ofPods = ["--verb=impersonate", "--resource=serviceaccounts", "--resource-name=emqx"];
    await kubectl("create", "role", "as-pods", ...ofPods, ...here);
    const reader = `--serviceaccount=${namespace()}:reader`;
    await kubectl("create", "rolebinding", "as-pods", "--role=as-pods", reader, ...here);
    const lost = `error: serviceaccount emqx: may not get endpoints/emqx-headless in namespace ${namespace()}`;
    expect((await doctor(...here)).stdout).not.to.include(lost);
    await kubectl("delete", "rolebinding", "emqx", ...here);
    await eventually(async () => expect((await doctor(...here)).stdout).to.include(lost));
  });

  it("reports a missing headless Service", async () => {
    await kubectl("delete", "service", "emqx-headless", "--namespace", namespace());
    expect((await findings()).map(({ severity, subject }) => `${severity} ${subject}`)).to.include(
      "error service emqx-headless",
    );
  });

  it("exits with 2 if the cluster does not exist or is not readable", async () => {
    const { code, stderr } = await doctor("other", "--namespace", namespace());
    expect(code).to.equal(2);
    expect(stderr).to.include('statefulsets.apps "other" not found');
    expect((await doctor("--namespace", "kube-system")).stderr).to.include("forbidden");
    expect((await doctor("--naemspace", "x")).stderr).to.include("Usage: emqx-doctor");
  });
});
