import { expect } from "chai";
import type { Finding } from "../../components/doctor/finding";
import type { Seen } from "../../components/doctor/look";
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

describe("emqx-doctor on nodes that are no more", () => {
  const allClaims = claims("emqx-0", "emqx-1", "emqx-2", "emqx-7");
  const stopped = (...nodes: string[]) => views(view("emqx-0", { stopped: nodes }));
  const leave = `${kubectlPrefix} exec emqx-0 -- emqx_ctl cluster force-leave`;

  async function stale(change: Partial<Seen>, args?: EmqxClusterArgs): Promise<Finding[]> {
    return (await findings({ claims: allClaims, ...change }, args)).filter(({ subject }) =>
      subject.startsWith("node "),
    );
  }

  it("tells of one beyond the number of nodes, and of its claim, on which it could not start again", async () => {
    const [found] = await stale({ views: stopped(node("emqx-7")) });
    expect(found).to.deep.equal({
      severity: "warning",
      subject: `node ${node("emqx-7")}`,
      problem: "belongs to no pod, and is still a member of the cluster",
      advice: `${leave} ${node("emqx-7")} && ${kubectlPrefix} delete pvc emqx-data-emqx-7`,
    });
    const [withoutClaim] = await stale({ views: stopped(node("emqx-7")), claims: claims("emqx-1") });
    expect(withoutClaim.advice).to.equal(`${leave} ${node("emqx-7")}`);
  });

  it("leaves one alone that is wanted, though its pod is missing for the moment", async () => {
    const change = { pods: others, views: only(view("emqx-0", { running: two, stopped: [node("emqx-2")] })) };
    expect(await stale(change)).to.deep.equal([]);
    expect(await stale(change, { image: "emqx/emqx:4.4.19" })).to.deep.equal([]);
    expect(await stale(change, { discovery: { strategy: DiscoveryStrategy.Dns } })).to.deep.equal([]);
  });

  it("leaves one alone whose pod is still there, or that another node sees run", async () => {
    const leaving = [...others, pod("emqx-2"), pod("emqx-7")];
    expect(await stale({ pods: leaving, views: stopped(node("emqx-7")) })).to.deep.equal([]);
    const seenRunning = view("emqx-1", { running: [node("emqx-7")] });
    expect(
      await stale({ views: views(view("emqx-0", { stopped: [node("emqx-7")] }), seenRunning) }),
    ).to.deep.equal([]);
  });

  it("leaves one alone whose pod has yet to be replaced by one of another name", async () => {
    const old = pod("emqx-2");
    old.spec.containers[0].env = [{ name: "EMQX_NODE__NAME", value: node("emqx-2", "old") }] as never;
    expect(await stale({ pods: [...others, old], views: stopped(node("emqx-2", "old")) })).to.deep.equal([]);
  });

  it("tells of nodes of an old domain, and names no claim that a pod is to have", async () => {
    const of = (name: string) => node(name, "old.domain");
    for (const pods of [undefined, others]) {
      const change = { ...(pods && { pods }), views: stopped(of("emqx-2")) };
      expect((await stale(change)).map(({ advice }) => advice)).to.deep.equal([`${leave} ${of("emqx-2")}`]);
    }
    expect((await stale({ views: stopped(of("emqx-7")) }))[0].advice).to.include(
      "delete pvc emqx-data-emqx-7",
    );
    // Its pod is being deleted.
    const change = { pods: [...others, pod("emqx-2"), pod("emqx-7")], views: stopped(of("emqx-7")) };
    expect((await stale(change))[0].advice).not.to.include("pvc");
  });

  it("takes no claim of this cluster for one of a namesake in another namespace", async () => {
    const [{ advice }] = await stale({ views: stopped(node("emqx-7").replace(".iot.", ".other.")) });
    expect(advice)
      .to.match(/^If it does not come back: /)
      .and.not.include("pvc");
  });

  it("goes by the pods' addresses where nodes are called by them, and names no claim", async () => {
    const byAddress = {
      discovery: { strategy: DiscoveryStrategy.K8s, addressType: AddressType.Ip },
      persistence: { enabled: false },
    };
    const pods = ["emqx-0", "emqx-1", "emqx-2"].map((name, i) => pod(name, { podIP: `10.0.0.${i + 1}` }));
    const nodes = ["emqx@10.0.0.2", "emqx@10.0.0.9", "emqx@10-0-0-2.iot.pod.cluster.local"];
    const found = await stale({ pods, views: stopped(...nodes) }, byAddress);
    expect(found.map(({ advice }) => advice)).to.deep.equal([`${leave} emqx@10.0.0.9`]);
  });

  it("says nothing of addresses where it could not read the pods of all of them", async () => {
    expect(await stale({ replicants: undefined, views: stopped("emqx@10.0.0.9") })).to.deep.equal([]);
  });
});

