import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { DiscoveryStrategy, type EmqxClusterArgs, ListenerType, LogFormat } from "../../components/index";
import { allSecretsOf, brokerEnvironment, type Deployed, deploy, optionalChild } from "./support/cluster";
import { expressionsOf } from "./support/monitoring";
import { type Line, lines, rejected } from "./support/releaseLines";

type Environment = Record<string, string>;

/** The facts of a release line that the component's output shows, in the terms of the table. */
async function observe(image: string): Promise<Environment> {
  const licence = await tried(image, { license: { key: "a.b" } }, ({ EMQX_LICENSE__KEY }) =>
    EMQX_LICENSE__KEY.replace(/-[0-9a-f]{10}.*$/, ""),
  );
  const replicants = await tried(image, { replicants: {} }, (_, replicant) =>
    Object.keys(replicant).find((key) => /ROLE$/.test(key))!,
  );
  const tls = { secretName: "cert" };
  const deployed = await deploy({ image, replicas: 1, tls });
  const { container } = deployed;
  const environment = brokerEnvironment(deployed);
  const { path, port } = container.livenessProbe.httpGet;
  const data = container.volumeMounts.find(({ name }) => name === "emqx-data");
  const http = Object.entries(environment).find(([key]) =>
    /^EMQX_DASHBOARD__LISTENERS?__HTTP__BIND$/.test(key),
  );
  return {
    ...environment,
    "data volume": data!.mountPath,
    "read-only root": String(container.securityContext.readOnlyRootFilesystem),
    "status endpoint": `${port}${path}`,
    "dashboard by HTTP": http?.join("=") ?? "no key",
    "dashboard by HTTPS": await tried(image, { tls: { ...tls, dashboard: true } }, (given) =>
      Object.keys(given).find((key) => /HTTPS__.*CERTFILE$/.test(key) && !key.includes("CACERT"))!,
    ),
    "DNS record type": await tried(image, { discovery: { strategy: DiscoveryStrategy.Dns } }, (given) =>
      Object.entries(given)
        .find(([key]) => /DNS__(RECORD_)?TYPE$/.test(key))!
        .join("="),
    ),
    "API keys": linesOfKeys(deployed, environment),
    licence,
    replicants,
    evacuation: await tried(
      image,
      { evacuation: {} },
      (_, __, { container: evacuated }) => evacuated.readinessProbe.httpGet.path,
    ),
    "further listeners": await tried(
      image,
      { listeners: [{ type: ListenerType.Mqtt, name: "inside" }] },
      (given) => Object.keys(given).find((key) => /__TCP__INSIDE(__BIND)?$/.test(key))!,
    ),
    "JSON log": await tried(image, { log: { format: LogFormat.Json } }, (given) =>
      Object.keys(given).find((key) => given[key] === "json")!,
    ),
    metrics: await tried(
      image,
      {
        monitoring: { podMonitor: {}, prometheusRule: {}, grafanaDashboard: {} },
        ...(replicants === rejected ? {} : { replicants: {} }),
      },
      (_, __, monitored) => metricsOf(monitored),
    ),
  };
}

/** How a release line handles arguments that it may not support. */
async function tried(
  image: string,
  args: EmqxClusterArgs,
  tell: (environment: Environment, replicant: Environment, deployed: Deployed) => string,
): Promise<string> {
  // A missing licence is not the subject of this check.
  const licensed = args.license ? {} : { secretEnv: { EMQX_LICENSE__KEY: { name: "s", key: "k" } } };
  const deployed = await deploy({ image, replicas: 1, ...licensed, ...args }).catch((error: Error) => {
    expect(error.message).to.match(/not supported by EMQX|EMQX 4\.x|requires EMQX (4\.3|4\.4|5\.0)/);
  });
  if (!deployed) {
    return rejected;
  }
  const deployment = optionalChild<types.output.apps.v1.Deployment>(deployed, "Deployment");
  const [container] = deployment?.inputs.spec.template.spec.containers ?? [deployed.container];
  const replicant = brokerEnvironment({ configMap: deployed.configMap, container });
  return tell(brokerEnvironment(deployed), replicant, deployed);
}

/** The EMQX metrics in alerts and panels. */
function metricsOf(deployed: Deployed): string {
  const names = expressionsOf(deployed).flatMap((expression) => expression.match(/\bemqx_\w+(?=\{)/g) ?? []);
  return [...new Set(names)].sort().join(" ");
}

function linesOfKeys(deployed: Deployed, environment: Environment): string {
  if (environment.EMQX_API_KEY__BOOTSTRAP_FILE === undefined) {
    return "none";
  }
  const { data } = allSecretsOf(deployed).find(({ name }) => name === "emqx-api-keys")!.inputs;
  const [line] = Buffer.from(Object.values(data)[0], "base64").toString().split("\n");
  return ["key", "secret", "role"].slice(0, line.split(":").length).join(":");
}

describe("A release line", () => {
  for (const { image, tag, facts } of lines satisfies Line[]) {
    describe(image, () => {
      let observed: Environment;
      before(async () => {
        observed = await observe(image);
      });
      for (const [fact, [expected, source]] of Object.entries(facts)) {
        it(`has ${fact}: ${expected} (${tag}:${source})`, () => {
          expect(observed[fact]).to.equal(expected);
        });
      }
    });
  }

  for (const image of [
    "emqx/emqx:6.3.0",
    "emqx/emqx:5.11.0",
    "emqx/emqx:7.0.0",
    "emqx/emqx:4.5.1",
    "emqx/emqx:4.0.0",
  ]) {
    it(`that is unknown is rejected, and the message says how to treat it as a known one: ${image}`, async () => {
      const error = await deploy({ image, replicas: 1 }).catch((reason: Error) => reason);
      expect((error as Error).message)
        .to.include(`\n  image: got "${image}"`)
        .and.include('releaseLine: "6.2" for a later release');
      const deployed = await deploy({ image, releaseLine: "6.2", replicas: 1 });
      expect(deployed.container.image).to.equal(image);
      expect(brokerEnvironment(deployed)).to.include({ EMQX_CLUSTER__DISCOVERY_STRATEGY: "k8s" });
    });
  }
});
