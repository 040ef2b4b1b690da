import { Provider } from "@pulumi/kubernetes";
import type { Output } from "@pulumi/pulumi";
import { expect } from "chai";
import {
  DiscoveryStrategy,
  Edition,
  EmqxCluster,
  type EmqxClusterArgs,
  ListenerType,
  UpdateStrategy,
} from "../../components/index";
import {
  besidesClaims,
  defaultChildren,
  deploy,
  nothingGenerated,
  parts,
  secretsOf,
} from "./support/cluster";
import { run, valueOf } from "./support/mocks";

const dns = { discovery: { strategy: DiscoveryStrategy.Dns } };
const ownSecret = { credentials: { existingSecret: "mine" } };
const withoutRbac = defaultChildren.filter((child) => !child.includes(":Role"));

describe("The component's contract", () => {
  const children: [title: string, args: EmqxClusterArgs, expected: string[]][] = [
    ["by default", {}, defaultChildren],
    ["with dns discovery, without RBAC", dns, withoutRbac],
    [
      "with an existing Secret for cookie and password",
      ownSecret,
      defaultChildren.filter((child) => !/-(cookie|credentials)$/.test(child)),
    ],
    [
      "with replicants",
      { edition: Edition.Enterprise, replicants: {} },
      [
        ...defaultChildren,
        "kubernetes:apps/v1:Deployment emqx-replicant",
        "kubernetes:policy/v1:PodDisruptionBudget emqx-replicant",
      ],
    ],
    [
      "with autoscaled replicants",
      { edition: Edition.Enterprise, replicants: { autoscaling: { maxReplicas: 9 } } },
      [
        ...defaultChildren,
        "kubernetes:apps/v1:Deployment emqx-replicant",
        "kubernetes:autoscaling/v2:HorizontalPodAutoscaler emqx-replicant",
        "kubernetes:policy/v1:PodDisruptionBudget emqx-replicant",
      ],
    ],
    [
      "with a dashboard Service and an internal Service",
      {
        dashboardService: {},
        internalService: {},
        listeners: [{ type: ListenerType.Ws }, { type: ListenerType.Mqtt, exposed: false }],
      },
      [
        ...defaultChildren,
        "kubernetes:core/v1:Service emqx-dashboard",
        "kubernetes:core/v1:Service emqx-internal",
      ],
    ],
    [
      "with existing Secrets only",
      nothingGenerated,
      defaultChildren.filter((child) => !child.includes(":Secret ")),
    ],
    [
      "with an autoscaler",
      { autoscaling: { maxReplicas: 5 } },
      [...defaultChildren, "kubernetes:autoscaling/v2:HorizontalPodAutoscaler emqx"],
    ],
    [
      "without a network policy and a disruption budget",
      { networkPolicy: { enabled: false }, podDisruptionBudget: { enabled: false } },
      defaultChildren.filter((child) => !/NetworkPolicy|DisruptionBudget/.test(child)),
    ],
  ];
  for (const [title, args, expected] of children) {
    it(`registers the same types under the same logical names ${title}`, async () => {
      const deployed = await deploy(args);
      const found = deployed.children.map(({ type, name }) => `${type} ${name}`);
      expect(found).to.have.members(expected);
    });
  }

  it("accepts the text of an enum's value", async () => {
    const args: EmqxClusterArgs = { discovery: { strategy: "dns" }, listeners: [{ type: "ws" }] };
    const members: EmqxClusterArgs = {
      discovery: { strategy: DiscoveryStrategy.Dns },
      listeners: [{ type: ListenerType.Ws }],
    };
    expect((await deploy(args)).outputs).to.deep.equal((await deploy(members)).outputs);
  });

  it("has the type token of the published package", async () => {
    const { urns } = await deploy({}, { name: "broker" });
    expect(urns).to.include("urn:pulumi:test::emqx::emqx:index:EmqxCluster::broker");
  });

  it("keeps the URNs of children, because existing stacks depend on them", async () => {
    const { urns, configMap } = await deploy({}, { name: "broker" });
    const prefix = "urn:pulumi:test::emqx::emqx:index:EmqxCluster$kubernetes:";
    expect(urns).to.include.members([
      `${prefix}apps/v1:StatefulSet::broker`,
      `${prefix}core/v1:ConfigMap::${configMap.inputs.metadata.name}`,
      `${prefix}core/v1:Secret::broker-cookie`,
      `${prefix}core/v1:Secret::broker-credentials`,
    ]);
  });

  it("names the ConfigMap resource by its content, so that a return to old content finds it", async () => {
    const logicalNames = async (env: Record<string, string>) =>
      (await deploy({ env, nameOverride: "mqtt" }, { name: "broker" })).urns
        .filter((urn) => urn.includes("ConfigMap::broker-config"))
        .map((urn) => urn.split("::").at(-1)!);
    const [[one], [another], [again]] = [
      await logicalNames({}),
      await logicalNames({ EMQX_A: "1" }),
      await logicalNames({}),
    ];
    expect(one).to.match(/^broker-config-[0-9a-f]{10}$/);
    expect(another).not.to.equal(one);
    expect(again).to.equal(one);
  });

  it("registers only the component and its children", async () => {
    const { urns, children } = await deploy();
    expect(urns).to.have.length(children.length + 1);
  });

  it("stores in the state only the facts that the next preview requires to report losses and changes", async () => {
    const { component, configMap } = await deploy({
      credentials: { cookie: "topsecret" },
      labels: { team: "a" },
    });
    const { environment, ...remembered } = component.inputs as { environment: object };
    expect(environment).to.deep.equal(configMap.inputs.data);
    expect(remembered).to.deep.equal({
      releaseLine: "5.8",
      name: "emqx",
      clusterDomain: "cluster.local",
      persistence: "enabled",
      volumeSize: "1Gi",
      volumeKind: "ReadWriteOnce",
      whenDeleted: "Retain",
    });
  });

  it("stores the result of an update only if it applies to all nodes", async () => {
    const deployed = async (args: EmqxClusterArgs) => (await deploy(args)).kept;
    expect(await deployed({})).to.deep.equal({ releaseLine: "5.8", volumeSize: "1Gi" });
    expect(await deployed({ persistence: { enabled: false } })).to.deep.equal({ releaseLine: "5.8" });
    for (const updates of [{ partition: 1 }, { strategy: UpdateStrategy.OnDelete }]) {
      expect(await deployed({ updates })).to.deep.equal({ volumeSize: "1Gi" });
    }
  });

  it("outputs the addresses of the cluster", async () => {
    const { outputs } = await deploy({ namespace: "messaging", replicas: 2 }, { name: "broker" });
    const domain = "messaging.svc.cluster.local";
    expect(outputs).to.deep.equal({
      clusterIP: "10.96.7.7",
      podDnsNames: [`broker-0.broker-headless.${domain}`, `broker-1.broker-headless.${domain}`],
      nodeNames: [`emqx@broker-0.broker-headless.${domain}`, `emqx@broker-1.broker-headless.${domain}`],
      serviceName: "broker",
      headlessServiceName: "broker-headless",
      namespace: "messaging",
      credentialsSecretName: "broker-credentials",
      endpoints: {
        mqtt: `mqtt://broker.${domain}:1883`,
        ws: `ws://broker.${domain}:8083/mqtt`,
        dashboard: `http://broker.${domain}:18083`,
      },
    });
  });

  it("has the same values in properties and registered outputs", async () => {
    const { cluster, outputs } = await deploy();
    for (const [name, value] of Object.entries(outputs)) {
      const property = cluster[name as keyof typeof outputs] as Output<unknown>;
      expect(await valueOf(property), name).to.deep.equal(value);
    }
  });

  it("uses and outputs the provider's default namespace if none is given", async () => {
    const { outputs, statefulSet } = await deploy();
    expect(statefulSet.inputs.metadata).not.to.have.property("namespace");
    expect(outputs.namespace).to.equal("default");
    expect(outputs.podDnsNames[0]).to.equal("emqx-0.emqx-headless.default.svc.cluster.local");
  });

  it("outputs pod names in ordinal order, also beyond nine", async () => {
    const { outputs } = await deploy({ replicas: 11 });
    const ordinals = outputs.podDnsNames.map((podName) => Number(/^emqx-(\d+)\./.exec(podName)?.[1]));
    expect(ordinals).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("uses the cluster domain in all DNS names", async () => {
    const { outputs } = await deploy({ clusterDomain: "k8s.example.org", replicas: 1 });
    expect(outputs.podDnsNames).to.deep.equal(["emqx-0.emqx-headless.default.svc.k8s.example.org"]);
    expect(outputs.nodeNames).to.deep.equal(["emqx@emqx-0.emqx-headless.default.svc.k8s.example.org"]);
    expect(outputs.endpoints.mqtt).to.equal("mqtt://emqx.default.svc.k8s.example.org:1883");
  });

  it("names the Kubernetes objects by nameOverride, and keeps the logical names", async () => {
    const { children, outputs, statefulSet } = await deploy({ nameOverride: "mq" }, { name: "broker" });
    const objectNames = besidesClaims(children).map(
      ({ inputs }) => (inputs as { metadata: { name: string } }).metadata.name,
    );
    expect(children.map(({ name }) => name)).to.include("broker-headless");
    expect(objectNames).to.satisfy((names: string[]) => names.every((name) => name.startsWith("mq")));
    expect(statefulSet.inputs.spec.serviceName).to.equal("mq-headless");
    expect(outputs.podDnsNames[0]).to.match(/^mq-0\.mq-headless\./);
  });

  it("outputs the name of the Secret with the dashboard password", async () => {
    for (const credentials of [{}, { dashboardPassword: "Passw0rdGiven" }]) {
      const { outputs, children } = await deploy({ nameOverride: "mq", credentials });
      const secret = secretsOf({ children }).find(
        ({ inputs }) => inputs.metadata.name === outputs.credentialsSecretName,
      );
      expect(secret?.inputs.data).to.have.all.keys("dashboard-password");
    }
  });

  it("outputs the name of an existing Secret with the credentials", async () => {
    const { outputs } = await deploy(ownSecret);
    expect(outputs.credentialsSecretName).to.equal("mine");
  });

  it("starts pods only after RBAC and the headless Service exist", async () => {
    const { statefulSet } = await deploy();
    expect(statefulSet.dependsOn).to.include.members([
      "kubernetes:core/v1:ServiceAccount::emqx",
      "kubernetes:rbac.authorization.k8s.io/v1:Role::emqx",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding::emqx",
      "kubernetes:core/v1:Service::emqx-headless",
      "kubernetes:core/v1:ConfigMap::emqx-config",
      "kubernetes:core/v1:ConfigMap::emqx-scripts",
      "kubernetes:core/v1:Secret::emqx-cookie",
      "kubernetes:core/v1:Secret::emqx-credentials",
    ]);
  });

  it("passes an explicit provider to all children", async () => {
    const { resources } = await run(() => {
      const provider = new Provider("elsewhere", { context: "other" });
      return new EmqxCluster("emqx", {}, { provider });
    });
    const { children } = parts(resources, "emqx");
    expect(children).to.have.length(defaultChildren.length);
    for (const child of children) {
      expect(child.provider, child.name).to.match(/elsewhere::elsewhere-id$/);
    }
  });

  it("creates two clusters in one program that share no objects", async () => {
    const { resources } = await run(() => [
      new EmqxCluster("one", { namespace: "same" }),
      new EmqxCluster("two", { namespace: "same" }),
    ]);
    const objects = resources
      .filter(({ parent }) => parent !== "")
      .map(({ type, inputs }) => `${type} ${(inputs as { metadata: { name: string } }).metadata.name}`);
    expect(objects).to.have.length(2 * defaultChildren.length);
    expect(new Set(objects)).to.have.property("size", objects.length);
  });
});