describe("emqx-doctor on a node whose data does not fit the others'", () => {
  const pods = [...others, crashing("emqx-2", "Failed to merge schema: {aborted,function_clause}")];
  const deletion = `${kubectlPrefix} delete pvc emqx-data-emqx-2 --wait=false && ${kubectlPrefix} delete pod emqx-2`;

  async function advice(change: Partial<Seen>, args?: EmqxClusterArgs): Promise<string> {
    const found = (await findings({ pods, ...change }, args)).find(({ subject }) => subject === "pod emqx-2");
    return found!.advice;
  }

  it("has it begin anew where the others have forgotten it", async () => {
    const forgotten = only(view("emqx-0", { running: two }), view("emqx-1", { running: two }));
    expect(await advice({ views: forgotten })).to.include(deletion);
    expect(await advice({ views: forgotten }, { persistence: { enabled: false } }))
      .to.include(`${kubectlPrefix} delete pod emqx-2`)
      .and.not.include("pvc");
  });

  it("keeps its data where one of the others still knows it", async () => {
    for (const knowing of [
      view("emqx-1", { running: two, stopped: [node("emqx-2")] }),
      view("emqx-1", { running: [...two, node("emqx-2")] }),
    ]) {
      const change = { views: only(view("emqx-0", { running: two }), knowing) };
      expect(await advice(change))
        .to.match(/^Keep its data/)
        .and.not.include("delete");
    }
  });

  it("keeps its data, and says why, where nobody answers", async () => {
    for (const nobody of [new Map(), only(view("emqx-0", { running: [] })), only(view("emqx-2"))]) {
      expect(await advice({ views: nobody }))
        .to.match(/^Keep its data: no other node answers/)
        .and.not.include("delete");
    }
  });

  it("keeps its data where the message only names a folder that is called mnesia", async () => {
    const full = crashing("emqx-2", "/opt/emqx/data/mnesia/emqx@emqx-2/schema.DAT: enospc");
    const forgotten = only(view("emqx-0", { running: two }));
    expect(await advice({ pods: [...others, full], views: forgotten })).not.to.include("delete");
  });
});

