import { expect } from "chai";
import { ClaimRetention } from "../../components/index";
import { kubectl } from "../support/cluster";
import { eventually } from "../support/eventually";
import { deploy, ownNamespace, pods, podUids, volumes } from "./support";

const persistence = { retention: { whenScaled: ClaimRetention.Delete, whenDeleted: ClaimRetention.Delete } };

describe("A cluster that is scaled", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("scaling");
  let uids: Record<string, string>;
  let claims: Record<string, string>;

  before(async () => {
    await deploy(namespace(), { replicas: 2 });
    uids = await podUids(namespace());
    claims = await volumes(namespace());
  });

  it("has a separate volume for each pod", () => {
    expect(claims).to.have.all.keys("emqx-data-emqx-0", "emqx-data-emqx-1");
    expect(new Set(Object.values(claims)).size).to.equal(2);
  });

  it("keeps the running pods when it is scaled up", async () => {
    await deploy(namespace(), { replicas: 4 });
    const grown = await podUids(namespace());
    expect(grown).to.have.all.keys("emqx-0", "emqx-1", "emqx-2", "emqx-3").and.to.include(uids);
    claims = await volumes(namespace());
    expect(claims).to.include.keys("emqx-data-emqx-2", "emqx-data-emqx-3");
    uids = grown;
  });

  it("removes the pods with the highest ordinals when it is scaled down, and keeps all volumes", async () => {
    await deploy(namespace(), { replicas: 2 });
    await eventually(async () =>
      expect(await podUids(namespace())).to.deep.equal({
        "emqx-0": uids["emqx-0"],
        "emqx-1": uids["emqx-1"],
      }),
    );
    expect(await volumes(namespace())).to.deep.equal(claims);
  });

  it("reuses the volumes when it is scaled up again", async () => {
    await deploy(namespace(), { replicas: 4 });
    expect(await volumes(namespace())).to.deep.equal(claims);
    const mounted = (await pods(namespace())).map(({ spec }) =>
      spec.volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
    );
    expect(mounted).to.deep.equal(
      Object.keys(claims)
        .sort()
        .map((claim) => [claim]),
    );
  });

  it("reuses the volumes after it was deleted and created again", async () => {
    await kubectl("delete", "statefulset", "emqx", "--namespace", namespace());
    await eventually(async () => expect(await pods(namespace())).to.deep.equal([]));
    expect(await volumes(namespace())).to.deep.equal(claims);
    await deploy(namespace(), { replicas: 4 });
    expect(await volumes(namespace())).to.deep.equal(claims);
  });

  describe("with retention Delete", () => {
    it("deletes only the volumes of removed pods", async () => {
      await deploy(namespace(), { replicas: 4, persistence });
      await deploy(namespace(), { replicas: 3, persistence });
      const { "emqx-data-emqx-3": gone, ...kept } = claims;
      expect(gone).to.be.a("string");
      await eventually(async () => expect(await volumes(namespace())).to.deep.equal(kept));
    });

    it("deletes all volumes when it is deleted", async () => {
      await kubectl("delete", "statefulset", "emqx", "--namespace", namespace());
      await eventually(async () => expect(await volumes(namespace())).to.deep.equal({}));
    });
  });
});
