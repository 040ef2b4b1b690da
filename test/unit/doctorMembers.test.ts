import { expect } from "chai";
import type { Finding } from "../../components/doctor/finding";
import type { ClusterState } from "../../components/doctor/readCluster";
import { AddressType, DiscoveryStrategy, type EmqxClusterArgs } from "../../components/index";
import {
  asLines,
  claims,
  crashing,
  findings,
  healthy,
  kubectlPrefix,
  node,
  only,
  pod,
  replicantNode,
  view,
  views,
} from "./support/doctor";

const others = [pod("emqx-0"), pod("emqx-1")];
const two = [node("emqx-0"), node("emqx-1")];

describe("emqx-doctor on stopped members", () => {
  const allClaims = claims("emqx-0", "emqx-1", "emqx-2", "emqx-7");
  const stopped = (...nodes: string[]) => views(view("emqx-0", { stopped: nodes }));
  const leave = `${kubectlPrefix} exec emqx-0 -- emqx_ctl cluster force-leave`;

  async function stale(change: Partial<ClusterState>, args?: EmqxClusterArgs): Promise<Finding[]> {
    return (await findings({ claims: allClaims, ...change }, args)).filter(({ subject }) =>
      subject.startsWith("node "),
    );
  }

  it("reports a member beyond the number of replicas, and deletes its PVC, with which it could not start again", async () => {
    const [found] = await stale({ views: stopped(node("emqx-7")) });
    expect(found).to.deep.equal({
      severity: "warning",
      subject: `node ${node("emqx-7")}`,
      problem: "belongs to no pod, but is still a member of the cluster",
      advice: `Remove it: ${leave} ${node("emqx-7")} && ${kubectlPrefix} delete pvc emqx-data-emqx-7`,
    });
    const [withoutClaim] = await stale({ views: stopped(node("emqx-7")), claims: claims("emqx-1") });
    expect(withoutClaim.advice).to.equal(`Remove it: ${leave} ${node("emqx-7")}`);
  });

  it("ignores a node of the StatefulSet whose pod is missing at the moment", async () => {
    const change = { pods: others, views: only(view("emqx-0", { running: two, stopped: [node("emqx-2")] })) };
    expect(await stale(change)).to.deep.equal([]);
    expect(await stale(change, { image: "emqx/emqx:4.4.19" })).to.deep.equal([]);
    expect(await stale(change, { discovery: { strategy: DiscoveryStrategy.Dns } })).to.deep.equal([]);
  });

  it("ignores a member whose pod still exists, or that another node sees running", async () => {
    const leaving = [...others, pod("emqx-2"), pod("emqx-7")];
    expect(await stale({ pods: leaving, views: stopped(node("emqx-7")) })).to.deep.equal([]);
    const seenRunning = view("emqx-1", { running: [node("emqx-7")] });
    expect(
      await stale({ views: views(view("emqx-0", { stopped: [node("emqx-7")] }), seenRunning) }),
    ).to.deep.equal([]);
  });

  it("ignores a member whose pod will soon restart with another node name", async () => {
    const old = pod("emqx-2");
    old.spec.containers[0].env = [{ name: "EMQX_NODE__NAME", value: node("emqx-2", "old") }] as never;
    expect(await stale({ pods: [...others, old], views: stopped(node("emqx-2", "old")) })).to.deep.equal([]);
  });

  it("reports nodes of an old domain, and keeps PVCs that a pod of the StatefulSet uses", async () => {
    const of = (name: string) => node(name, "old.domain");
    for (const pods of [undefined, others]) {
      const change = { ...(pods && { pods }), views: stopped(of("emqx-2")) };
      expect((await stale(change)).map(({ advice }) => advice)).to.deep.equal([
        `Remove it: ${leave} ${of("emqx-2")}`,
      ]);
    }
    expect((await stale({ views: stopped(of("emqx-7")) }))[0].advice).to.include(
      "delete pvc emqx-data-emqx-7",
    );
    // Its pod is being deleted.
    const change = { pods: [...others, pod("emqx-2"), pod("emqx-7")], views: stopped(of("emqx-7")) };
    expect((await stale(change))[0].advice).not.to.include("pvc");
  });

  it("keeps the PVC if the member belongs to a cluster of the same name in another namespace", async () => {
    const [{ advice }] = await stale({ views: stopped(node("emqx-7").replace(".iot.", ".other.")) });
    expect(advice)
      .to.match(/^If it will not return, remove it: /)
      .and.not.include("pvc");
  });

  it("compares the addresses of pods if nodes are named by address, and deletes no PVC", async () => {
    const byAddress = {
      discovery: { strategy: DiscoveryStrategy.K8s, addressType: AddressType.Ip },
      persistence: { enabled: false },
    };
    const pods = ["emqx-0", "emqx-1", "emqx-2"].map((name, i) => pod(name, { podIP: `10.0.0.${i + 1}` }));
    const nodes = ["emqx@10.0.0.2", "emqx@10.0.0.9", "emqx@10-0-0-2.iot.pod.cluster.local"];
    const found = await stale({ pods, views: stopped(...nodes) }, byAddress);
    expect(found.map(({ advice }) => advice)).to.deep.equal([`Remove it: ${leave} emqx@10.0.0.9`]);
  });

  it("ignores members named by address if it could not read all pods", async () => {
    expect(await stale({ replicants: undefined, views: stopped("emqx@10.0.0.9") })).to.deep.equal([]);
  });
});

