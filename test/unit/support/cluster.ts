import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { EmqxCluster, type EmqxClusterArgs, Exposure } from "../../../components/index";
import { type Registered, type RunOptions, run } from "./mocks";

type ConfigMap = types.output.core.v1.ConfigMap;
type Container = types.output.core.v1.Container;
type Secret = types.output.core.v1.Secret;
type Service = types.output.core.v1.Service;
type StatefulSet = types.output.apps.v1.StatefulSet;

/** The outputs of the component. */
export interface Outputs {
  clusterIP: string;
  podDnsNames: string[];
  nodeNames: string[];
  serviceName: string;
  headlessServiceName: string;
  namespace: string;
  credentialsSecretName: string;
  endpoints: Record<string, string>;
}

export interface DeployOptions extends RunOptions {
  /** The name of the component. Default: `emqx`. */
  name?: string;
  opts?: pulumi.ComponentResourceOptions;
}

/** A cluster as registered with the engine. */
export interface Deployed {
  cluster: EmqxCluster;
  component: Registered;
  /** All children of the component. */
  children: Registered[];
  urns: string[];
  outputs: Outputs;
  /** The inputs that the component registers for the next preview. */
  kept: object;
  /** The paths of outputs that are marked as secret. */
  secretOutputs: string[];
  serviceAccount: Registered<types.output.core.v1.ServiceAccount>;
  configMap: Registered<ConfigMap>;
  headlessService: Registered<Service>;
  clientService: Registered<Service>;
  statefulSet: Registered<StatefulSet>;
  container: Container;
}

/** The arguments, with all exposures accepted unless they say otherwise: only some tests are about exposures. */
function exposable(args: EmqxClusterArgs): EmqxClusterArgs {
  const isObject = typeof args === "object" && args !== null && !Array.isArray(args);
  return isObject ? { acceptedExposures: Object.values(Exposure), ...args } : args;
}

/** Runs a program that creates one cluster. It accepts all exposures unless `args` has `acceptedExposures`. */
export async function deploy(args: EmqxClusterArgs = {}, options: DeployOptions = {}): Promise<Deployed> {
  const { name = "emqx", opts } = options;
  const recording = await run(() => new EmqxCluster(name, exposable(args), opts), options);
  const { result, resources, outputs, secretOutputs, urns } = recording;
  const { deployed, ...told } = outputs[name] as Outputs & { deployed: object };
  return {
    cluster: result,
    outputs: told,
    kept: deployed,
    secretOutputs,
    urns,
    ...parts(resources, name),
  };
}

/** Finds the parts of a cluster among the registered resources of a program. */
export function parts(resources: Registered[], name: string) {
  const find = <T>(type: string, logicalName: string) =>
    resources.find(
      (resource) => resource.type.endsWith(type) && resource.name === logicalName,
    ) as Registered<T>;
  const component = find("emqx:index:EmqxCluster", name);
  const statefulSet = find<StatefulSet>("/v1:StatefulSet", name);
  return {
    component,
    children: resources.filter(({ parent }) => parent.endsWith(`emqx:index:EmqxCluster::${name}`)),
    serviceAccount: find<types.output.core.v1.ServiceAccount>("/v1:ServiceAccount", name),
    configMap: find<ConfigMap>("/v1:ConfigMap", `${name}-config`),
    headlessService: find<Service>("/v1:Service", `${name}-headless`),
    clientService: find<Service>("/v1:Service", name),
    statefulSet,
    container: statefulSet.inputs.spec.template.spec.containers[0],
  };
}

/** The only resource of an optional type. Undefined if the cluster has none. */
export function optionalChild<T>(deployed: Deployed, type: string): Registered<T> | undefined {
  return deployed.children.find((child) => child.type.endsWith(`:${type}`)) as Registered<T> | undefined;
}

