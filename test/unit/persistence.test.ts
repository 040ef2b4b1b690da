import { expect } from "chai";
import { ClaimRetention } from "../../components/index";
import { deploy } from "./support/cluster";

const { Delete } = ClaimRetention;

describe("Persistence", () => {
  it("uses the given size, storage class and access modes", async () => {
    const { statefulSet } = await deploy({
      persistence: { size: "10Gi", storageClassName: "fast", accessModes: ["ReadWriteOncePod"] },
    });
    expect(statefulSet.inputs.spec.volumeClaimTemplates[0].spec).to.deep.equal({
      accessModes: ["ReadWriteOncePod"],
      storageClassName: "fast",
      resources: { requests: { storage: "10Gi" } },
    });
  });

  for (const size of ["1", "0.5Gi", "1e9", "512Mi"]) {
    it(`accepts the size ${size}`, async () => {
      const { statefulSet } = await deploy({ persistence: { size } });
      const [{ spec }] = statefulSet.inputs.spec.volumeClaimTemplates;
      expect(spec.resources.requests).to.deep.equal({ storage: size });
    });
  }

  it("deletes PVCs as set for deletion and for scaling, independently", async () => {
    const { statefulSet } = await deploy({ persistence: { retention: { whenScaled: Delete } } });
    expect(statefulSet.inputs.spec.persistentVolumeClaimRetentionPolicy).to.deep.equal({
      whenDeleted: "Retain",
      whenScaled: "Delete",
    });
  });

  it("keeps data in the pod if it is disabled, without PVCs or a retention policy", async () => {
    const { statefulSet, container } = await deploy({ persistence: { enabled: false } });
    const { spec } = statefulSet.inputs;
    const data = container.volumeMounts.find(({ mountPath }) => mountPath === "/opt/emqx/data");
    expect(spec.volumeClaimTemplates ?? []).to.deep.equal([]);
    expect(spec).not.to.have.property("persistentVolumeClaimRetentionPolicy");
    expect(spec.template.spec.volumes).to.deep.include({ name: data?.name, emptyDir: {} });
  });

  it("accepts undefined settings if it is disabled", async () => {
    const { statefulSet } = await deploy({
      persistence: { enabled: false, size: undefined, storageClassName: undefined },
    });
    expect(statefulSet.inputs.spec.volumeClaimTemplates ?? []).to.deep.equal([]);
  });
});

describe("Resources", () => {
  it("may be zero", async () => {
    const resources = { requests: { cpu: "0", memory: 0 as never }, limits: { cpu: "0m" } };
    const { container } = await deploy({ resources });
    expect(container.resources).to.deep.equal(resources);
  });

  it("replace the default completely", async () => {
    const resources = { requests: { cpu: 1, memory: "1Gi" }, limits: { memory: "2Gi" } };
    const { container } = await deploy({ resources: resources as never });
    expect(container.resources).to.deep.equal(resources);
  });
});
