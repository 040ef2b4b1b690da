import { expect } from "chai";
import { DiscoveryStrategy, Edition, type EmqxClusterArgs } from "../../components/index";
import { deploy, optionalChild } from "./support/cluster";
import { FakeContainer } from "./support/fakeContainer";
import type { types } from "@pulumi/kubernetes";

describe("Leaving the cluster", () => {
  it("applies to core nodes only, because replicants store no data", async () => {
    const deployed = await deploy({ edition: Edition.Enterprise, replicants: {} });
    const deployment = optionalChild<types.output.apps.v1.Deployment>(deployed, "Deployment")!;
    expect(deployed.container.lifecycle).to.have.property("preStop");
    expect(deployment.inputs.spec.template.spec.containers[0]).not.to.have.property("lifecycle");
  });

  it("is disabled on request and with dns discovery, which requires no token", async () => {
    for (const args of [{ leaveWhenScaledDown: false }, { discovery: { strategy: DiscoveryStrategy.Dns } }]) {
      expect((await deploy(args)).container).not.to.have.property("lifecycle");
    }
  });

  it("extends the grace period, also together with an evacuation", async () => {
    const grace = async (args: EmqxClusterArgs) =>
      (await deploy(args)).statefulSet.inputs.spec.template.spec.terminationGracePeriodSeconds;
    const pods = { terminationGracePeriodSeconds: 30 };
    const evacuation = { timeoutSeconds: 60 };
    expect(await grace({ pods, leaveWhenScaledDown: false })).to.equal(30);
    expect(await grace({ pods })).to.equal(210);
    expect(await grace({ pods, evacuation, edition: Edition.Enterprise })).to.equal(270);
  });

  it("does not depend on the number of nodes in the pod template, so that scaling restarts no pod", async () => {
    const [three, five] = [await deploy(), await deploy({ replicas: 5 })];
    expect(five.container.lifecycle).to.deep.equal(three.container.lifecycle);
  });
});

