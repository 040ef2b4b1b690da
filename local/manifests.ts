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

/** The order in which to apply kinds, as in Helm and kustomize. */
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

/** Cluster-scoped kinds. Custom ones are recognized by the prefix `Cluster`. */
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

/** Sorts objects in the order in which to apply them. The order is the same in each run. */
export function inApplyOrder(objects: KubernetesObject[]): KubernetesObject[] {
  const rank = ({ kind }: KubernetesObject) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return [...objects].sort((a, b) => rank(a) - rank(b) || compare(identity(a), identity(b)));
}

/** Identifies an object in its cluster, without the version of its API. */
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

/** Whether an autoscaler owns the number of replicas. */
export function isAutoscaled({ metadata }: KubernetesObject): boolean {
  return metadata.annotations?.[autoscaledAnnotation] !== undefined;
}

/** Removes the number of replicas, so that applying the manifest again does not undo autoscaling. */
export function withoutReplicas(object: KubernetesObject): KubernetesObject {
  return { ...object, spec: { ...(object.spec as object), replicas: undefined } };
}

/**
 * Adds version and kind to each volume claim template, as the API server does. Otherwise, Argo CD always shows a
 * difference. Only for manifests: in the engine, any change of these templates replaces the StatefulSet.
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
