import { access } from "node:fs/promises";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { Edition, type EmqxClusterArgs } from "../../components/index";
import { deploy, optionalChild } from "./support/cluster";
import { FakeContainer } from "./support/fakeContainer";

const enterprise = { edition: Edition.Enterprise };
const withEvacuation: EmqxClusterArgs = { ...enterprise, evacuation: {}, leaveWhenScaledDown: false };

describe("Evacuation", () => {
  it("is disabled by default", async () => {
    const { container, statefulSet } = await deploy({ ...enterprise, leaveWhenScaledDown: false });
    expect(container).not.to.have.property("lifecycle");
    expect(container.readinessProbe.httpGet.path).to.equal("/status");
    expect(statefulSet.inputs.spec.template.spec.terminationGracePeriodSeconds).to.equal(120);
  });

  it("adds its timeout to the grace period", async () => {
    for (const [evacuation, seconds] of [
      [{}, 720],
      [{ timeoutSeconds: 60 }, 180],
    ] as const) {
      const { statefulSet } = await deploy({ ...withEvacuation, evacuation });
      expect(statefulSet.inputs.spec.template.spec.terminationGracePeriodSeconds).to.equal(seconds);
    }
  });

  it("applies to cores and replicants", async () => {
    const deployed = await deploy({ ...withEvacuation, replicants: {} });
    const deployment = optionalChild<types.output.apps.v1.Deployment>(deployed, "Deployment")!;
    const { spec } = deployment.inputs.spec.template;
    expect(spec.terminationGracePeriodSeconds).to.equal(720);
    expect(spec.containers[0].lifecycle).to.deep.equal(deployed.container.lifecycle);
    expect(spec.containers[0].readinessProbe).to.deep.equal(deployed.container.readinessProbe);
  });

  it("removes the node from Services if the release reports evacuation without a login", async () => {
    const path = async (image: string) => {
      const { container } = await deploy({ image, evacuation: {}, replicas: 1 });
      expect(container.livenessProbe.httpGet.path).to.equal("/status");
      return container.readinessProbe.httpGet.path;
    };
    const availability = "/api/v5/load_rebalance/availability_check";
    expect(await path("emqx/emqx-enterprise:5.1.1")).to.equal("/status");
    expect(await path("emqx/emqx-enterprise:5.3.2")).to.equal("/status");
    expect(await path("emqx/emqx-enterprise:5.4.1")).to.equal(availability);
    expect(await path("emqx/emqx:5.9.0")).to.equal(availability);
    expect(await path("emqx/emqx:6.2.2")).to.equal(availability);
  });

  it("is checked over HTTPS if the dashboard uses HTTPS", async () => {
    const { container } = await deploy({ ...withEvacuation, tls: { secretName: "cert", dashboard: true } });
    expect(container.readinessProbe.httpGet).to.include({ port: 18084, scheme: "HTTPS" });
    expect(container.readinessProbe.httpGet.path).to.match(/availability_check$/);
  });

  it("that was interrupted does not keep a restarted node closed", async () => {
    const { container } = await deploy(withEvacuation);
    expect(container.lifecycle.postStart.exec.command).to.deep.equal([
      "rm",
      "-f",
      "/opt/emqx/data/.evacuation",
    ]);
  });
});