describe("emqx-doctor on a node whose data no longer matches the other nodes'", () => {
  const pods = [...others, crashing("emqx-2", "Failed to merge schema: {aborted,function_clause}")];
  const deletion = `${kubectlPrefix} delete pvc emqx-data-emqx-2 --wait=false && ${kubectlPrefix} delete pod emqx-2`;

  async function advice(change: Partial<ClusterState>, args?: EmqxClusterArgs): Promise<string> {
    const found = (await findings({ pods, ...change }, args)).find(({ subject }) => subject === "pod emqx-2");
    return found!.advice;
  }

  it("suggests to delete its data if the other nodes have removed it", async () => {
    const forgotten = only(view("emqx-0", { running: two }), view("emqx-1", { running: two }));
    expect(await advice({ views: forgotten })).to.include(deletion);
    expect(await advice({ views: forgotten }, { persistence: { enabled: false } }))
      .to.include(`${kubectlPrefix} delete pod emqx-2`)
      .and.not.include("pvc");
  });

  it("recognizes it by the end of its log", async () => {
    const end = "{error,{normal,{mnesia_app,start,[normal,[]]}}}},[{mria_mnesia,ensure_started,0,[]}]";
    const change = {
      pods: [...others, crashing("emqx-2", end)],
      views: only(view("emqx-0", { running: two })),
    };
    expect(await advice(change)).to.include(deletion);
  });

  it("keeps its data if another node still lists it, unless its log names the cause", async () => {
    for (const knowing of [
      view("emqx-1", { running: two, stopped: [node("emqx-2")] }),
      view("emqx-1", { running: [...two, node("emqx-2")] }),
    ]) {
      const change = { views: only(view("emqx-0", { running: two }), knowing) };
      expect(await advice(change))
        .to.match(/^Keep its data until you know why it exits: .* logs emqx-2 --previous\. Only if that says/)
        .and.include(deletion);
    }
  });

  it("keeps its data and says why if no other node answers", async () => {
    for (const nobody of [new Map(), only(view("emqx-0", { running: [] })), only(view("emqx-2"))]) {
      expect(await advice({ views: nobody }))
        .to.match(/^Keep its data: no other node answers/)
        .and.not.include("delete");
    }
  });

  it("keeps its data if the message only contains a folder named mnesia", async () => {
    const full = crashing("emqx-2", "/opt/emqx/data/mnesia/emqx@emqx-2/schema.DAT: enospc");
    const forgotten = only(view("emqx-0", { running: two }));
    expect(await advice({ pods: [...others, full], views: forgotten })).not.to.include("delete");
  });
});

describe("emqx-doctor on nodes that other nodes do not see", () => {
  const missed = "error: pod emqx-2: is ready, but other nodes list it as stopped";
  const listed = [
    view("emqx-0", { running: two, stopped: [node("emqx-2")] }),
    view("emqx-1", { running: two, stopped: [node("emqx-2")] }),
  ];

  it("reports a ready node that could not be or was not queried", async () => {
    const unasked = views(...listed, ["emqx-2", "error dialing backend"]);
    expect(asLines(await findings({ views: unasked }))).to.include(missed);
    expect(asLines(await findings({ views: only(...listed) }))).to.include(missed);
    expect(asLines(await findings({ views: only(...listed) }, { image: "emqx/emqx:4.4.19" }))).to.include(
      missed,
    );
  });

  it("ignores a node that is not ready, which it reports already, and one with a view of its own", async () => {
    const starting = pod("emqx-2", { broker: { ready: false, started: false } });
    expect(asLines(await findings({ pods: [...others, starting], views: only(...listed) }))).to.deep.equal([
      "error: pod emqx-2: has not started",
    ]);
    expect(await findings({ views: views(view("emqx-0", { stopped: [node("emqx-2")] })) })).to.deep.equal([]);
  });
});

