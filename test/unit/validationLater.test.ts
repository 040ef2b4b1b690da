import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  AddressType,
  ClientCertificates,
  EmqxCluster,
  type EmqxClusterArgs,
  InvalidArgumentsError,
  ListenerType,
  LogFormat,
  LogLevel,
  ServiceType,
} from "../../components/index";
import { everything } from "../support/everything";
import { besidesClaims, brokerEnvironment, deploy, refusal } from "./support/cluster";
import { run } from "./support/mocks";

const later = pulumi.output;

describe("Arguments from outputs of another resource", () => {
  it("are rejected once and with the same message as plain values, even if many properties use them", async () => {
    expect(await refusal({ namespace: later("A") })).to.equal(await refusal({ namespace: "A" }));
    expect(await refusal({ clusterDomain: later("_") })).to.equal(await refusal({ clusterDomain: "_" }));
  });

  const bad: [path: string, text: string, args: EmqxClusterArgs][] = [
    ["namespace", '"A"', { namespace: later("A") }],
    ["image", "4.1 to 4.4, 5.0 to 5.10, 6.0 to 6.2", { image: later("emqx/emqx:latest") }],
    ["releaseLine", '"4.0"', { releaseLine: later("4.0") }],
    ["releaseLine", "image tag, which says 4.4", { image: later("emqx/emqx:4.4.19"), releaseLine: "5.8" }],
    ["releaseLine", 'got "5.7"', { image: "emqx/emqx:5.8.9", releaseLine: later("5.7") }],
    ["replicas", "got 0", { replicas: later(0) }],
    ["replicas", "licence", { image: later("emqx/emqx:5.9.0") }],
    ["replicas", "licence", { image: "emqx/emqx:5.9.0", replicas: later(2) }],
    ["clusterDomain", '"_"', { clusterDomain: later("_") }],
    ["discovery.addressType", '"ip"', { discovery: { addressType: later(AddressType.Ip) } }],
    ["credentials.cookie", "misread", { credentials: { cookie: later("a b") } }],
    ["credentials.dashboardUsername", "misread", { credentials: { dashboardUsername: later("a b") } }],
    ["credentials.existingSecret", "the name of a Secret", { credentials: { existingSecret: later("A") } }],
    ["env.A", "one of the two", { env: later({ A: "x" }), secretEnv: { A: { name: "s", key: "k" } } }],
    ["env.EMQX_NODE__NAME", "set by the component", { env: later({ EMQX_NODE__NAME: "x" }) }],
    ["secretEnv.A.name", "the name of a Secret", { secretEnv: { A: { name: later("S"), key: "k" } } }],
    ["secretEnv.A.key", "got a number", { secretEnv: { A: { name: "s", key: later<never>(5 as never) } } }],
    ["envFromSecrets[0]", "the name of a Secret", { envFromSecrets: [later("S")] }],
    ["resources.limits.memory", '"much"', { resources: { limits: { memory: later("much") } } }],
    ["persistence.size", '"much"', { persistence: { size: later("much") } }],
    ["persistence.size", 'got "0"', { persistence: { size: later("0") } }],
    ["persistence.accessModes", "at least one mode", { persistence: { accessModes: later([]) } }],
    ["listeners[0].port", "got 0", { listeners: [{ type: ListenerType.Mqtt, port: later(0) }] }],
    ["tls.secretName", '"S"', { tls: { secretName: later("S") } }],
    ["service.loadBalancerClass", "LoadBalancer", { service: { loadBalancerClass: later("c") } }],
    ["networkPolicy.clients[0]", "selects no peer", { networkPolicy: { clients: later([{}]) } }],
    [
      "networkPolicy.egress.enabled",
      "true or false",
      { networkPolicy: { egress: { enabled: later<never>(1 as never) } } },
    ],
    ["podDisruptionBudget.maxUnavailable", "no drain", { podDisruptionBudget: { maxUnavailable: later(0) } }],
    [
      "podDisruptionBudget.minAvailable",
      "with 2 nodes",
      { podDisruptionBudget: { minAvailable: 2 }, replicas: later(2) },
    ],
    ["updates.partition", "got -1", { updates: { partition: later(-1) } }],
    ["autoscaling.maxReplicas", "from 3 (minReplicas) to 1000", { autoscaling: { maxReplicas: later(2) } }],
    ["autoscaling.cpuUtilization", "requests", { autoscaling: { maxReplicas: 5 }, resources: later({}) }],
    [
      "autoscaling.maxReplicas",
      "licence",
      { image: "emqx/emqx:5.9.0", replicas: 1, autoscaling: { maxReplicas: later(2) } },
    ],
    ["labels.team", '"a b"', { labels: { team: later("a b") } }],
    ["annotations.a b", "example.com/note", { annotations: later({ "a b": "x" }) }],
  ];
  for (const [path, text, args] of bad) {
    it(`are checked once they are known: ${path}, ${text}`, async () => {
      const message = await refusal(args);
      const line = message.split("\n").find((candidate) => candidate.startsWith(`  ${path}: `));
      expect(line, message).to.be.a("string").that.includes(text);
    });
  }

  it("fail later with an error that the engine prints without a stack trace", async () => {
    let made: EmqxCluster | undefined;
    const failure = await run(() => {
      made = new EmqxCluster("emqx", { replicas: later(0) });
    }).catch((error: unknown) => error);
    expect(made).to.be.instanceOf(EmqxCluster);
    expect(failure).to.be.instanceOf(InvalidArgumentsError);
    expect(pulumi.RunError.isInstance(failure)).to.equal(true);
  });

  it("do not delay errors about plain arguments, which are thrown at once", async () => {
    let thrown: unknown;
    await run(() => {
      try {
        new EmqxCluster("emqx", { namespace: later("fine"), env: later({ A: "x" }), replicas: 0 });
      } catch (error) {
        thrown = error;
      }
    });
    expect(thrown).to.be.instanceOf(InvalidArgumentsError);
  });

  it("create the same cluster as plain values, except for the PVCs of an unknown number of nodes", async () => {
    const credentials = { cookie: "abc", dashboardUsername: "me", dashboardPassword: "def" };
    const apiKeys = { existingSecret: { name: "keys", key: "file" } };
    const plain = {
      namespace: "messaging",
      image: "emqx/emqx:5.8.8",
      replicas: 2,
      clusterDomain: "example.org",
      env: { EMQX_A: "1" },
      secretEnv: { EMQX_B: { name: "s", key: "k" } },
      envFromSecrets: ["more"],
      resources: { requests: { memory: "1Gi" } },
      persistence: { size: "2Gi", storageClassName: "fast" },
      listeners: [{ type: ListenerType.Mqtts, port: 9883 }, { type: ListenerType.Ws }],
      service: { type: ServiceType.LoadBalancer, annotations: { a: "b" } },
      updates: { partition: 1, minReadySeconds: 9 },
      labels: { team: "a" },
      annotations: { note: "b" },
    };
    const expected = await deploy({ ...plain, apiKeys, credentials, tls: { secretName: "cert" } });
    const found = await deploy({
      ...Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, later<unknown>(value)])),
      credentials: {
        cookie: later(credentials.cookie),
        dashboardUsername: later(credentials.dashboardUsername),
        dashboardPassword: later(credentials.dashboardPassword),
      },
      apiKeys: { existingSecret: later(apiKeys.existingSecret) },
      tls: { secretName: later("cert") },
    });
    const inputs = ({ children }: typeof expected) =>
      Object.fromEntries(
        besidesClaims(children).map((child) => [`${child.type} ${child.name}`, child.inputs]),
      );
    expect(inputs(found)).to.deep.equal(inputs(expected));
    expect(found.outputs).to.deep.equal(expected.outputs);
  });
});

