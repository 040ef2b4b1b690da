import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { DiscoveryStrategy, Edition, type EmqxClusterArgs } from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, optionalChild } from "./support/cluster";
import { notKnownYet, type Registered } from "./support/mocks";

type Deployment = types.output.apps.v1.Deployment;

const enterprise = { edition: Edition.Enterprise };
const withReplicants: EmqxClusterArgs = { ...enterprise, replicants: {} };

const deploymentOf = (deployed: Deployed) => optionalChild<Deployment>(deployed, "Deployment")!;
const templateOf = (deployed: Deployed) => deploymentOf(deployed).inputs.spec.template;
const containerOf = (deployed: Deployed) => templateOf(deployed).spec.containers[0];
const environmentOf = (deployed: Deployed) =>
  brokerEnvironment({ configMap: deployed.configMap, container: containerOf(deployed) });

describe("Replicants", () => {
  const core = { "app.kubernetes.io/component": "core" };
  const replicant = { "app.kubernetes.io/component": "replicant" };

  it("are a Deployment of three pods, which the StatefulSet does not select", async () => {
    const deployed = await deploy(withReplicants, { name: "broker" });
    const { inputs, name } = deploymentOf(deployed);
    expect(name).to.equal("broker-replicant");
    expect(inputs.metadata.name).to.equal("broker-replicant");
    expect(inputs.spec.replicas).to.equal(3);
    expect(inputs.spec.selector.matchLabels).to.deep.include(replicant);
    expect(inputs.spec.template.metadata.labels).to.include(inputs.spec.selector.matchLabels);
    expect(deployed.statefulSet.inputs.spec.selector.matchLabels).to.deep.include(core);
    expect(deployed.statefulSet.inputs.spec.template.metadata.labels).to.deep.include(core);
  });

  it("do not exist by default, and do not change the cores", async () => {
    const without = await deploy(enterprise);
    expect(deploymentOf(without)).to.equal(undefined);
    const { statefulSet, headlessService } = await deploy(withReplicants);
    expect(statefulSet.inputs).to.deep.equal(without.statefulSet.inputs);
    expect(headlessService.inputs).to.deep.equal(without.headlessService.inputs);
  });

  it("are named by address, know their role, and discover cores like cores do", async () => {
    for (const discovery of [{}, { strategy: DiscoveryStrategy.Dns }]) {
      const deployed = await deploy({ ...withReplicants, discovery });
      const { EMQX_NODE__NAME: coreName, ...cores } = brokerEnvironment(deployed);
      expect(coreName).to.match(/^emqx@\$\(POD_NAME\)\.emqx-headless\./);
      expect(environmentOf(deployed)).to.deep.equal({
        ...cores,
        EMQX_HOST: "field status.podIP",
        EMQX_NODE__ROLE: "replicant",
        EMQX_NODE__NAME: "emqx@$(EMQX_HOST)",
      });
    }
  });

  it("define the address variable before the name that refers to it", async () => {
    const names = containerOf(await deploy(withReplicants)).env.map(({ name }) => name);
    expect(names.indexOf("EMQX_HOST")).to.be.lessThan(names.indexOf("EMQX_NODE__NAME"));
  });

  it("use the old key of the role on 5.0, whose startup probe only counts cores", async () => {
    const deployed = await deploy({ image: "emqx/emqx:5.0.26", replicants: {} });
    expect(environmentOf(deployed)).to.include({ EMQX_NODE__DB_ROLE: "replicant" });
    expect(environmentOf(deployed)).not.to.have.property("EMQX_NODE__ROLE");
    for (const { startupProbe } of [deployed.container, containerOf(deployed)]) {
      expect(startupProbe.exec.command).to.include.members(["emqx-headless", "hostname"]);
    }
  });

  it("store no data, and get the same Secrets and settings as cores", async () => {
    const deployed = await deploy({ ...withReplicants, license: { key: "a.b" }, envFromSecrets: ["more"] });
    const { spec } = templateOf(deployed);
    const cores = deployed.statefulSet.inputs.spec.template.spec;
    expect(spec.volumes.find(({ name }) => name === "emqx-data")).to.deep.equal({
      name: "emqx-data",
      emptyDir: {},
    });
    expect(spec.volumes.slice(1)).to.deep.equal(cores.volumes);
    expect(spec.containers[0].volumeMounts).to.deep.equal(deployed.container.volumeMounts);
    expect(spec.containers[0].envFrom).to.deep.equal(deployed.container.envFrom);
    expect(spec.securityContext).to.deep.equal(cores.securityContext);
    expect(spec.containers[0].securityContext).to.deep.equal(deployed.container.securityContext);
    expect(spec.containers[0].startupProbe).to.deep.equal(deployed.container.startupProbe);
  });

  it("can have their own number and resources", async () => {
    const limits = { memory: "4Gi" };
    const deployed = await deploy({
      ...enterprise,
      replicas: 2,
      replicants: { replicas: pulumi.output(7), resources: { limits } },
    });
    expect(deploymentOf(deployed).inputs.spec.replicas).to.equal(7);
    expect(containerOf(deployed).resources).to.deep.equal({ limits });
    expect(deployed.statefulSet.inputs.spec.replicas).to.equal(2);
    expect(deployed.container.resources.requests).to.deep.equal({ cpu: "250m", memory: "512Mi" });
    expect(containerOf(await deploy(withReplicants)).resources).to.deep.equal({
      requests: { cpu: "250m", memory: "1Gi" },
    });
  });

  it("receive the clients' traffic, and discovery only finds cores", async () => {
    const deployed = await deploy({ ...withReplicants, dashboardService: {} });
    const { clientService, headlessService } = deployed;
    const dashboard = deployed.children.find(({ name }) => name === "emqx-dashboard")!;
    const { spec } = dashboard.inputs as types.output.core.v1.Service;
    expect(spec.selector).to.deep.include(replicant);
    expect(clientService.inputs.spec.selector).to.deep.include(replicant);
    expect(headlessService.inputs.spec.selector).to.deep.include(core);
  });

  it("are created before the client Service, and do not wait until all cores are updated", async () => {
    const deployed = await deploy(withReplicants);
    const urn = "kubernetes:apps/v1:Deployment::emqx-replicant";
    expect(deployed.clientService.dependsOn).to.include(urn);
    const { dependsOn } = deploymentOf(deployed);
    const claims = /PersistentVolumeClaimPatch/;
    expect(dependsOn).to.have.members(deployed.statefulSet.dependsOn.filter((urn) => !claims.test(urn)));
    expect(dependsOn).to.include("kubernetes:core/v1:Secret::emqx-cookie");
  });

  it("are replaced one by one, each once a new one is ready", async () => {
    const { strategy } = deploymentOf(await deploy(withReplicants)).inputs.spec;
    expect(strategy).to.deep.equal({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
  });

  it("are accepted with a single core, and with a licence if one is required", async () => {
    const license = { key: "a.b" };
    const deployed = await deploy({ image: "emqx/emqx:6.2.2", replicas: 1, replicants: {}, license });
    expect(environmentOf(deployed)).to.include({ EMQX_LICENSE__KEY: "file:///etc/emqx/license/license" });
  });

  it("have their own disruption budget if the cores have one", async () => {
    const budgets = async (args: EmqxClusterArgs) =>
      (await deploy({ ...withReplicants, ...args })).children
        .filter(({ type }) => type.endsWith(":PodDisruptionBudget"))
        .map(({ inputs }) => inputs as types.output.policy.v1.PodDisruptionBudget);
    const found = await budgets({ podDisruptionBudget: { minAvailable: 2 } });
    expect(
      found.map(({ metadata, spec }) => [metadata.name, spec.maxUnavailable, spec.minAvailable]),
    ).to.deep.equal([
      ["emqx", undefined, 2],
      ["emqx-replicant", 1, undefined],
    ]);
    expect(found[1].spec.selector.matchLabels).to.include(replicant);
    expect(await budgets({ podDisruptionBudget: { enabled: false } })).to.deep.equal([]);
    const own = { replicants: { replicas: 20, podDisruptionBudget: { maxUnavailable: 4 } } };
    expect((await budgets(own)).map(({ spec }) => spec.maxUnavailable)).to.deep.equal([1, 4]);
    const none = { replicants: { podDisruptionBudget: { enabled: false } } };
    expect((await budgets(none)).map(({ metadata }) => metadata.name)).to.deep.equal(["emqx"]);
  });

  it("can have their own autoscaler, which does not scale the cores", async () => {
    const deployed = await deploy(
      { ...enterprise, replicants: { autoscaling: { minReplicas: 2, maxReplicas: 30, cpuUtilization: 60 } } },
      { name: "broker" },
    );
    const found = deployed.children.filter(({ type }) => type.endsWith(":HorizontalPodAutoscaler"));
    expect(found.map(({ name }) => name)).to.deep.equal(["broker-replicant"]);
    const [{ inputs, dependsOn }] = found as [
      Registered<types.output.autoscaling.v2.HorizontalPodAutoscaler>,
    ];
    expect(inputs.spec).to.deep.include({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "broker-replicant" },
      minReplicas: 2,
      maxReplicas: 30,
    });
    expect(inputs.spec.metrics[0].containerResource).to.deep.include({ container: "emqx", name: "cpu" });
    expect(dependsOn).to.include("kubernetes:apps/v1:Deployment::broker-replicant");
    expect(deploymentOf(deployed).inputs.spec.replicas).to.equal(2);
    expect(deployed.statefulSet.ignoreChanges).not.to.include("spec.replicas");
  });

  for (const autoscaling of [{ maxReplicas: 9 }, { external: true }]) {
    it(`keep the number that an autoscaler has set, with ${JSON.stringify(autoscaling)}`, async () => {
      const { ignoreChanges, inputs } = deploymentOf(
        await deploy({ ...enterprise, replicants: { autoscaling } }),
      );
      expect(ignoreChanges).to.deep.equal(["spec.replicas"]);
      expect(inputs.metadata.annotations).to.include({ "pulumi-emqx/autoscaled": "spec.replicas" });
    });
  }

  it("have the number of the program without an autoscaler", async () => {
    const { ignoreChanges, inputs } = deploymentOf(await deploy(withReplicants));
    expect(ignoreChanges).to.deep.equal([]);
    expect(inputs.metadata.annotations).to.equal(undefined);
  });

  it("have the pod and scheduling settings of the cores by default, but their own anti-affinity", async () => {
    const deployed = await deploy({
      ...withReplicants,
      pods: { annotations: { note: "all" } },
      scheduling: { priorityClassName: "high" },
    });
    const { metadata, spec } = templateOf(deployed);
    expect(metadata.annotations).to.deep.equal({ note: "all" });
    expect(spec.priorityClassName).to.equal("high");
    const { podAntiAffinity } = spec.affinity;
    const [rule] = podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution;
    expect(rule.podAffinityTerm.labelSelector.matchLabels).to.include(replicant);
    expect(spec.topologySpreadConstraints[0].labelSelector.matchLabels).to.include(replicant);
  });

  it("can have other pod and scheduling settings than cores", async () => {
    const deployed = await deploy({
      ...enterprise,
      pods: { annotations: { note: "core" } },
      scheduling: { priorityClassName: "high" },
      replicants: {
        pods: { annotations: { note: "replicant" }, terminationGracePeriodSeconds: 30 },
        scheduling: { nodeSelector: { pool: "spot" } },
      },
    });
    const { metadata, spec } = templateOf(deployed);
    expect(metadata.annotations).to.deep.equal({ note: "replicant" });
    expect(spec.nodeSelector).to.deep.equal({ pool: "spot" });
    expect(spec).not.to.have.property("priorityClassName");
    expect(spec.terminationGracePeriodSeconds).to.equal(30);
    const cores = deployed.statefulSet.inputs.spec.template;
    expect(cores.metadata.annotations).to.deep.equal({ note: "core" });
    expect(cores.spec.terminationGracePeriodSeconds).to.equal(300);
  });

  it("are shown by a preview if their number is unknown", async () => {
    const deployed = await deploy(
      { ...enterprise, replicants: { replicas: notKnownYet() } },
      { preview: true },
    );
    expect(templateOf(deployed).metadata.labels).to.deep.include(replicant);
  });
});