/** The Secrets with cookie and password, if the component creates them. */
export function secretsOf(deployed: Pick<Deployed, "children">): Registered<Secret>[] {
  return allSecretsOf(deployed).filter(({ name }) => /-(cookie|credentials)$/.test(name));
}

/** All Secrets that the component creates. */
export function allSecretsOf({ children }: Pick<Deployed, "children">): Registered<Secret>[] {
  return children.filter(({ type }) => type.endsWith("/v1:Secret")) as Registered<Secret>[];
}

/**
 * The types and names, without hashes, of all children of a cluster without arguments. They are a contract: existing stacks depend on them.
 */
export const defaultChildren = [
  "kubernetes:apps/v1:StatefulSet emqx",
  "kubernetes:core/v1:ConfigMap emqx-config",
  "kubernetes:core/v1:ConfigMap emqx-scripts",
  "kubernetes:core/v1:PersistentVolumeClaimPatch emqx-data-0",
  "kubernetes:core/v1:PersistentVolumeClaimPatch emqx-data-1",
  "kubernetes:core/v1:PersistentVolumeClaimPatch emqx-data-2",
  "kubernetes:core/v1:Secret emqx-api-key-probe",
  "kubernetes:core/v1:Secret emqx-api-keys",
  "kubernetes:core/v1:Secret emqx-cookie",
  "kubernetes:core/v1:Secret emqx-credentials",
  "kubernetes:core/v1:Service emqx",
  "kubernetes:core/v1:Service emqx-headless",
  "kubernetes:core/v1:ServiceAccount emqx",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy emqx",
  "kubernetes:policy/v1:PodDisruptionBudget emqx",
  "kubernetes:rbac.authorization.k8s.io/v1:Role emqx",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding emqx",
];

/** All children except the PVCs, whose number depends on the number of nodes. */
export function besidesClaims<T extends { type: string }>(children: T[]): T[] {
  return children.filter(({ type }) => !type.endsWith(":PersistentVolumeClaimPatch"));
}

/** Arguments that avoid generated values, so that two deployments are equal. */
export const nothingGenerated: EmqxClusterArgs = {
  credentials: { existingSecret: "mine" },
  apiKeys: { existingSecret: { name: "mine", key: "api-keys" } },
};

/** The decoded values of the component's Secrets, by the Secret's logical name and key. */
export function credentialsOf(deployed: Pick<Deployed, "children">): Record<string, Record<string, string>> {
  const decoded = ({ inputs }: Registered<Secret>) =>
    Object.entries(inputs.data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]);
  return Object.fromEntries(
    secretsOf(deployed).map((secret) => [
      secret.name,
      Object.fromEntries(decoded(secret)) as Record<string, string>,
    ]),
  );
}

/**
 * The environment of the broker's process: the ConfigMap, overridden by the container's variables. Values from Secrets are written as
 * `secret <name>/<key>`, values from the pod as `field <path>`.
 */
export function brokerEnvironment({
  configMap,
  container,
}: Pick<Deployed, "configMap" | "container">): Record<string, string> {
  const own = container.env.map(({ name, value, valueFrom }) => {
    const { secretKeyRef, fieldRef } = valueFrom ?? {};
    const source = secretKeyRef
      ? `secret ${secretKeyRef.name}/${secretKeyRef.key}`
      : `field ${fieldRef?.fieldPath}`;
    return [name, value ?? source];
  });
  return { ...configMap.inputs.data, ...(Object.fromEntries(own) as Record<string, string>) };
}

/** The port numbers by name. */
export function portsOf(service: Registered<Service>): Record<string, number> {
  return Object.fromEntries(service.inputs.spec.ports.map(({ name, port }) => [name, port]));
}

/** The error message that rejects a program. Fails if the program is accepted. */
export async function refusal(args: EmqxClusterArgs, options: DeployOptions = {}): Promise<string> {
  const error = await deploy(args, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) {
    throw new Error(`not refused: ${Object.keys(args).join(", ")}`);
  }
  return error.message;
}
