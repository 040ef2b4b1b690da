import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import type { BrokerCluster } from "./support/brokerCluster";
import { expectRetained, retain } from "./support/retained";
import { eventually, expectOneCluster, usesBrokers } from "./support/suite";

describe("Retained messages on disk", function () {
  const cluster = usesBrokers(this, "volumes");
  const args: EmqxClusterArgs = { replicas: 2, env: { EMQX_RETAINER__BACKEND__STORAGE_TYPE: "disc" } };
  before(async () => {
    await cluster().up(args);
    await retain(cluster(), "on disk");
  });

  it("survive when all pods are killed at once", async () => {
    await killAll(cluster(), 2);
    await expectOneCluster(cluster(), 2);
    await expectRetained(cluster(), "on disk", 2);
  });

  it("are in a new cluster on the volumes of a destroyed one", async () => {
    await cluster().destroy();
    await eventually(async () => expect(await cluster().pods()).to.deep.equal([]));
    await cluster().up(args);
    await expectOneCluster(cluster(), 2);
    await expectRetained(cluster(), "on disk", 2);
  });
});

/** Kills all pods, and waits until none of them is left. */
async function killAll(cluster: BrokerCluster, nodes: number): Promise<void> {
  const before = (await cluster.pods()).map(({ metadata }) => metadata.uid);
  await Promise.all(Array.from({ length: nodes }, (_, ordinal) => cluster.kill(`emqx-${ordinal}`)));
  await eventually(async () => {
    const uids = (await cluster.pods()).map(({ metadata }) => metadata.uid);
    expect(uids.filter((uid) => before.includes(uid))).to.deep.equal([]);
  });
}
