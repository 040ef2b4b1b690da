import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { findings } from "./support/findings";
import { eventually, expectOneCluster, usesBrokers } from "./support/suite";

describe("The doctor", function () {
  const cluster = usesBrokers(this, "doctor");
  const args = { replicas: 2, leaveWhenScaledDown: false };
  before(() => cluster().up(args));

  it("reports nothing about a healthy cluster", async () => {
    expect(await findings(cluster())).to.deep.equal([]);
  });

  it("reports a node that left the cluster, and its advice brings the node back", async () => {
    await inside("emqx-1", "emqx_ctl", "cluster", "leave");
    const [split, ...others] = await findings(cluster());
    expect(others).to.deep.equal([]);
    expect(split.problem).to.equal("its nodes form 2 separate clusters: emqx-0 | emqx-1");
    await follow(split.advice);
    await expectOneCluster(cluster(), 2);
    expect(await findings(cluster())).to.deep.equal([]);
  });

  it("reports a stopped member without a pod, and its advice removes the member and its volume", async () => {
    await cluster().up({ ...args, replicas: 1 });
    await eventually(async () => expect(await cluster().pods()).to.have.lengthOf(1));
    await eventually(async () => expect(await cluster().members()).to.include("emqx-1 stopped"));
    const [stale, ...others] = await findings(cluster());
    expect(others).to.deep.equal([]);
    expect(stale.problem).to.equal("belongs to no pod, but is still a member of the cluster");
    await follow(stale.advice);
    await expectOneCluster(cluster(), 1);
    expect(await findings(cluster())).to.deep.equal([]);
    await cluster().up(args);
    await expectOneCluster(cluster(), 2);
  });

  it("reports pods that may not discover each other", async () => {
    await cluster().kubectl("delete", "rolebinding", "emqx");
    const problems = (await findings(cluster())).map(({ problem }) => problem);
    expect(problems).to.have.lengthOf(1);
    expect(problems[0]).to.match(/^may not get endpoints\/emqx-headless in namespace /);
  });

  async function inside(pod: string, ...command: string[]): Promise<void> {
    await cluster().kubectl("exec", pod, "--container=emqx", "--", ...command);
  }
});

/** Runs the command at the end of an advice. */
async function follow(advice: string): Promise<void> {
  await promisify(execFile)("sh", ["-c", advice.slice(advice.indexOf("kubectl "))]);
}