describe("The script that evacuates a node", () => {
  let broker: FakeContainer;
  beforeEach(async () => {
    broker = await FakeContainer.create();
  });
  afterEach(() => broker.remove());

  interface Seen {
    running: number;
    /** The number of other evacuating nodes, before and after this one starts. */
    closed?: number;
    closedLater?: number;
    /** The successive status answers of the node. The last one repeats. */
    states: string[];
    start?: string;
    broken?: boolean;
    timeoutSeconds?: number;
  }

  /** Runs the script with mock commands that answer like those in the EMQX image, without delays. */
  async function evacuate(seen: Seen) {
    const { running, closed = 0, closedLater = closed, states, start = started, broken = false } = seen;
    const deployed = await deploy({
      ...enterprise,
      evacuation: { connEvictRate: 100, sessEvictRate: 50, timeoutSeconds: seen.timeoutSeconds ?? 600 },
      leaveWhenScaledDown: false,
    });
    const names = Array.from({ length: running }, (_, i) => `'emqx@emqx-${i}.emqx-headless'`);
    const evacuated = (count: number) =>
      Array.from({ length: count }, (_, i) => `Node 'emqx@emqx-${i}': evacuation\nRebalance state: x`);
    const { directory } = broker;
    await broker.write(
      "cluster",
      `Cluster status: #{running_nodes =>\n    [${names.join(",\n")}],\n  stopped_nodes => ['emqx@9']}\n`,
    );
    await broker.write("closed", `${evacuated(closed).join("\n")}\n`);
    await broker.write("closedLater", `${evacuated(closedLater + 1).join("\n")}\n`);
    await broker.write("start", `${start}\n`);
    for (const [index, state] of states.entries()) {
      await broker.write(`state${index}`, `${state}\n`);
    }
    await broker.write(".evacuation", "{}");
    await broker.addCommand("emqx", [
      `cd ${directory}`,
      'echo "$*" >> calls',
      ...(broken ? ["echo \"RPC to 'emqx@1' failed: nodedown\"; exit 1"] : []),
      'case "$*" in',
      '  "ctl cluster status") cat cluster ;;',
      '  "ctl rebalance status") if [ -e began ]; then cat closedLater; else cat closed; fi ;;',
      // It answers true, which bin/emqx treats as a failure.
      '  "ctl rebalance start "*) touch began; cat start; exit 1 ;;',
      '  "ctl rebalance node-status") n=$(cat n 2>/dev/null || echo 0); echo $((n + 1)) > n',
      `    [ "$n" -lt ${states.length} ] || n=${states.length - 1}; cat "state$n" ;;`,
      "  *) exit 9 ;;",
      "esac",
    ]);
    await broker.addCommand("sleep", [`echo "sleep $1" >> ${directory}/calls`]);
    const { command } = deployed.container.lifecycle.preStop.exec;
    const ended = await broker.run(deployed, command, { "/opt/emqx/data": directory });
    const calls = (await broker.read("calls")).trim().split("\n");
    const isRemembered = await access(broker.path(".evacuation")).then(
      () => true,
      () => false,
    );
    return { ended, calls, isRemembered, polls: calls.filter((call) => call.startsWith("sleep")).length };
  }

  const started = "Rebalance(evacuation) started";
  const state = (name: string) => `Rebalance type: evacuation\nRebalance state: ${name}\nConnection goal: 0`;
  const evicting = state("evicting_conns");
  const moving = state("evicting_sessions");
  const done = state("prohibiting");

  it("starts the evacuation with the given rates, and ends when it is complete", async () => {
    const { ended, calls, polls } = await evacuate({
      running: 3,
      states: [state("waiting_health_check"), evicting, state("waiting_takeover"), moving, done],
    });
    expect(ended).to.equal(0);
    expect(calls).to.include(
      "ctl rebalance start --evacuation --wait-health-check 10 --conn-evict-rate 100 --wait-takeover 10 --sess-evict-rate 50",
    );
    expect(polls).to.equal(4);
  });

  it("deletes its record at once, so that the restarted node accepts clients", async () => {
    expect((await evacuate({ running: 3, states: [done] })).isRemembered).to.equal(false);
  });

  it("does not start in a cluster of one node", async () => {
    const { ended, calls } = await evacuate({ running: 1, states: [done] });
    expect(ended).to.equal(0);
    expect(calls.join()).not.to.include("start");
  });

  it("does not start if all other nodes are evacuating", async () => {
    const { ended, calls } = await evacuate({ running: 3, closed: 2, states: [done] });
    expect(ended).to.equal(0);
    expect(calls.join()).not.to.include("start");
  });

  it("ends if all other nodes also start evacuating", async () => {
    const { ended, polls } = await evacuate({ running: 3, closedLater: 2, states: [evicting, moving] });
    expect(ended).to.equal(0);
    expect(polls).to.equal(1);
  });

  it("waits for a manually started evacuation", async () => {
    const start = "Rebalance is already enabled";
    const { ended, polls } = await evacuate({ running: 3, start, states: [moving, done] });
    expect(ended).to.equal(0);
    expect(polls).to.equal(1);
  });

  it("ends if the evacuation fails to start or is stopped manually", async () => {
    const { ended, polls } = await evacuate({
      running: 3,
      start: "Rebalance start error: busy",
      states: ["Rebalance disabled"],
    });
    expect(ended).to.equal(0);
    expect(polls).to.equal(0);
  });

  it("ends at once if EMQX does not answer", async () => {
    const { ended, calls } = await evacuate({ running: 3, broken: true, states: [done] });
    expect(ended).to.equal(0);
    expect(calls.join()).not.to.include("start");
  });

  it("always ends within the timeout", async () => {
    await broker.addClock(1);
    const { ended, polls } = await evacuate({ running: 3, states: [evicting], timeoutSeconds: 21 });
    expect(ended).to.equal(0);
    expect(polls).to.be.greaterThan(1);
    expect(Number(await broker.read("clock"))).to.be.within(21, 25);
  });
});
