import type { types } from "@pulumi/kubernetes";
import { clusterLabels, groupName, selectorLabels } from "../kubernetes/metadata";
import { brokerContainer } from "../kubernetes/podTemplate";
import { headlessServiceName } from "../kubernetes/services";
import { type OwnedObject, ownedKinds } from "./fieldOwners";
import { CannotLook, type Kubectl } from "./kubectl";
import { type NodeView, parseView, viewScript } from "./view";

export type Pod = types.output.core.v1.Pod;
export type Claim = types.output.core.v1.PersistentVolumeClaim;
export type StatefulSet = types.output.apps.v1.StatefulSet;
export type Deployment = types.output.apps.v1.Deployment;

/** A warning event of a resource in the namespace. */
export interface Happening {
  object: string;
  reason: string;
  message: string;
}

/** Everything that the doctor reads. Undefined means that it could not be read. */
export interface Seen {
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
  happenings?: Happening[];
  /** Undefined also means that it does not exist. */
  headless?: types.output.core.v1.Service;
  mayGetEndpoints?: boolean;
  /** Resources whose fields other managers may own. */
  objects?: OwnedObject[];
  /** By name of the pod, if its broker runs: the node's view, or the reason why it could not be queried. */
  views: Map<string, NodeView | string>;
}

/** Reads a deployed cluster. Changes nothing. */
export async function look(kubectl: Kubectl, namespace: string, name: string): Promise<Seen> {
  const getJson = (...args: string[]) =>
    kubectl("get", ...args, "--namespace", namespace, "--output", "json");
  const read = async <T>(...args: string[]) => JSON.parse(await getJson(...args)) as T;
  const list = async <T>(kind: string, selector: Record<string, string>) =>
    (await read<{ items: T[] }>(kind, "--selector", asSelector(selector))).items;
  const readReplicants = async () => {
    const found = await getJson("deployment", groupName(name, "replicant"), "--ignore-not-found");
    return found.trim() === ""
      ? { pods: [] }
      : {
          deployment: JSON.parse(found) as Deployment,
          // Evicted pods stay listed as Failed, beside their replacements.
          pods: (await list<Pod>("pods", selectorLabels(name, "replicant"))).filter(
            ({ status }) => status.phase !== "Failed",
          ),
        };
  };
  const statefulSet = await read<StatefulSet>("statefulset", name).catch(async (error: Error) => {
    throw new CannotLook(`${error.message}\n${await others(kubectl)}`.trim());
  });
  const pods = await list<Pod>("pods", selectorLabels(name)).catch((error: Error) => {
    throw new CannotLook(error.message);
  });
  const [replicants, claims, headless, events, mayGetEndpoints, objects] = await Promise.all([
    readReplicants().catch(() => undefined),
    list<Claim>("persistentvolumeclaims", clusterLabels(name)).catch(() => undefined),
    read<types.output.core.v1.Service>("service", headlessServiceName(name)).catch(() => undefined),
    read<{ items: types.output.core.v1.Event[] }>("events").catch(() => undefined),
    asksKubernetes(statefulSet) ? mayGet(kubectl, statefulSet, namespace) : Promise.resolve(undefined),
    read<{ items: OwnedObject[] }>(
      ownedKinds,
      "--show-managed-fields",
      "--selector",
      asSelector(clusterLabels(name)),
    ).catch(() => undefined),
  ]);
  const all = allPods({ pods, replicants });
  const views = await Promise.all(
    all
      .filter((pod) => brokerStatus(pod)?.state?.running)
      .map(
        async ({ metadata }) => [metadata.name, await view(kubectl, namespace, metadata.name, name)] as const,
      ),
  );
  const uids = new Set(all.map(({ metadata }) => metadata.uid));
  const time = ({ lastTimestamp, eventTime }: types.output.core.v1.Event) => lastTimestamp ?? eventTime ?? "";
  const happenings = events?.items
    .filter(({ type }) => type === "Warning")
    // A pod of a StatefulSet has the name of its predecessor, whose events are still listed.
    .filter(({ involvedObject }) => involvedObject.kind !== "Pod" || uids.has(involvedObject.uid))
    .sort((one, other) => time(one).localeCompare(time(other)))
    .map(({ involvedObject, reason, message }) => ({
      object: `${involvedObject.kind} ${involvedObject.name}`,
      reason,
      message,
    }));
  return {
    name,
    namespace,
    options: kubectl.options ?? [],
    statefulSet,
    pods,
    replicants,
    claims,
    headless,
    happenings,
    mayGetEndpoints,
    objects: objects?.items,
    views: new Map(views),
  };
}

/** The pods of core nodes and replicants. */
export function allPods({ pods, replicants }: Pick<Seen, "pods" | "replicants">): Pod[] {
  return [...pods, ...(replicants?.pods ?? [])];
}

/** The status of a pod's broker container. */
export function brokerStatus({ status }: Pod) {
  return status.containerStatuses?.find(({ name }) => name === brokerContainer);
}

async function others(kubectl: Kubectl): Promise<string> {
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
