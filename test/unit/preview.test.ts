import { expect } from "chai";
import { Edition, type EmqxClusterArgs } from "../../components/index";
import {
  type Deployed,
  type DeployOptions,
  deploy,
  refusal,
  secretsOf,
  defaultChildren,
} from "./support/cluster";
import { isMarked, notKnownYet, UNKNOWN } from "./support/mocks";

const preview: DeployOptions = { preview: true };
const unknownsOf = (deployed: Deployed) =>
  deployed.children.flatMap(({ type, name, unknowns }) =>
    unknowns.map((path) => `${type.split(":").slice(-1)[0]} ${name} ${path}`),
  );

describe("The first preview", () => {
  it("shows every object completely", async () => {
    const deployed = await deploy({ namespace: "messaging", tls: { secretName: "cert" } }, preview);
    expect(deployed.children).to.have.length(defaultChildren.length);
    expect(unknownsOf(deployed)).to.deep.equal([]);
  });

  it("does not output the made-up address of a dry run", async () => {
    const { outputs } = await deploy({}, preview);
    expect(outputs.clusterIP).to.equal(UNKNOWN);
  });

  it("outputs everything except the address", async () => {
    const { outputs } = await deploy({ namespace: "messaging" }, preview);
    const deployed = await deploy({ namespace: "messaging" });
    expect(outputs).to.deep.equal({ ...deployed.outputs, clusterIP: UNKNOWN });
  });
});

describe("A later preview", () => {
  it("outputs the actual address of the Service", async () => {
    const { outputs } = await deploy({}, { preview: true, exists: true });
    expect(outputs.clusterIP).to.equal("10.96.7.7");
  });
});

