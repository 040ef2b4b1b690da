import type { types } from "@pulumi/kubernetes";
import { clusterLabels, groupName, selectorLabels } from "../kubernetes/metadata";
import { brokerContainer } from "../kubernetes/podTemplate";
import { headlessServiceName } from "../kubernetes/services";
import { type OwnedObject, ownedKinds } from "./fieldOwners";
import { CannotReadCluster, type Kubectl } from "./kubectl";
import { type NodeView, parseView, viewScript } from "./view";

export type Pod = types.output.core.v1.Pod;
export type Claim = types.output.core.v1.PersistentVolumeClaim;
export type StatefulSet = types.output.apps.v1.StatefulSet;
export type Deployment = types.output.apps.v1.Deployment;
export type ConfigMap = types.output.core.v1.ConfigMap;

/** A warning event of a resource in the namespace. */
export interface WarningEvent {
  object: string;
  reason: string;
  message: string;
}

/** Everything that the doctor reads. Undefined means that it could not be read. */
export interface ClusterState {
  name: string;
  namespace: string;
  /** kubectl options that select the Kubernetes cluster. */
  options: string[];
  statefulSet: StatefulSet;
  /** Pods of the core nodes. */
  pods: Pod[];
  /** The Deployment is undefined if the cluster has no replicants. */
  replicants?: { deployment?: Deployment; pods: Pod[] };
  claims?: Claim[];
  events?: WarningEvent[];
  /** Undefined also means that it does not exist. */
  headless?: types.output.core.v1.Service;
  mayGetEndpoints?: boolean;
  /** The cluster's ConfigMaps, also those of earlier settings. */
  configMaps?: ConfigMap[];
  /** Resources whose fields other managers may own. */
  objects?: OwnedObject[];
  /** By name of the pod, if its broker runs: the node's view, or the reason why it could not be queried. */
  views: Map<string, NodeView | string>;
}

/** Reads a deployed cluster. Changes nothing. */
export async function readCluster(kubectl: Kubectl, namespace: string, name: string): Promise<ClusterState> {
  const get = reader(kubectl, namespace);
  const statefulSet = await get.object<StatefulSet>("statefulset", name).catch(async (error: Error) => {
    throw new CannotReadCluster(`${error.message}\n${await otherClusters(kubectl)}`.trim());
  });
  const pods = await get.list<Pod>("pods", selectorLabels(name)).catch((error: Error) => {
    throw new CannotReadCluster(error.message);
  });
  const [replicants, claims, headless, allEvents, mayGetEndpoints, objects, configMaps] = await Promise.all([
    readReplicants(get, name).catch(() => undefined),
    get.list<Claim>("persistentvolumeclaims", clusterLabels(name)).catch(() => undefined),
    get.object<types.output.core.v1.Service>("service", headlessServiceName(name)).catch(() => undefined),
    get.list<Event>("events").catch(() => undefined),
    asksKubernetes(statefulSet) ? mayGet(kubectl, statefulSet, namespace) : Promise.resolve(undefined),
    get.list<OwnedObject>(ownedKinds, clusterLabels(name), "--show-managed-fields").catch(() => undefined),
    get.list<ConfigMap>("configmaps", clusterLabels(name)).catch(() => undefined),
  ]);
  const all = allPods({ pods, replicants });
  const running = all.filter((pod) => brokerStatus(pod)?.state?.running).map(({ metadata }) => metadata.name);
  const views = await Promise.all(
    running.map(async (pod) => [pod, await view(kubectl, namespace, pod, name)] as const),
  );
  return {
    name,
    namespace,
    options: kubectl.options ?? [],
    statefulSet,
    pods,
    replicants,
    claims,
    headless,
    events: allEvents && warningEvents(allEvents, all),
    mayGetEndpoints,
    objects,
    configMaps,
    views: new Map(views),
  };
}

type Event = types.output.core.v1.Event;
type Reader = ReturnType<typeof reader>;