describe("The script that makes a node leave", () => {
  let broker: FakeContainer;
  beforeEach(async () => {
    broker = await FakeContainer.create();
  });
  afterEach(() => broker.remove());

  interface Situation {
    /** The answers of the API server, in turn. Undefined if it does not answer. */
    scale?: object | object[];
    pod?: string;
    /** The running nodes, in successive answers. */
    running?: string[][];
    /** The stopped nodes, in the same answers. */
    stopped?: string[][];
    args?: EmqxClusterArgs;
    hasCurl?: boolean;
    /** Seconds that the clock advances between two readings. Undefined for the real clock. */
    secondsPerCall?: number;
  }

  /** The commands that the script runs, including those of the user's hook. */
  async function calls(situation: Situation): Promise<string[]> {
    const {
      scale,
      pod = "emqx-2",
      running = [["emqx-0", "emqx-1", "emqx-2"]],
      stopped = [],
      args,
    } = situation;
    const deployed = await deploy(args);
    const { directory } = broker;
    await broker.write("token", "s3cret");
    await broker.write("calls", "");
    await broker.addCommand("curl", [
      '[ "$(cat)" = "Authorization: Bearer s3cret" ] || exit 9',
      'case "$*" in *s3cret*) exit 9 ;; */namespaces/messaging/statefulsets/emqx/scale) ;; *) exit 9 ;; esac',
      ...(scale
        ? await answers(
            "scale",
            [scale].flat().map((each) => JSON.stringify(each, null, 1)),
          )
        : ["exit 22"]),
    ]);
    const statuses = running.map((nodes, index) => status(nodes, stopped[index]));
    await broker.addCommand("emqx_ctl", [
      `echo "$*" >> ${directory}/calls`,
      '[ "$2" = status ] || exit 0',
      ...(await answers("status", statuses)),
    ]);
    await broker.addCommand("sleep", [`echo "sleep $1" >> ${directory}/calls`]);
    if (situation.secondsPerCall) {
      await broker.addClock(situation.secondsPerCall);
    }
    const replaced = {
      "/var/run/secrets/kubernetes.io/serviceaccount": directory,
      "command -v curl": situation.hasCurl === false ? "false" : "true",
    };
    const env = { POD_NAMESPACE: "messaging", POD_NAME: pod };
    await broker.run(deployed, deployed.container.lifecycle.preStop.exec.command, replaced, env);
    return (await broker.read("calls")).trim().split("\n").filter(Boolean);
  }

  /** Shell commands that print the texts in turn, and the last one from then on. */
  async function answers(name: string, texts: string[]): Promise<string[]> {
    await Promise.all(texts.map((text, index) => broker.write(`${name}${index}`, text)));
    const path = `${broker.directory}/${name}`;
    return [
      `n=$(cat ${path} 2>/dev/null || echo 0)`,
      `[ "$n" -ge ${texts.length - 1} ] || echo $((n + 1)) > ${path}`,
      `cat "${path}$n"`,
    ];
  }

  function status(nodes: string[], stopped: string[] = []): string {
    if (nodes.length === 0) {
      return "Node 'emqx@emqx-2' not responding to pings.\n";
    }
    const list = (all: string[]) =>
      all.map((node) => `'emqx@${node}.emqx-headless.messaging.svc.cluster.local'`).join(",\n   ");
    return `Cluster status: #{running_nodes =>\n  [${list(nodes)}],\n  stopped_nodes => [${list([...stopped, "emqx-9"])}]}\n`;
  }

  const scale = (replicas?: number, existing = 3) => ({
    ...{ kind: "Scale", spec: { replicas } },
    status: { replicas: existing, selector: "app.kubernetes.io/name=emqx" },
  });
  const leave = "cluster leave";

  it("leaves if the StatefulSet was scaled below its ordinal", async () => {
    expect(await calls({ scale: scale(2) })).to.deep.equal(["cluster status", leave]);
  });

  it("compares ordinals as numbers in a cluster of more than ten nodes", async () => {
    const running = [["emqx-0", "emqx-9", "emqx-10"]];
    expect(await calls({ scale: scale(9), pod: "emqx-10", running })).to.include(leave);
  });

  it("leaves after the nodes with higher ordinals have left", async () => {
    const running = [
      ["emqx-0", "emqx-1", "emqx-2"],
      ["emqx-0", "emqx-1", "emqx-2"],
      ["emqx-0", "emqx-1"],
    ];
    expect(await calls({ scale: scale(1), pod: "emqx-1", running })).to.deep.equal([
      "cluster status",
      "sleep 1",
      "cluster status",
      "sleep 1",
      "cluster status",
      leave,
    ]);
  });

  it("stays a member if nodes with higher ordinals do not leave in time, because two nodes that leave at once can deadlock", async () => {
    const running = [["emqx-0", "emqx-1", "emqx-2"]];
    const all = await calls({ scale: scale(1), pod: "emqx-1", running, secondsPerCall: 50 });
    expect(all).not.to.include(leave);
    expect(all.filter((call) => call === "sleep 1")).to.have.length(2);
  });

  it("waits while EMQX does not report the running nodes", async () => {
    const unknown: string[] = [];
    expect(
      await calls({ scale: scale(2), running: [unknown, ["emqx-0", "emqx-1", "emqx-2"]] }),
    ).to.deep.equal(["cluster status", "sleep 1", "cluster status", leave]);
  });

  it("waits until the nodes that stay are running, because a stopped node cannot start after another one left", async () => {
    const running = [
      ["emqx-0", "emqx-2"],
      ["emqx-0", "emqx-1", "emqx-2"],
    ];
    expect(await calls({ scale: scale(2), running, stopped: [["emqx-1"]] })).to.deep.equal([
      "cluster status",
      "sleep 1",
      "cluster status",
      leave,
    ]);
  });

  it("does not wait for stopped nodes that leave, too", async () => {
    const running = [["emqx-0", "emqx-2"]];
    expect(await calls({ scale: scale(1), running, stopped: [["emqx-1"]] })).to.include(leave);
  });

  it("keeps a node that stays from stopping while others leave", async () => {
    const changing = [scale(2), scale(2), scale(2, 2)];
    expect(await calls({ scale: changing, pod: "emqx-1" })).to.deep.equal(["sleep 1", "sleep 1"]);
  });

  it("lets a node that stays stop after two minutes, also if others still leave", async () => {
    const all = await calls({ scale: scale(2), pod: "emqx-1", secondsPerCall: 50 });
    expect(all).to.deep.equal(["sleep 1", "sleep 1"]);
  });

  const staying: [title: string, situation: Situation][] = [
    ["a restarted, updated or drained pod", { scale: scale(3) }],
    ["pods of a cluster that is scaled to zero", { scale: scale(), pod: "emqx-0" }],
    ["a pod of a deleted StatefulSet", {}],
    ["an API server that does not answer", { scale: undefined, pod: "emqx-7" }],
    ["an image without curl", { scale: scale(1), hasCurl: false }],
  ];
  for (const [title, situation] of staying) {
    it(`does not leave with ${title}`, async () => {
      expect(await calls(situation)).to.deep.equal([]);
    });
  }

  it("runs after the user's preStop hook, even if that fails", async () => {
    const preStop = ["sh", "-c", 'emqx_ctl user "$0 $1"; exit 3', "a b", "c"];
    const args = { pods: { lifecycle: { preStop } } };
    expect(await calls({ scale: scale(2), args })).to.deep.equal(["user a b c", "cluster status", leave]);
  });
});
