import * as pulumi from "@pulumi/pulumi";
import { type CredentialsArgs, EmqxCluster, type EmqxClusterArgs } from "./components/index";

const config = new pulumi.Config();

const args: EmqxClusterArgs & Record<keyof EmqxClusterArgs, unknown> = {
  nameOverride: config.get("nameOverride"),
  namespace: config.get("namespace"),
  image: config.get("image"),
  releaseLine: config.get("releaseLine"),
  replicas: config.getNumber("replicas"),
  clusterDomain: config.get("clusterDomain"),
  discovery: config.getObject("discovery"),
  credentials: credentials(),
  env: environment(),
  secretEnv: config.getObject("secretEnv"),
  envFromSecrets: config.getObject("envFromSecrets"),
  resources: config.getObject("resources"),
  persistence: config.getObject("persistence"),
  listeners: config.getObject("listeners"),
  tls: config.getObject("tls"),
  service: config.getObject("service"),
  labels: config.getObject("labels"),
  annotations: config.getObject("annotations"),
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

/** Marks as secret what is one. `config.getSecretObject` would hide which of the values are given. */
function credentials(): CredentialsArgs {
  const { existingSecret, ...own } = config.getObject<Record<string, string>>("credentials") ?? {};
  const secrets = Object.entries(own).map(([key, value]) => [key, pulumi.secret(value)] as const);
  return { ...Object.fromEntries(secrets), ...(existingSecret === undefined ? {} : { existingSecret }) };
}

/** Values set with `--secret` are marked, so that the component can refuse them: a ConfigMap is no place for them. */
function environment(): EmqxClusterArgs["env"] {
  const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
  return runtime.isConfigSecret(`${config.name}:env`)
    ? config.getSecretObject("env")
    : config.getObject("env");
}

function refuseUnknownKeys(known: string[]): void {
  const unknown = Object.keys(pulumi.runtime.allConfig()).filter(
    (key) => key.startsWith(`${config.name}:`) && !known.includes(key.slice(config.name.length + 1)),
  );
  if (unknown.length > 0) {
    throw new pulumi.RunError(`no such configuration: ${unknown.join(", ")}; accepted: ${known.join(", ")}`);
  }
}
