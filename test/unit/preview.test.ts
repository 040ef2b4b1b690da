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
  it("shows every object complete", async () => {
    const deployed = await deploy({ namespace: "messaging", tls: { secretName: "cert" } }, preview);
    expect(deployed.children).to.have.length(defaultChildren.length);
    expect(unknownsOf(deployed)).to.deep.equal([]);
  });

  it("does not show the made-up address of a dry run", async () => {
    const { outputs } = await deploy({}, preview);
    expect(outputs.clusterIP).to.equal(UNKNOWN);
  });

  it("tells everything but the address", async () => {
    const { outputs } = await deploy({ namespace: "messaging" }, preview);
    const deployed = await deploy({ namespace: "messaging" });
    expect(outputs).to.deep.equal({ ...deployed.outputs, clusterIP: UNKNOWN });
  });
});

describe("A later preview", () => {
  it("tells the address that the Service has", async () => {
    const { outputs } = await deploy({}, { preview: true, exists: true });
    expect(outputs.clusterIP).to.equal("10.96.7.7");
  });
});

describe("A preview with a value that is not known yet", () => {
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
      // How many claims there are is not known before the number of nodes.
      const expected = defaultChildren.filter((child) => !child.includes("PersistentVolumeClaimPatch"));
      expect(children.map(({ type, name }) => `${type} ${name}`)).to.include.members(expected);
    });

    it(`knows what pods are found by and claims are made from, where it is not that: ${title}`, async () => {
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

  it("leaves only the namespace open for an unknown namespace", async () => {
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

  it("tells pods' names for an unknown image", async () => {
    const { outputs } = await deploy({ image: notKnownYet() }, preview);
    expect(outputs.podDnsNames).to.have.length(3).and.not.include(UNKNOWN);
  });

  it("leaves only the image open for an unknown image of a known release", async () => {
    const deployed = await deploy({ image: notKnownYet(), releaseLine: "5.8" }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.template.spec.containers[0].image"]);
  });

  it("leaves only the number open for an unknown number of nodes", async () => {
    const deployed = await deploy({ replicas: notKnownYet() }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.replicas"]);
  });

  it("knows the image for an unknown reference to a Secret", async () => {
    const { container } = await deploy({ secretEnv: { EMQX_A: { name: notKnownYet(), key: "k" } } }, preview);
    expect(container.image).to.equal("emqx/emqx:5.8.9");
  });

  it("leaves ConfigMap and pods' environment open for an unknown setting, and no other object", async () => {
    const deployed = await deploy({ env: { EMQX_A: notKnownYet() } }, preview);
    for (const path of unknownsOf(deployed)) {
      expect(path).to.match(/^ConfigMap emqx-config |^StatefulSet emqx .*containers\[0\]\.env/);
    }
    expect(deployed.configMap.unknowns).to.include("metadata.name");
  });

  it("leaves only the Secret's data open for an unknown cookie, and still keeps what is generated", async () => {
    const deployed = await deploy({ credentials: { cookie: notKnownYet() } }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["Secret emqx-cookie data"]);
    const kept = secretsOf(deployed).filter(({ ignoreChanges }) => ignoreChanges.length > 0);
    expect(kept.map(({ name }) => name)).to.deep.equal(["emqx-credentials"]);
  });

  it("leaves only the pods' variables open for an unknown name of the dashboard's user", async () => {
    const deployed = await deploy({ credentials: { dashboardUsername: notKnownYet() } }, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.template.spec.containers[0].env"]);
  });

  it("makes no Secret for an unknown existing one, and tells its name later", async () => {
    const deployed = await deploy({ credentials: { existingSecret: notKnownYet() } }, preview);
    expect(secretsOf(deployed)).to.deep.equal([]);
    expect(deployed.outputs.credentialsSecretName).to.equal(UNKNOWN);
    expect(unknownsOf(deployed)).to.deep.equal(["StatefulSet emqx spec.template.spec.containers[0].env"]);
  });

  it("leaves only the disruption budget's number open for an unknown one", async () => {
    const args = { podDisruptionBudget: { maxUnavailable: notKnownYet<number>() } };
    expect(unknownsOf(await deploy(args, preview))).to.deep.equal([
      "PodDisruptionBudget emqx spec.maxUnavailable",
    ]);
  });

  it("leaves only the network policy's rules open for unknown clients", async () => {
    const args = { networkPolicy: { clients: notKnownYet<[]>() } };
    expect(unknownsOf(await deploy(args, preview))).to.deep.equal(["NetworkPolicy emqx spec.ingress"]);
  });

  it("leaves only the autoscaler's bound open for an unknown one, and pods' names known", async () => {
    const args = { autoscaling: { maxReplicas: notKnownYet<number>() } };
    const deployed = await deploy(args, preview);
    expect(unknownsOf(deployed)).to.deep.equal(["HorizontalPodAutoscaler emqx spec.maxReplicas"]);
    expect(deployed.outputs.podDnsNames).to.have.length(3);
  });

  it("still refuses what is wrong with the others", async () => {
    const message = await refusal({ namespace: notKnownYet(), image: notKnownYet(), replicas: 0 }, preview);
    expect(message).to.include("\n  replicas: got 0");
  });

  it("still refuses what an earlier resource told wrongly", async () => {
    const message = await refusal(
      { namespace: notKnownYet(), credentials: { existingSecret: Promise.resolve("A") } },
      preview,
    );
    expect(message).to.include("\n  credentials.existingSecret: ");
  });
});