describe("emqx-doctor on replicants", () => {
  const args = { image: "emqx/emqx-enterprise:5.8.9", replicants: { replicas: 2 } };
  const enterprise = args.image;
  const cores = ["emqx-0", "emqx-1", "emqx-2"];
  const addresses = ["10.0.1.1", "10.0.1.2"];
  const all = [...cores.map((name) => node(name)), ...addresses.map(replicantNode)];
  const replicant = (i: number, status: object = {}, from = enterprise) =>
    pod(`emqx-replicant-${i}`, { podIP: addresses[i], ...status }, from);
  const allViews = (...changed: Parameters<typeof views>) =>
    views(
      ...[...cores, "emqx-replicant-0", "emqx-replicant-1"].map((name) => view(name, { running: all })),
      ...changed,
    );

  async function found(pods: ClusterState["pods"], change: Partial<ClusterState> = {}): Promise<string[]> {
    const { replicants } = await healthy(args);
    const cluster = {
      pods: cores.map((name) => pod(name, {}, enterprise)),
      views: allViews(),
      ...change,
      replicants: { ...replicants, pods },
    };
    return asLines(await findings(cluster, args));
  }
  const whole = [replicant(0), replicant(1)];

  it("reports nothing for replicants that have joined", async () => {
    expect(await found(whole)).to.deep.equal([]);
  });

  it("reports missing pods with the reason, and does not count pods that are being deleted", async () => {
    const events = [
      { object: "ReplicaSet emqx-replicant-5d4", reason: "FailedCreate", message: "exceeded quota: pods" },
    ];
    const gone = replicant(1);
    gone.metadata.deletionTimestamp = "2026-11-23T11:59:00Z";
    expect(await found([whole[0], gone], { events })).to.include(
      "error: deployment emqx-replicant: 1 of 2 pods exist: exceeded quota: pods",
    );
  });

  it("reports pods that do not run, with advice for replicants", async () => {
    const unscheduled = {
      conditions: [{ type: "PodScheduled", status: "False", message: "too little memory" }],
    };
    const pulling = {
      state: { waiting: { reason: "ErrImagePull", message: "manifest unknown" } },
      ready: false,
    };
    expect(await found([replicant(0, unscheduled), replicant(1, { broker: pulling })])).to.deep.equal([
      "error: pod emqx-replicant-0: is not scheduled: too little memory",
      "error: pod emqx-replicant-1: cannot pull its image: manifest unknown",
    ]);
    const { replicants } = await healthy(args);
    const cluster = { views: allViews(), replicants: { ...replicants, pods: [] as ClusterState["pods"] } };
    const advice = async (message: string, reason?: string) => {
      cluster.replicants.pods = [crashing("emqx-replicant-0", message, reason)];
      return (await findings(cluster, args)).find(({ subject }) => subject === "pod emqx-replicant-0")!
        .advice;
    };
    expect(await advice("", "OOMKilled")).to.include("replicants.resources");
    // Replicants have no PVCs.
    expect(await advice("Failed to merge schema")).not.to.include("pvc");
    expect(await advice("enospc")).not.to.include("persistence.size");
  });

  it("warns about images that differ from those of the core nodes", async () => {
    const other = "emqx/emqx-enterprise:5.8.8";
    expect(await found([replicant(0, {}, other), replicant(1, {}, other)])).to.deep.equal([
      `warning: deployment emqx-replicant: its pods run ${other}, but the core nodes run ${enterprise}`,
    ]);
    expect(await found([replicant(0), replicant(1, {}, other)])).to.deep.equal([
      `warning: deployment emqx-replicant: its pods run different images: ${other}, ${enterprise}`,
    ]);
  });

  it("reports a replicant that sees no core node, with the causes", async () => {
    const alone = view("emqx-replicant-1", { running: [replicantNode(addresses[1])] });
    const subject = "error: pod emqx-replicant-1";
    expect(await found(whole, { views: allViews(alone) })).to.deep.equal([
      `${subject}: has not joined the cluster: it sees no core node`,
    ]);
    const causes = { addresses: ["10.0.0.1"], unreachable: ["10.0.0.1"], cookie: "bbbb" };
    expect(await found(whole, { views: allViews({ ...alone, ...causes }) })).to.include.members([
      `${subject}: has not joined the cluster: it sees no core node`,
      `${subject}: resolves emqx-headless to 1 addresses, but 3 core nodes run`,
      `${subject}: cannot reach port 4370 of 10.0.0.1`,
      "error: statefulset emqx: its nodes have different Erlang cookies, so they cannot connect to each other",
    ]);
  });

  it("reports a ready replicant that could not be queried and that no core node lists", async () => {
    const running = all.slice(0, -1);
    const unasked: [string, string] = ["emqx-replicant-1", "error dialing backend"];
    const cluster = allViews(...cores.map((name) => view(name, { running })), unasked);
    expect(await found(whole, { views: cluster })).to.include(
      "error: pod emqx-replicant-1: is ready, but the core nodes do not list it",
    );
    expect(await found(whole, { views: allViews(unasked) })).to.deep.equal([
      "warning: pod emqx-replicant-1: could not be queried: error dialing backend",
    ]);
  });

  it("reports one cluster if core nodes only see different replicants", async () => {
    const late = view("emqx-0", { running: all.slice(0, -1) });
    expect(await found(whole, { views: allViews(late) })).to.deep.equal([]);
  });

  it("warns if it may not read replicants", async () => {
    expect(asLines(await findings({ replicants: undefined }))).to.deep.equal([
      "warning: replicants: could not be read",
    ]);
  });
});
