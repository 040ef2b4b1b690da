import { expect } from "chai";
import { ClaimRetention } from "../../components/index";
import { deploy } from "./support/cluster";

const { Delete } = ClaimRetention;

describe("Persistence", () => {
  it("has the size, storage class and access modes given", async () => {
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
    it(`may have the size ${size}`, async () => {
      const { statefulSet } = await deploy({ persistence: { size } });
      const [{ spec }] = statefulSet.inputs.spec.volumeClaimTemplates;
      expect(spec.resources.requests).to.deep.equal({ storage: size });
    });
  }

  it("deletes claims when told to, each case by itself", async () => {
    const { statefulSet } = await deploy({ persistence: { retention: { whenScaled: Delete } } });
    expect(statefulSet.inputs.spec.persistentVolumeClaimRetentionPolicy).to.deep.equal({
      whenDeleted: "Retain",
      whenScaled: "Delete",
    });
  });

  it("switched off keeps data in the pod, with no claim and no retention of claims", async () => {
    const { statefulSet, container } = await deploy({ persistence: { enabled: false } });
    const { spec } = statefulSet.inputs;
    const data = container.volumeMounts.find(({ mountPath }) => mountPath === "/opt/emqx/data");
    expect(spec.volumeClaimTemplates ?? []).to.deep.equal([]);
    expect(spec).not.to.have.property("persistentVolumeClaimRetentionPolicy");
    expect(spec.template.spec.volumes).to.deep.include({ name: data?.name, emptyDir: {} });
  });

  it("switched off may leave its other settings undefined", async () => {
    const { statefulSet } = await deploy({
      persistence: { enabled: false, size: undefined, storageClassName: undefined },
    });
    expect(statefulSet.inputs.spec.volumeClaimTemplates ?? []).to.deep.equal([]);
  });
});

describe("Resources", () => {
  it("may be zero, which asks for nothing", async () => {
    const resources = { requests: { cpu: "0", memory: 0 as never }, limits: { cpu: "0m" } };
    const { container } = await deploy({ resources });
    expect(container.resources).to.deep.equal(resources);
  });

  it("are taken as given, in place of the default", async () => {
    const resources = { requests: { cpu: 1, memory: "1Gi" }, limits: { memory: "2Gi" } };
    const { container } = await deploy({ resources: resources as never });
    expect(container.resources).to.deep.equal(resources);
  });
});
