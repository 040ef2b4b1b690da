import { expect } from "chai";
import { type Deployed, deploy, defaultChildren } from "./support/cluster";

interface WithMetadata {
  metadata: { namespace?: string; labels: Record<string, string>; annotations: Record<string, string> };
}

const cluster = { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": "emqx" };
const selector = { ...cluster, "app.kubernetes.io/component": "core" };
const labels = { team: "iot", "example.com/tier": "backend" };
const annotations = { "example.com/note": "any text, with spaces" };

describe("Labels and annotations", () => {
  let deployed: Deployed;
  before(async () => {
    deployed = await deploy({ labels, annotations, namespace: "messaging" });
  });

  it("set by the user are on every object", () => {
    expect(deployed.children).to.have.length(defaultChildren.length);
    for (const { type, name, inputs } of deployed.children) {
      const { metadata } = inputs as WithMetadata;
      expect(metadata.labels, `${type} ${name}`).to.include(labels);
      expect(metadata.annotations, `${type} ${name}`).to.include(annotations);
    }
  });

  it("set by the user are on the pods", () => {
    const { metadata } = deployed.statefulSet.inputs.spec.template;
    expect(metadata.labels).to.include(labels);
    expect(metadata.annotations).to.deep.equal(annotations);
  });

  it("that identify the cluster are on every object", () => {
    for (const { inputs } of deployed.children) {
      expect((inputs as WithMetadata).metadata.labels).to.include({
        ...cluster,
        "app.kubernetes.io/managed-by": "pulumi",
      });
    }
  });

  it("set by the user are not in selectors, which Kubernetes does not allow to change", () => {
    expect(deployed.statefulSet.inputs.spec.selector).to.deep.equal({ matchLabels: selector });
  });

  it("set by the user are not in the PVC template, which Kubernetes does not allow to change", () => {
    const [{ metadata }] = deployed.statefulSet.inputs.spec.volumeClaimTemplates;
    expect(metadata.labels).to.deep.equal(selector);
    expect(metadata).not.to.have.property("annotations");
  });

  it("give two clusters in the same namespace different pod selectors", async () => {
    const other = await deploy({}, { name: "other" });
    expect(other.statefulSet.inputs.spec.selector.matchLabels).not.to.deep.equal(selector);
  });
});

describe("The namespace", () => {
  it("is the same for every object", async () => {
    const { children } = await deploy({ namespace: "messaging" });
    for (const { type, name, inputs } of children) {
      expect((inputs as WithMetadata).metadata.namespace, `${type} ${name}`).to.equal("messaging");
    }
  });

  it("is left to the provider for every object if it is not set", async () => {
    const { children } = await deploy();
    for (const { type, name, inputs } of children) {
      expect((inputs as WithMetadata).metadata, `${type} ${name}`).not.to.have.property("namespace");
    }
  });
});
