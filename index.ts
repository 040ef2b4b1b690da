import * as pulumi from "@pulumi/pulumi";
import {
  type ApiKeyArgs,
  type ApiKeysArgs,
  type CredentialsArgs,
  EmqxCluster,
  type EmqxClusterArgs,
  type LicenseArgs,
} from "./components/index";

const config = new pulumi.Config();

/** Fields whose values are text. */
const textual = /^(labels|annotations|alertLabels|nodeSelector|matchLabels|command|args|preStop|postStart)$/;

const args: EmqxClusterArgs & Record<keyof EmqxClusterArgs, unknown> = {
  nameOverride: text("nameOverride"),
  namespace: text("namespace"),
  image: text("image"),
  imagePullPolicy: text("imagePullPolicy") as EmqxClusterArgs["imagePullPolicy"],
  imagePullSecrets: structure("imagePullSecrets"),
  releaseLine: releaseLine(),
  edition: text("edition") as EmqxClusterArgs["edition"],
  replicas: config.getNumber("replicas"),
  replicants: structure("replicants"),
  clusterDomain: text("clusterDomain"),
  discovery: structure("discovery"),
  leaveWhenScaledDown: text("leaveWhenScaledDown") ? config.getBoolean("leaveWhenScaledDown") : undefined,
  credentials: credentials(),
  apiKeys: apiKeys(),
  license: license(),
  configuration: notSecret("configuration"),
  log: structure("log"),
  env: environment(),
  secretEnv: structure("secretEnv"),
  envFromSecrets: structure("envFromSecrets"),
  resources: structure("resources"),
  pods: structure("pods"),
  scheduling: structure("scheduling"),
  serviceAccount: structure("serviceAccount"),
  persistence: structure("persistence"),
  listeners: isSecret("listeners") ? config.getSecretObject("listeners") : structure("listeners"),
  tls: structure("tls"),
  service: structure("service"),
  extraServices: structure("extraServices"),
  dashboardService: structure("dashboardService"),
  internalService: structure("internalService"),
  ingress: structure("ingress"),
  routes: structure("routes"),
  probes: structure("probes"),
  evacuation: structure("evacuation"),
  monitoring: structure("monitoring"),
  customResources: text("customResources") as EmqxClusterArgs["customResources"],
  networkPolicy: structure("networkPolicy"),
  podDisruptionBudget: structure("podDisruptionBudget"),
  updates: structure("updates"),
  autoscaling: structure("autoscaling"),
  acceptedRisks: structure("acceptedRisks"),
  labels: structure("labels"),
  annotations: structure("annotations"),
};
refuseUnknownKeys(Object.keys(args));

const cluster = new EmqxCluster("emqx", args);

export const {
  clusterIP,
  podDnsNames,
  nodeNames,
  serviceName,
  headlessServiceName,
  namespace,
  credentialsSecretName,
  endpoints,
} = cluster;

// Each key that Pulumi.yaml declares needs a default there. An empty value counts as not set, so the component's own default applies.

function text(key: string): string | undefined {
  return config.get(key) || undefined;
}

function structure<T extends object>(key: string): T | undefined {
  return withTexts(filled(key), key) as T | undefined;
}

function filled<T extends object>(key: string): T | undefined {
  const value = config.getObject<T>(key);
  const isEmpty = typeof value === "object" && Object.keys(value ?? {}).length === 0;
  return isEmpty ? undefined : value;
}

/** YAML reads 5.10 without quotes as 5.1. */
function releaseLine(): string | undefined {
  const given = text("releaseLine");
  if (given === "5.1") {
    throw new pulumi.RunError(
      'emqx:releaseLine: got 5.1, which may be 5.10, because YAML reads 5.10 as 5.1; accepted: a third number, "5.1.0" or "5.10.0"',
    );
  }
  return given?.replace(/^(\d+\.\d+)\.\d+$/, "$1");
}

/** YAML reads `true` and `9100` without quotes as a boolean and a number, and `pulumi config set --path` stores them as such. */
function withTexts(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entry = (field: string, nested: unknown) =>
    textual.test(key) || (key === "env" && field === "value") ? plainText(nested) : withTexts(nested, field);
  return Array.isArray(value)
    ? value.map((nested: unknown) => (textual.test(key) ? plainText(nested) : withTexts(nested, key)))
    : Object.fromEntries(Object.entries(value).map(([field, nested]) => [field, entry(field, nested)]));
}

/** Marks single fields as secret. `config.getSecretObject` would hide which fields are set. */
function credentials(): CredentialsArgs | undefined {
  return withSecrets(structure<CredentialsArgs>("credentials"), "cookie", "dashboardPassword");
}

function apiKeys(): ApiKeysArgs | undefined {
  const given = structure<ApiKeysArgs>("apiKeys");
  const keys: unknown = given?.keys;
  return Array.isArray(keys)
    ? { ...given, keys: keys.map((entry: ApiKeyArgs) => withSecrets(entry, "secret")) }
    : given;
}

function license(): LicenseArgs | undefined {
  return withSecrets(structure<LicenseArgs>("license"), "key");
}

/** Returns the object with these fields as secrets. */
function withSecrets<T>(given: T, ...fields: string[]): T {
  return mapFields(given, (value, field) => (fields.includes(field) ? pulumi.secret(value) : value));
}

/** Returns the object with changed values. Other types are returned as they are, because the component reports them. */
function mapFields<T>(given: T, change: (value: unknown, field: string) => unknown): T {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return given;
  }
  return Object.fromEntries(
    Object.entries(given).map(([field, value]) => [field, change(value, field)]),
  ) as T;
}

/** Marks values that were set with `--secret`. The component rejects them, because a ConfigMap would show them. */
function notSecret(key: string): EmqxClusterArgs["configuration"] {
  const given = filled<NonNullable<EmqxClusterArgs["configuration"]>>(key);
  return isSecret(key) ? mapFields(given, (value) => pulumi.secret(value)) : given;
}

function isSecret(key: string): boolean {
  const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  return runtime.isConfigSecret(`${config.name}:${key}`);
}

function environment(): EmqxClusterArgs["env"] {
  if (isSecret("env")) {
    return config.getSecretObject("env");
  }
  // `pulumi config set --path env.KEY 2` stores a number.
  return mapFields(structure<Record<string, string>>("env"), plainText);
}

function plainText(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : (value as string);
}

function refuseUnknownKeys(known: string[]): void {
  const unknown = Object.keys(pulumi.runtime.allConfig()).filter(
    (key) => key.startsWith(`${config.name}:`) && !known.includes(key.slice(config.name.length + 1)),
  );
  if (unknown.length > 0) {
    throw new pulumi.RunError(
      `unknown configuration key: ${unknown.join(", ")}; accepted: ${known.join(", ")}`,
    );
  }
}