describe("Arguments that decide which resources are created", () => {
  const outputs: [path: string, args: object][] = [
    ["nameOverride", { nameOverride: later("emqx") }],
    ["discovery", { discovery: later({ strategy: "k8s" }) }],
    ["discovery.strategy", { discovery: { strategy: later("k8s") } }],
    ["credentials", { credentials: later({ cookie: "abc" }) }],
    ["networkPolicy", { networkPolicy: later({}) }],
    ["networkPolicy.enabled", { networkPolicy: { enabled: later(true) } }],
    ["podDisruptionBudget", { podDisruptionBudget: later({}) }],
    ["podDisruptionBudget.enabled", { podDisruptionBudget: { enabled: later(true) } }],
    ["autoscaling", { autoscaling: later({ maxReplicas: 5 }) }],
    ["autoscaling.external", { autoscaling: { external: later(true) } }],
  ];
  for (const [path, args] of outputs) {
    it(`are rejected as outputs, even if types do not prevent them: ${path}`, async () => {
      expect(await refusal(args)).to.include(`\n  ${path}: `);
    });
  }
});

describe("Environment variables that the component sets", () => {
  const reserved: [key: string, instead: string][] = [
    ["EMQX_NODE__NAME", "pod"],
    ["EMQX_NODE_NAME", "pod"],
    ["EMQX_NAME", "pod"],
    ["EMQX_HOST", "pod"],
    ["POD_NAME", "pod"],
    ["EMQX_NODE__COOKIE", "credentials.cookie"],
    ["EMQX_NODE_COOKIE", "credentials.cookie"],
    ["EMQX_DASHBOARD__DEFAULT_PASSWORD", "credentials"],
    ["EMQX_DASHBOARD__DEFAULT_USER__PASSWORD", "credentials"],
    ["EMQX_MANAGEMENT__DEFAULT_APPLICATION__SECRET", "credentials"],
    ["EMQX_CLUSTER__DISCOVERY", "discovery"],
    ["EMQX_CLUSTER__DISCOVERY_STRATEGY", "discovery"],
    ["EMQX_CLUSTER__K8S__NAMESPACE", "discovery"],
    ["EMQX_CLUSTER__DNS__RECORD_TYPE", "discovery"],
    ["EMQX_LISTENERS__TCP__DEFAULT__BIND", "listeners"],
    ["EMQX_LISTENERS__SSL__DEFAULT__ENABLE", "listeners"],
    ["EMQX_LISTENERS__SSL__DEFAULT__ENABLED", "listeners"],
    ["EMQX_LISTENER__TCP__EXTERNAL", "listeners"],
    ["EMQX_LISTENERS__WSS__DEFAULT__SSL_OPTIONS__CERTFILE", "tls"],
    ["EMQX_LISTENER__SSL__EXTERNAL__KEYFILE", "tls"],
    ["EMQX_DASHBOARD__LISTENERS__HTTP__BIND", "probes"],
    ["EMQX_NODE__DATA_DIR", "volume"],
    ["EMQX_RPC__PORT_DISCOVERY", "default ports"],
    ["EMQX_RPC__TCP_SERVER_PORT", "default ports"],
    ["WITH_EPMD", "default ports"],
    ["EMQX_node__cookie", "credentials.cookie"],
  ];
  for (const [key, instead] of reserved) {
    it(`are rejected with what to use instead: ${key}`, async () => {
      const clear = await refusal({ env: { [key]: "x" } });
      expect(clear).to.include(`\n  env.${key}: `).and.include(instead);
      const secret = await refusal({ secretEnv: { [key]: { name: "s", key: "k" } } });
      expect(secret).to.include(`\n  secretEnv.${key}: `).and.include(instead);
      const pods = await refusal({ pods: { env: [{ name: key, value: "x" }] } });
      expect(pods).to.include("\n  pods.env[0].name: ").and.include(instead);
    });
  }

  const tls = { secretName: "cert", clientCertificates: ClientCertificates.Required };
  const log = { level: LogLevel.Info, format: LogFormat.Json };
  const clusters: [image: string, args: EmqxClusterArgs][] = [
    ["emqx/emqx:4.4.19", { tls, log }],
    ["emqx/emqx:5.0.26", { tls: { ...tls, dashboard: true }, log }],
    ["emqx/emqx:5.8.9", { listeners: [{ type: ListenerType.Mqtt, options: { max_connections: 5 } }], log }],
    ["emqx/emqx-enterprise:5.10.4", everything],
  ];
  for (const [image, args] of clusters) {
    it(`are all rejected, except for defaults: ${image}`, async () => {
      const deployed = await deploy({ ...args, image });
      const given = [args.env ?? {}, args.secretEnv ?? {}, { NODE_NAME: "" }].flatMap(Object.keys);
      const defaults = ["EMQX_LOG__TO", "EMQX_TELEMETRY__ENABLED", "EMQX_TELEMETRY__ENABLE"];
      const own = Object.keys(brokerEnvironment(deployed)).filter(
        (name) => ![...given, ...defaults].includes(name),
      );
      const env = Object.fromEntries(own.map((name) => [name, "x"]));
      const message = await refusal({ ...args, image, env });
      expect(own.filter((name) => !message.includes(`\n  env.${name}: `))).to.deep.equal([]);
    });
  }

  const free = [
    "EMQX_CLUSTER__AUTOCLEAN",
    "EMQX_MQTT__MAX_PACKET_SIZE",
    "EMQX_LISTENERS__TCP__DEFAULT__ACCEPTORS",
  ];
  for (const key of free) {
    it(`do not include ${key}, which is passed to the broker`, async () => {
      const { configMap } = await deploy({ env: { [key]: "16" } });
      expect(configMap.inputs.data).to.include({ [key]: "16" });
    });
  }
});