describe("A preview with an unknown value", () => {
  const unknown: Record<string, EmqxClusterArgs> = {
    namespace: { namespace: notKnownYet() },
    image: { image: notKnownYet() },
    replicas: { replicas: notKnownYet() },
    clusterDomain: { clusterDomain: notKnownYet() },
    "discovery.addressType": { discovery: { addressType: notKnownYet() } },
    "the secret of an API key": { apiKeys: { keys: [{ key: "probe2", secret: notKnownYet() }] } },
    "the licence": { edition: Edition.Enterprise, license: { key: notKnownYet() } },
    evacuation: { edition: Edition.Enterprise, evacuation: notKnownYet() },
    probes: { probes: notKnownYet() },
    "credentials.cookie": { credentials: { cookie: notKnownYet() } },
    "credentials.dashboardUsername": { credentials: { dashboardUsername: notKnownYet() } },
    "the whole env": { env: notKnownYet() },
    "one value in env": { env: { EMQX_A: notKnownYet() } },
    secretEnv: { secretEnv: { EMQX_A: { name: notKnownYet(), key: "k" } } },
    resources: { resources: notKnownYet() },
    persistence: { persistence: notKnownYet() },
    listeners: { listeners: notKnownYet() },
    service: { service: notKnownYet() },
    "networkPolicy.clients": { networkPolicy: { clients: notKnownYet() } },
    "networkPolicy.egress": { networkPolicy: { egress: notKnownYet() } },
    "podDisruptionBudget.maxUnavailable": { podDisruptionBudget: { maxUnavailable: notKnownYet() } },
    updates: { updates: notKnownYet() },
    "autoscaling.maxReplicas": { autoscaling: { maxReplicas: notKnownYet() } },
    labels: { labels: notKnownYet() },
    annotations: { annotations: notKnownYet() },
  };
  for (const [title, args] of Object.entries(unknown)) {
    it(`shows every object: ${title}`, async () => {
      const { children } = await deploy(args, preview);
      // The number of PVCs depends on the number of nodes, which may be unknown.
      const expected = defaultChildren.filter((child) => !child.includes("PersistentVolumeClaimPatch"));
      expect(children.map(({ type, name }) => `${type} ${name}`)).to.include.members(expected);
    });

    it(`knows selectors and PVC templates, unless they depend on it: ${title}`, async () => {
      const { statefulSet, clientService, headlessService } = await deploy(args, preview);
      const { spec } = statefulSet.inputs;
      expect(statefulSet.inputs.metadata.name).to.equal("emqx");
      expect(spec.serviceName).to.equal("emqx-headless");
      expect(spec.selector).to.deep.equal({
        matchLabels: {
          "app.kubernetes.io/name": "emqx",
          "app.kubernetes.io/instance": "emqx",
          "app.kubernetes.io/component": "core",
        },
      });
      expect(clientService.inputs.spec.selector).to.deep.equal(spec.selector.matchLabels);
      expect(headlessService.inputs.spec.selector).to.deep.equal(spec.selector.matchLabels);
      const claimsAreUnknown = isMarked("spec.volumeClaimTemplates", statefulSet.unknowns);
      expect(claimsAreUnknown).to.equal(title === "persistence");
    });
  }

  it("has only the namespace unknown if the namespace is unknown", async () => {
    const deployed = await deploy({ namespace: notKnownYet() }, preview);
    for (const path of unknownsOf(deployed)) {
      expect(path).to.match(/ (metadata|subjects\[0\])\.namespace$/);
    }
    expect(deployed.outputs).to.include({
      serviceName: "emqx",
      headlessServiceName: "emqx-headless",
      credentialsSecretName: "emqx-credentials",
      namespace: UNKNOWN,
    });
  });

  it("outputs the pod names if the image is unknown", async () => {
    const { outputs } = await deploy({ image: notKnownYet() }, preview);
    expect(outputs.podDnsNames).to.have.length(3).and.not.include(UNKNOWN);
  });

  it("has only the image unknown if the image is unknown and the release is known", async () => {
    const deployed = await deploy({ image: notKnownYet(), releaseLine: "5.8" }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.template.spec.containers[0].image"]);
  });

  it("has only the number of nodes unknown if replicas is unknown", async () => {
    const deployed = await deploy({ replicas: notKnownYet() }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.replicas"]);
  });

  it("knows the image if a reference to a Secret is unknown", async () => {
    const { container } = await deploy({ secretEnv: { EMQX_A: { name: notKnownYet(), key: "k" } } }, preview);
    expect(container.image).to.equal("emqx/emqx:5.8.9");
  });

  it("has only the ConfigMap and the pods' environment unknown if a setting is unknown", async () => {
    const deployed = await deploy({ env: { EMQX_A: notKnownYet() } }, preview);
    for (const path of unknownsOf(deployed)) {
      expect(path).to.match(/^ConfigMap emqx-config |^StatefulSet emqx .*containers\[0\]\.env/);
    }
    expect(deployed.configMap.unknowns).to.include("metadata.name");
  });

  it("has only the Secret's data unknown if the cookie is unknown, and keeps generated values", async () => {
    const deployed = await deploy({ credentials: { cookie: notKnownYet() } }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["Secret emqx-cookie data"]);
    const kept = secretsOf(deployed).filter(({ ignoreChanges }) => ignoreChanges.length > 0);
    expect(kept.map(({ name }) => name)).to.deep.equal(["emqx-credentials"]);
  });

  it("has only the pods' variables unknown if the dashboard username is unknown", async () => {
    const deployed = await deploy({ credentials: { dashboardUsername: notKnownYet() } }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.template.spec.containers[0].env"]);
  });

  it("creates no Secret if the name of the existing Secret is unknown, and outputs the name later", async () => {
    const deployed = await deploy({ credentials: { existingSecret: notKnownYet() } }, preview);
    expect(secretsOf(deployed)).to.deep.equal([]);
    expect(deployed.outputs.credentialsSecretName).to.equal(UNKNOWN);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.template.spec.containers[0].env"]);
  });

  it("has only the disruption budget's number unknown if that number is unknown", async () => {
    const args = { podDisruptionBudget: { maxUnavailable: notKnownYet<number>() } };
    expect(unknownsOf(await deploy(args, preview))).to.deep.equal([
      "PodDisruptionBudget emqx spec.maxUnavailable",
    ]);
  });

  it("has only the network policy's rules unknown if the clients are unknown", async () => {
    const args = { networkPolicy: { clients: notKnownYet<[]>() } };
    expect(unknownsOf(await deploy(args, preview))).to.deep.equal(["NetworkPolicy emqx spec.ingress"]);
  });

  it("has only the autoscaler's limit unknown if that limit is unknown, and knows the pod names", async () => {
    const args = { autoscaling: { maxReplicas: notKnownYet<number>() } };
    const deployed = await deploy(args, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["HorizontalPodAutoscaler emqx spec.maxReplicas"]);
    expect(deployed.outputs.podDnsNames).to.have.length(3);
  });

  it("still rejects other invalid arguments", async () => {
    const message = await refusal({ namespace: notKnownYet(), image: notKnownYet(), replicas: 0 }, preview);
    expect(message).to.include("\n  replicas: got 0");
  });

  it("still rejects an invalid output of another resource", async () => {
    const message = await refusal(
      { namespace: notKnownYet(), credentials: { existingSecret: Promise.resolve("A") } },
      preview,
    );
    expect(message).to.include("\n  credentials.existingSecret: ");
  });
});
