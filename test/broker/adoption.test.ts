import { expect } from "chai";
import { loadAll } from "js-yaml";
import type { EmqxClusterArgs } from "../../components/index";
import { chartCookie, chartObjects, chartRelease } from "../support/chart";
import {
  fromHandwritten,
  handwrittenCookie,
  handwrittenManifests,
  handwrittenRelease,
} from "../support/handwritten";
import { release } from "../support/takeOver";
import type { BrokerCluster } from "./support/brokerCluster";
import { findings } from "./support/findings";
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
    await release((...args) => cluster().kubectl(...args), chartRelease);
    await expectAdoption(cluster(), { credentials: { cookie: chartCookie } });
    await expectRetained(cluster(), "of the chart", 3);
  });
});

describe("A cluster of handwritten manifests with the component's names", function () {
  const cluster = usesBrokers(this, "handwritten");
  before(() => start(cluster(), "emqx", handwritten(cluster().namespace, "emqx")));

  it("keeps its retained messages, its volumes and at least two nodes while the component adopts it", async () => {
    await retain(cluster(), "of the manifests");
    await release((...args) => cluster().kubectl(...args), handwrittenRelease);
    const pods = { labels: { app: "emqx" } };
    await expectAdoption(cluster(), { credentials: { cookie: handwrittenCookie }, pods });
    await expectRetained(cluster(), "of the manifests", 3);
  });
});

describe("A cluster of handwritten manifests with other names", function () {
  const cluster = usesBrokers(this, "successor");
  before(() => start(cluster(), "old", handwritten(cluster().namespace, "old")));

  it("hands its retained messages over to a new cluster, and can then be removed", async () => {
    await retain(cluster(), "of the old nodes", "old-0");
    const credentials = { cookie: handwrittenCookie };
    await cluster().up({ credentials, networkPolicy: { ingressRules: [fromHandwritten] } });
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

function handwritten(namespace: string, name: string): object[] {
  const options = { statefulSet: name, base: name, ...brokerOptions() };
  return loadAll(handwrittenManifests(namespace, options)) as object[];
}

/** Applies the objects, and waits until three nodes are one cluster. */
async function start(cluster: BrokerCluster, statefulSet: string, objects: object[]): Promise<void> {
  await cluster.apply(...objects);
  await cluster.kubectl("rollout", "status", `statefulset/${statefulSet}`);
  await eventually(async () => expect(await runningMembers(cluster, `${statefulSet}-0`)).to.equal(3));
}

/** Expects that the component takes the pods and volumes over, one node at a time. */
async function expectAdoption(cluster: BrokerCluster, args: EmqxClusterArgs): Promise<void> {
  const claims = () => cluster.kubectl("get", "pvc", "--output=jsonpath={.items[*].metadata.uid}");
  const before = await claims();
  expect(await cluster.fewestReady(cluster.takeOver(args))).to.equal(2);
  await expectOneCluster(cluster, 3);
  expect(await claims()).to.equal(before);
}
