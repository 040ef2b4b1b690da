import { expect } from "chai";
import { loadAll } from "js-yaml";
import type { EmqxClusterArgs } from "../../components/index";
import { chartCookie, chartObjects } from "../support/chart";
import { handwrittenCookie, handwrittenManifests } from "../support/handwritten";
import type { BrokerCluster } from "./support/brokerCluster";
import { findings } from "./support/findings";
import { connect } from "./support/mqttClient";
import { brokerOptions } from "./support/options";
import { expectRetained, retain } from "./support/retained";
import { eventually, expectOneCluster, runningMembers, usesBrokers } from "./support/suite";

// The steps are those of docs/adoption.md. What they do to the fields of objects concerns the API server only: test/engine/adoption.test.ts
// and handwritten.test.ts.

describe("A cluster of the official chart", function () {
  const cluster = usesBrokers(this, "adoption");
  before(() => start(cluster(), "emqx", chartObjects(cluster().namespace, brokerOptions())));

  it("keeps its retained messages, its volumes and at least two nodes while the component adopts it", async () => {
    await retain(cluster(), "of the chart");
    const core = "app.kubernetes.io/component=core";
    await release(cluster(), "app.kubernetes.io/instance=emqx", [core], ["emqx", "emqx-headless"], [8883]);
    await expectAdoption(cluster(), { credentials: { cookie: chartCookie } });
    await expectRetained(cluster(), "of the chart", 3);
  });
});

describe("A cluster of handwritten manifests with the component's names", function () {
  const cluster = usesBrokers(this, "handwritten");
  before(() => start(cluster(), "emqx", handwritten(cluster().namespace, "emqx", "emqx")));

  it("keeps its retained messages, its volumes and at least two nodes while the component adopts it", async () => {
    await retain(cluster(), "of the manifests");
    const labels = ["name=emqx", "instance=emqx", "component=core"].map(
      (label) => `app.kubernetes.io/${label}`,
    );
    await release(cluster(), "app=emqx", labels, ["emqx-headless"], [8081, 8883, 8084]);
    const pods = { labels: { app: "emqx" } };
    await expectAdoption(cluster(), { credentials: { cookie: handwrittenCookie }, pods });
    await expectRetained(cluster(), "of the manifests", 3);
  });
});

describe("A cluster of handwritten manifests with other names", function () {
  const cluster = usesBrokers(this, "successor");
  before(() => start(cluster(), "old", handwritten(cluster().namespace, "old", "old")));

  it("hands its retained messages over to a new cluster, and can then be removed", async () => {
    const [old] = (await cluster().pods()).filter(({ metadata }) => metadata.name === "old-0");
    const { mqtt } = await connect(await cluster().reach.pod(old, 1883));
    await mqtt.publishAsync("retained/status", "of the old nodes", { qos: 1, retain: true });
    const oldNodes = {
      from: [{ podSelector: { matchLabels: { app: "emqx" } } }],
      ports: [{ port: 4370 }, { port: 5369 }],
    };
    const credentials = { cookie: handwrittenCookie };
    await cluster().up({ credentials, networkPolicy: { ingressRules: [oldNodes] } });
    const member = `emqx@old-0.old-headless.${cluster().namespace}.svc.cluster.local`;
    for (const ordinal of [0, 1, 2])
      await cluster().kubectl("exec", `emqx-${ordinal}`, "--", "emqx_ctl", "cluster", "join", member);
    await expectRetained(cluster(), "of the old nodes", 3);

    for (const ordinal of [2, 1, 0]) {
      await cluster().kubectl("exec", `old-${ordinal}`, "--", "emqx_ctl", "cluster", "leave");
      await cluster().kubectl("scale", "statefulset", "old", `--replicas=${ordinal}`);
      await cluster().kubectl("wait", `pod/old-${ordinal}`, "--for=delete", "--timeout=120s");
    }
    await cluster().up({ credentials });
    await expectOneCluster(cluster(), 3);
    await expectRetained(cluster(), "of the old nodes", 3);
    expect(await findings(cluster())).to.deep.equal([]);
  });
});

function handwritten(namespace: string, statefulSet: string, base: string): object[] {
  return loadAll(handwrittenManifests(namespace, { statefulSet, base, ...brokerOptions() })) as object[];
}

/** Applies the objects, and waits until three nodes are one cluster. */
async function start(cluster: BrokerCluster, statefulSet: string, objects: object[]): Promise<void> {
  await cluster.apply(...objects);
  await cluster.kubectl("rollout", "status", `statefulset/${statefulSet}`);
  await eventually(async () => expect(await runningMembers(cluster, `${statefulSet}-0`)).to.equal(3));
}

/** Deletes the StatefulSet without its pods, and removes ports that the program does not serve. */
async function release(
  cluster: BrokerCluster,
  selector: string,
  labels: string[],
  services: string[],
  unserved: number[],
): Promise<void> {
  await cluster.kubectl("label", "pods", `--selector=${selector}`, ...labels);
  await cluster.kubectl("delete", "statefulset", "emqx", "--cascade=orphan");
  const ports = unserved.map((port) => ({ port, $patch: "delete" }));
  await cluster.kubectl("patch", "services", ...services, `--patch=${JSON.stringify({ spec: { ports } })}`);
}

/** Expects that the component takes the pods and volumes over, one node at a time. */
async function expectAdoption(cluster: BrokerCluster, args: EmqxClusterArgs): Promise<void> {
  const claims = () => cluster.kubectl("get", "pvc", "--output=jsonpath={.items[*].metadata.uid}");
  const before = await claims();
  expect(await cluster.fewestReady(cluster.takeOver(args))).to.equal(2);
  await expectOneCluster(cluster, 3);
  expect(await claims()).to.equal(before);
}