/** Functions that read objects of a namespace. */
function reader(kubectl: Kubectl, namespace: string) {
  const get = (...args: string[]) => kubectl("get", ...args, "--namespace", namespace, "--output", "json");
  return {
    object: async <T>(kind: string, name: string) => JSON.parse(await get(kind, name)) as T,
    /** Undefined if the object does not exist. */
    optional: async <T>(kind: string, name: string) => {
      const found = await get(kind, name, "--ignore-not-found");
      return found.trim() === "" ? undefined : (JSON.parse(found) as T);
    },
    list: async <T>(kinds: string, labels: Record<string, string> = {}, ...options: string[]) => {
      const selector = Object.keys(labels).length > 0 ? ["--selector", asSelector(labels)] : [];
      return (JSON.parse(await get(kinds, ...options, ...selector)) as { items: T[] }).items;
    },
  };
}

async function readReplicants(get: Reader, name: string): Promise<ClusterState["replicants"]> {
  const deployment = await get.optional<Deployment>("deployment", groupName(name, "replicant"));
  if (deployment === undefined) {
    return { pods: [] };
  }
  const pods = await get.list<Pod>("pods", selectorLabels(name, "replicant"));
  // Evicted pods stay listed as Failed, beside their replacements.
  return { deployment, pods: pods.filter(({ status }) => status.phase !== "Failed") };
}

/** The warning events of a namespace, in order of time. */
function warningEvents(events: Event[], pods: Pod[]): WarningEvent[] {
  const uids = new Set(pods.map(({ metadata }) => metadata.uid));
  const time = ({ lastTimestamp, eventTime }: Event) => lastTimestamp ?? eventTime ?? "";
  return (
    events
      .filter(({ type }) => type === "Warning")
      // A pod of a StatefulSet has the name of its predecessor, whose events are still listed.
      .filter(({ involvedObject }) => involvedObject.kind !== "Pod" || uids.has(involvedObject.uid))
      .sort((one, other) => time(one).localeCompare(time(other)))
      .map(({ involvedObject, reason, message }) => ({
        object: `${involvedObject.kind} ${involvedObject.name}`,
        reason,
        message,
      }))
  );
}

/** The pods of core nodes and replicants. */
export function allPods({ pods, replicants }: Pick<ClusterState, "pods" | "replicants">): Pod[] {
  return [...pods, ...(replicants?.pods ?? [])];
}

/** The status of a pod's broker container. */
export function brokerStatus({ status }: Pod) {
  return status.containerStatuses?.find(({ name }) => name === brokerContainer);
}

async function otherClusters(kubectl: Kubectl): Promise<string> {
  const label = asSelector({ "app.kubernetes.io/name": "emqx", "app.kubernetes.io/managed-by": "pulumi" });
  const columns = "custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name";
  return kubectl("get", "statefulsets", "--all-namespaces", "--selector", label, "--output", columns).catch(
    () => "",
  );
}

function asSelector(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** Whether nodes discover each other through the Kubernetes API. */
function asksKubernetes({ spec }: StatefulSet): boolean {
  const broker = spec.template.spec.containers.find((container) => container.name === brokerContainer);
  return broker?.env.some((variable) => variable.name.startsWith("EMQX_CLUSTER__K8S__")) ?? false;
}

async function mayGet(kubectl: Kubectl, { metadata, spec }: StatefulSet, namespace: string) {
  const account = `--as=system:serviceaccount:${namespace}:${spec.template.spec.serviceAccountName}`;
  const object = `endpoints/${headlessServiceName(metadata.name)}`;
  return kubectl("auth", "can-i", "get", object, account, "--namespace", namespace).then(
    () => true,
    // Any other answer than "no" means that this account may not impersonate the ServiceAccount.
    (error: Error) => (/^no\b/.test(error.message) ? false : undefined),
  );
}

async function view(
  kubectl: Kubectl,
  namespace: string,
  pod: string,
  name: string,
): Promise<NodeView | string> {
  const script = viewScript(headlessServiceName(name), namespace);
  return kubectl(
    "exec",
    pod,
    "--namespace",
    namespace,
    "--container",
    brokerContainer,
    "--",
    "sh",
    "-c",
    script,
  ).then(
    (output) => parseView(pod, output),
    (error: Error) => error.message,
  );
}