describe("emqx-doctor on nodes that the others miss", () => {
  const missed = "error: pod emqx-2: the others list it as stopped, although its pod is ready";
  const listed = [
    view("emqx-0", { running: two, stopped: [node("emqx-2")] }),
    view("emqx-1", { running: two, stopped: [node("emqx-2")] }),
  ];

  it("tells of one that is ready and could not be asked, or was not asked", async () => {
    const unasked = views(...listed, ["emqx-2", "error dialing backend"]);
    expect(asLines(await findings({ views: unasked }))).to.include(missed);
    expect(asLines(await findings({ views: only(...listed) }))).to.include(missed);
    expect(asLines(await findings({ views: only(...listed) }, { image: "emqx/emqx:4.4.19" }))).to.include(
      missed,
    );
  });

  it("does not tell of one that is not ready, as that is told already, nor of one that says itself how it is", async () => {
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

  async function found(pods: Seen["pods"], change: Partial<Seen> = {}): Promise<string[]> {
    const { replicants } = await healthy(args);
    const seen = {
      pods: cores.map((name) => pod(name, {}, enterprise)),
      views: allViews(),
      ...change,
      replicants: { ...replicants, pods },
    };
    return asLines(await findings(seen, args));
  }
  const whole = [replicant(0), replicant(1)];

  it("finds nothing wrong with those that are members", async () => {
    expect(await found(whole)).to.deep.equal([]);
  });

  it("tells of pods that are missing, and why; those that are being deleted are replaced by others", async () => {
    const happenings = [
      { object: "ReplicaSet emqx-replicant-5d4", reason: "FailedCreate", message: "exceeded quota: pods" },
    ];
    const gone = replicant(1);
    gone.metadata.deletionTimestamp = "2026-11-23T11:59:00Z";
    expect(await found([whole[0], gone], { happenings })).to.include(
      "error: deployment emqx-replicant: 1 of 2 pods are there: exceeded quota: pods",
    );
  });

  it("tells of pods that do not run, and gives each the advice for replicants", async () => {
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
    const seen = { views: allViews(), replicants: { ...replicants, pods: [] as Seen["pods"] } };
    const advice = async (message: string, reason?: string) => {
      seen.replicants.pods = [crashing("emqx-replicant-0", message, reason)];
      return (await findings(seen, args)).find(({ subject }) => subject === "pod emqx-replicant-0")!.advice;
    };
    expect(await advice("", "OOMKilled")).to.include("replicants.resources");
    // They have no claims.
    expect(await advice("Failed to merge schema")).not.to.include("pvc");
    expect(await advice("enospc")).not.to.include("persistence.size");
  });

  it("tells of another image than the core nodes have", async () => {
    const other = "emqx/emqx-enterprise:5.8.8";
    expect(await found([replicant(0, {}, other), replicant(1, {}, other)])).to.deep.equal([
      `warning: deployment emqx-replicant: its pods have another image than the core nodes: ${other}, not ${enterprise}`,
    ]);
    expect(await found([replicant(0), replicant(1, {}, other)])).to.deep.equal([
      `warning: deployment emqx-replicant: its pods have different images: ${other}, ${enterprise}`,
    ]);
  });

  it("tells of one that sees no core node, and why", async () => {
    const alone = view("emqx-replicant-1", { running: [replicantNode(addresses[1])] });
    const subject = "error: pod emqx-replicant-1";
    expect(await found(whole, { views: allViews(alone) })).to.deep.equal([
      `${subject}: is no member of the cluster: it sees no core node`,
    ]);
    const causes = { addresses: ["10.0.0.1"], unreachable: ["10.0.0.1"], cookie: "bbbb" };
    expect(await found(whole, { views: allViews({ ...alone, ...causes }) })).to.include.members([
      `${subject}: is no member of the cluster: it sees no core node`,
      `${subject}: finds 1 addresses behind emqx-headless in DNS, and 3 core nodes run`,
      `${subject}: does not reach port 4370 of 10.0.0.1`,
      "error: statefulset emqx: its nodes have different Erlang cookies, and do not talk to each other",
    ]);
  });

  it("tells of one that is ready and could not be asked, and that no core node lists", async () => {
    const running = all.slice(0, -1);
    const unasked: [string, string] = ["emqx-replicant-1", "error dialing backend"];
    const seen = allViews(...cores.map((name) => view(name, { running })), unasked);
    expect(await found(whole, { views: seen })).to.include(
      "error: pod emqx-replicant-1: the core nodes do not list it, although its pod is ready",
    );
    expect(await found(whole, { views: allViews(unasked) })).to.deep.equal([
      "warning: pod emqx-replicant-1: could not be asked: error dialing backend",
    ]);
  });

  it("does not take core nodes that see different replicants for two clusters", async () => {
    const late = view("emqx-0", { running: all.slice(0, -1) });
    expect(await found(whole, { views: allViews(late) })).to.deep.equal([]);
  });

  it("says so where it may not read whether there are any", async () => {
    expect(asLines(await findings({ replicants: undefined }))).to.deep.equal([
      "warning: replicants: could not be read",
    ]);
  });
});
