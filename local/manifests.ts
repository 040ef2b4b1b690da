import { dump } from "js-yaml";

export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    annotations?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** What must be there before what: the order in which Helm and kustomize apply, as far as programs use it here. */
const order = [
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
];

/** Kinds of the whole cluster; custom ones are known by their customary prefix. */
const clusterKinds = [
  "CustomResourceDefinition",
  "IngressClass",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
];

export function isNamespaced(kind: string): boolean {
  return !clusterKinds.includes(kind) && !kind.startsWith("Cluster");
}

/** In the order in which to apply them, the same at each run. */
export function inApplyOrder(objects: KubernetesObject[]): KubernetesObject[] {
  const rank = ({ kind }: KubernetesObject) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return [...objects].sort((a, b) => rank(a) - rank(b) || compare(identity(a), identity(b)));
}

/** Names an object in its cluster, the version of its API left aside. */
function identity({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
  return `${metadata.namespace ?? ""}/${kind}${group}/${metadata.name}`;
}

export function describe({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

export function toYaml(objects: KubernetesObject[]): string {
  return objects.map((object) => dump(object, { lineWidth: -1, noRefs: true })).join("---\n");
}

const autoscaledAnnotation = "pulumi-emqx/autoscaled";

/** Whether an autoscaler owns the number of an object's pods. */
export function isAutoscaled({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[autoscaledAnnotation] !== undefined;
}

/** Leaves the number of pods out: applying the manifest again must not undo what an autoscaler does. */
export function withoutReplicas(object: KubernetesObject): KubernetesObject {
  return { ...object, spec: { ...(object.spec as object), replicas: undefined } };
}

/**
 * Names version and kind of each claim template, as the API server does: Argo CD would show a difference for ever. Not for the engine, to
 * which any change of these templates is another StatefulSet.
 */
export function withTypedClaims(object: KubernetesObject): KubernetesObject {
  const spec = (object.spec ?? {}) as { volumeClaimTemplates?: object[] };
  if (object.kind !== "StatefulSet" || spec.volumeClaimTemplates === undefined) {
    return object;
  }
  const volumeClaimTemplates = spec.volumeClaimTemplates.map((template) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    ...template,
  }));
  return { ...object, spec: { ...spec, volumeClaimTemplates } };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
