import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { load } from "js-yaml";
import { type EmqxClusterArgs, Exposure } from "../../components/index";
import {
  brokerEnvironment,
  credentialsOf,
  type Deployed,
  deploy,
  parts,
  secretsOf,
  defaultChildren,
} from "./support/cluster";
import { run, valueOf } from "./support/mocks";

const root = resolve(__dirname, "../..");
const require = createRequire(__filename);

interface Declaration {
  type: string;
  default?: unknown;
  description?: string;
}
const declared = (
  load(readFileSync(resolve(root, "Pulumi.yaml"), "utf8")) as { config: Record<string, Declaration> }
).config;

type Configuration = Record<string, unknown>;

/** Runs the stack's program with a configuration in the format of `pulumi up`: text, and JSON for structures. */
async function up(configuration: Configuration, secretKeys: string[] = []) {
  const entries = Object.entries(configuration).map(([key, value]) => [
    `emqx:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(
    Object.fromEntries(entries) as Record<string, string>,
    secretKeys.map((key) => `emqx:${key}`),
  );
  const program = resolve(root, "index.ts");
  delete require.cache[program];
  const { result, resources, outputs } = await run(
    () => require(program) as Record<string, pulumi.Output<unknown>>,
  );
  const { deployed, ...told } = outputs.emqx as { deployed: object };
  return { exports: result, outputs: told, deployed, ...parts(resources, "emqx") };
}

/** Returns all objects except the ones with random values. */
function objects({ children }: Pick<Deployed, "children">) {
  const known = children.filter(({ type }) => !type.endsWith(":Secret"));
  return Object.fromEntries(known.map(({ type, name, inputs }) => [`${type} ${name}`, inputs]));
}

function refusal(configuration: Configuration, secretKeys?: string[]): Promise<string> {
  return up(configuration, secretKeys).then(
    () => expect.fail("not refused"),
    (error: Error) => error.message,
  );
}

describe("The stack", () => {
  after(() => pulumi.runtime.setAllConfig({}));

  it("without configuration equals a component without arguments", async () => {
    expect(objects(await up({}))).to.deep.equal(objects(await deploy()));
  });

  it("with the defaults in Pulumi.yaml equals a component without arguments", async () => {
    const given = Object.entries(declared).filter(([, { default: value }]) => value !== undefined);
    const defaults = Object.fromEntries(given.map(([key, { default: value }]) => [key, value]));
    expect(defaults).to.include({ nameOverride: "emqx", replicas: 3 });
    expect(objects(await up(defaults))).to.deep.equal(objects(await deploy()));
  });

  it("exports the component's outputs, and nothing else", async () => {
    const { exports, outputs } = await up({ namespace: "messaging" });
    const values = await Promise.all(
      Object.entries(exports).map(async ([name, output]) => [name, await valueOf(output)]),
    );
    expect(Object.fromEntries(values)).to.deep.equal(outputs);
    expect(Object.keys(exports)).to.have.members([
      "clusterIP",
      "podDnsNames",
      "nodeNames",
      "serviceName",
      "headlessServiceName",
      "namespace",
      "credentialsSecretName",
      "endpoints",
    ]);
  });
});

describe("The stack's configuration", () => {
  after(() => pulumi.runtime.setAllConfig({}));

  /** A value that differs from the default, for each argument. */
  const values: Record<keyof EmqxClusterArgs, unknown> = {
    nameOverride: "broker",
    namespace: "messaging",
    image: "emqx/emqx:5.7.2",
    imagePullPolicy: "Always",
    imagePullSecrets: ["registry"],
    releaseLine: "4.4",
    edition: "enterprise",
    replicas: 5,
    replicants: { replicas: 4 },
    clusterDomain: "example.org",
    discovery: { strategy: "dns", recordType: "srv" },
    leaveWhenScaledDown: false,
    credentials: { existingSecret: "mine" },
    apiKeys: { existingSecret: { name: "keys", key: "file" } },
    license: { existingSecret: { name: "licence", key: "key" } },
    configuration: { fixed: { mqtt: { max_packet_size: "2MB" } } },
    authentication: [{ builtInDatabase: { users: [{ userId: "backend" }] } }],
    authorization: { rules: [{ permission: "allow", username: "u", topics: ["#"] }] },
    limits: { maxInflight: 64 },
    log: { level: "debug" },
    env: { EMQX_A: "1" },
    secretEnv: { EMQX_B: { name: "s", key: "k" } },
    envFromSecrets: ["more"],
    resources: { limits: { memory: "1Gi" } },
    pods: { annotations: { a: "b" } },
    scheduling: { antiAffinity: "hard" },
    serviceAccount: { existing: "mine" },
    persistence: { size: "2Gi", retention: { whenScaled: "Delete" } },
    listeners: [{ type: "mqtt", port: 2883 }],
    tls: { secretName: "cert" },
    service: { type: "LoadBalancer", annotations: { a: "b" } },
    extraServices: [{ name: "devices", listeners: ["mqtt"], type: "LoadBalancer" }],
    dashboardService: { labels: { a: "b" } },
    internalService: { labels: { a: "b" } },
    ingress: { dashboard: { hosts: ["emqx.example.com"] } },
    routes: { mqtt: { gateways: [{ name: "public" }] } },
    probes: { liveness: { enabled: false } },
    evacuation: { timeoutSeconds: 300 },
    monitoring: { serviceMonitor: { interval: "15s" } },
    customResources: "assumed",
    networkPolicy: { clients: [], egress: { enabled: true } },
    podDisruptionBudget: { minAvailable: 2 },
    updates: { partition: 1 },
    autoscaling: { maxReplicas: 5 },
    acceptedRisks: ["newNodeNames"],
    acceptedExposures: ["openListener", "plainMqtt", "plainDashboard"],
    labels: { team: "a" },
    annotations: { note: "b" },
  };

  /** Other configuration that some values require. */
  const enterprise = { edition: "enterprise" };
  const needed: Record<string, object> = {
    // The tag of the default image would contradict the release line.
    releaseLine: { image: "mine:latest" },
    customResources: { routes: values.routes },
    internalService: { listeners: [{ type: "mqtt" }, { type: "ws", exposed: false }] },
    acceptedExposures: { service: values.service },
    ...{ license: enterprise, replicants: enterprise, evacuation: enterprise },
  };

  it("declares every argument in Pulumi.yaml, with type and description", () => {
    expect(Object.keys(declared)).to.have.members(Object.keys(values));
    for (const [key, { type, description }] of Object.entries(declared)) {
      expect(type, key).to.be.oneOf(["string", "integer", "boolean", "array", "object"]);
      expect(description, key).to.be.a("string").that.has.length.above(10);
    }
  });

  // No object contains acceptedRisks: the tests with the engine cover it.
  for (const [key, value] of Object.entries(values).filter(([key]) => key !== "acceptedRisks")) {
    it(`sets ${key} as the component's argument does`, async () => {
      const args = { acceptedExposures: Object.values(Exposure), ...needed[key], [key]: value };
      const found = objects(await up(args));
      expect(found).to.deep.equal(objects(await deploy(args)));
      expect(found).not.to.deep.equal(objects(await deploy()));
    });
  }

  it("rejects an unknown key and lists the known keys", async () => {
    const message = await refusal({ replica: "5", replicas: 3 });
    expect(message).to.include("emqx:replica;");
    for (const key of Object.keys(declared)) {
      expect(message).to.include(key);
    }
  });

  it("ignores keys of other programs and providers", async () => {
    pulumi.runtime.setAllConfig({ "kubernetes:context": "elsewhere" });
    const { resources } = await run(() => {
      const program = resolve(root, "index.ts");
      delete require.cache[program];
      return require(program) as object;
    });
    expect(parts(resources, "emqx").children).to.have.length(defaultChildren.length);
  });

  const wrong: [title: string, configuration: Configuration, text: string][] = [
    ["an invalid number", { replicas: "many" }, "emqx:replicas"],
    ["an invalid structure", { discovery: "k8s" }, "emqx:discovery"],
    ["an invalid value in a structure", { persistence: { size: "big" } }, "persistence.size"],
    ["an unknown key in a structure", { service: { kind: "LoadBalancer" } }, "service.kind"],
  ];
  for (const [title, configuration, text] of wrong) {
    it(`rejects ${title} and names its key`, async () => {
      expect(await refusal(configuration)).to.include(text);
    });
  }

  it("treats null as not set", async () => {
    const keys = ["replicants", "listeners", "credentials", "apiKeys", "license", "configuration", "env"];
    const nothing = Object.fromEntries(keys.map((key) => [key, null]));
    expect(objects(await up(nothing))).to.deep.equal(objects(await deploy()));
  });

  const shapeless: [path: string, configuration: Configuration, text: string][] = [
    ["apiKeys.keys", { apiKeys: { keys: { key: "a" } } }, "must be a list"],
    ["apiKeys.keys[0]", { apiKeys: { keys: ["a"] } }, "must be an object"],
    ["apiKeys.keys[0]", { apiKeys: { keys: [null] } }, "must be an object"],
    ["apiKeys", { apiKeys: [1] }, "must be an object"],
    ["credentials", { credentials: 5 }, "must be an object"],
    ["license", { image: "emqx/emqx:5.9.0", license: true }, "must be an object"],
    ["configuration", { configuration: [1] }, "must be an object"],
    ["env", { env: [1] }, "must be an object"],
    ["listeners", { listeners: 5 }, "must be a list"],
    ["replicants", { replicants: 5 }, "must be an object"],
  ];
  for (const [path, configuration, text] of shapeless) {
    it(`rejects a wrong type and names the path: ${path}`, async () => {
      const message = await refusal(configuration);
      const line = message.split("\n").find((candidate) => candidate.startsWith(`  ${path}: `));
      expect(line, message).to.be.a("string").that.includes(text);
    });
  }

  for (const secretKeys of [[], ["credentials"]]) {
    it(`keeps credentials secret, set ${secretKeys.length > 0 ? "with" : "without"} --secret`, async () => {
      const credentials = { cookie: "C00kie", dashboardUsername: "me", dashboardPassword: "Passw0rd" };
      const stack = await up({ credentials }, secretKeys);
      expect(credentialsOf(stack)).to.deep.equal({
        "emqx-cookie": { cookie: "C00kie" },
        "emqx-credentials": { "dashboard-password": "Passw0rd" },
      });
      for (const { name, secrets } of secretsOf(stack)) {
        expect(secrets, name).to.deep.equal(["data"]);
      }
    });

    it(`keeps the pods' variables readable, with credentials set ${secretKeys.length > 0 ? "with" : "without"} --secret`, async () => {
      const stack = await up({ credentials: { dashboardUsername: "me" } }, secretKeys);
      expect(brokerEnvironment(stack)).to.include({ EMQX_DASHBOARD__DEFAULT_USERNAME: "me" });
      expect(stack.statefulSet.secrets).to.deep.equal([]);
    });
  }

  it("generates missing credentials", async () => {
    const stack = await up({ credentials: { cookie: "C00kie" } }, ["credentials"]);
    const made = credentialsOf(stack);
    expect(made["emqx-cookie"].cookie).to.equal("C00kie");
    expect(made["emqx-credentials"]["dashboard-password"]).to.match(/^[A-Za-z0-9]{32}$/);
  });

  it("rejects secret settings, which a ConfigMap would show, and does not print them", async () => {
    const message = await refusal({ env: { EMQX_A: "leaked-value" } }, ["env"]);
    expect(message).to.include("\n  env: ").and.include("secretEnv");
    expect(message).not.to.include("leaked-value");
  });

  it("rejects secret listeners for the same reason", async () => {
    const listeners = [{ type: "mqtt", options: { mountpoint: "leaked-value" } }];
    const message = await refusal({ listeners }, ["listeners"]);
    expect(message).to.include("\n  listeners: ").and.include("secretEnv");
    expect(message).not.to.include("leaked-value");
  });

  it("does not print secret settings that are not text", async () => {
    const message = await refusal({ env: { EMQX_A: 918273 } }, ["env"]);
    expect(message).to.include("\n  env");
    expect(message).not.to.include("918273");
  });

  it("does not print invalid credentials", async () => {
    const message = await refusal({ credentials: { cookie: "leaked value" } }, ["credentials"]);
    expect(message).to.include("\n  credentials.cookie: ");
    expect(message).not.to.include("leaked value");
  });

  it("converts numbers and booleans to text where Kubernetes requires text, as for env", async () => {
    const typed = {
      annotations: { scrape: true, port: 9100 },
      labels: { tier: 1 },
      service: { annotations: { internal: true } },
      scheduling: { nodeSelector: { "example.com/mqtt": true } },
      pods: { args: ["--level", 2], env: [{ name: "LEVEL", value: 2 }] },
    };
    const texts = {
      annotations: { scrape: "true", port: "9100" },
      labels: { tier: "1" },
      service: { annotations: { internal: "true" } },
      scheduling: { nodeSelector: { "example.com/mqtt": "true" } },
      pods: { args: ["--level", "2"], env: [{ name: "LEVEL", value: "2" }] },
    };
    expect(objects(await up(typed))).to.deep.equal(objects(await deploy(texts)));
  });

  it("keeps numbers and booleans in EMQX's own configuration", async () => {
    const configuration = { fixed: { exhook: { labels: { a: 1 }, args: [2] } } };
    expect(objects(await up({ configuration }))).to.deep.equal(objects(await deploy({ configuration })));
  });

  it("rejects release line 5.1, which may be 5.10 in YAML, and accepts a third number", async () => {
    const image = "registry.example.com/emqx:stable";
    expect(await refusal({ image, releaseLine: 5.1 }))
      .to.include("emqx:releaseLine: got 5.1")
      .and.include('"5.10.0"');
    for (const [releaseLine, line] of [
      ["5.10.0", "5.10"],
      ["5.1.6", "5.1"],
    ]) {
      expect(objects(await up({ image, releaseLine, replicas: 1 }))).to.deep.equal(
        objects(await deploy({ image, releaseLine: line, replicas: 1 })),
      );
    }
  });

  it("reports an invalid value once, including nameOverride", async () => {
    expect(await refusal({ nameOverride: "Emqx" })).to.match(/^EmqxCluster .*\n {2}nameOverride: .*$/);
    expect(await refusal({ credentials: { cookie: "bad cookie" } })).to.match(
      /^EmqxCluster .*\n {2}credentials\.cookie: .*$/,
    );
  });
});
