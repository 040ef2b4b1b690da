import { expect } from "chai";
import { chartCookie, chartObjects } from "../support/chart";
import { brokerOptions } from "./support/options";
import { expectRetained, retain } from "./support/retained";
import { eventually, expectOneCluster, usesBrokers } from "./support/suite";

// The steps are those of docs/adoption.md. Handing over Helm's fields concerns the API server only, see test/engine/adoption.test.ts.
describe("A cluster of the official chart", function () {
  const cluster = usesBrokers(this, "adoption");
  before(async () => {
    await cluster().apply(...chartObjects(cluster().namespace, brokerOptions()));
    await cluster().kubectl("rollout", "status", "statefulset/emqx");
    await eventually(async () => {
      const status = await cluster().kubectl("exec", "emqx-0", "--", "emqx_ctl", "cluster", "status");
      expect(status.replace(/stopped_nodes.*/s, "").match(/emqx@/g)).to.have.lengthOf(3);
    });
    await retain(cluster(), "of the chart");
  });

  it("keeps its retained messages, its volumes and at least two nodes while the component adopts it", async () => {
    const claims = await claimUids();
    await cluster().kubectl(
      "label",
      "pods",
      "--selector=app.kubernetes.io/instance=emqx",
      "app.kubernetes.io/component=core",
    );
    await cluster().kubectl("delete", "statefulset", "emqx", "--cascade=orphan");
    const unserved = JSON.stringify({ spec: { ports: [{ port: 8883, $patch: "delete" }] } });
    await cluster().kubectl("patch", "services", "emqx", "emqx-headless", `--patch=${unserved}`);
    const fewest = await cluster().fewestReady(cluster().takeOver({ credentials: { cookie: chartCookie } }));
    expect(fewest).to.equal(2);
    await expectOneCluster(cluster(), 3);
    expect(await claimUids()).to.deep.equal(claims);
    await expectRetained(cluster(), "of the chart", 3);
  });

  function claimUids(): Promise<string> {
    return cluster().kubectl("get", "pvc", "--output=jsonpath={.items[*].metadata.uid}");
  }
});
