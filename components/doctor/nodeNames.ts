import { isIP } from "node:net";
import type { types } from "@pulumi/kubernetes";
import { nodeShortName } from "../emqx/discovery";
import { brokerContainer } from "../kubernetes/podTemplate";
import { headlessServiceName } from "../kubernetes/services";
import type { ClusterState, Pod } from "./readCluster";

/** Whether a node runs in this pod. Its name may differ from the name that the next pod will give it. */
export function isNodeOf(node: string, pod: Pod, namespace: string): boolean {
  const addresses = addressesOf(pod);
  const name = nodeName(pod.spec, pod.metadata.name, namespace, addresses[0]);
  const host = hostOf(node);
  return (
    node === name ||
    addresses.some((address) => host === address || host.startsWith(`${withDashes(address)}.`))
  );
}

/** Whether the StatefulSet gives this name to one of its nodes, even if the pod is missing. Names by address do not count. */
export function isWanted(node: string, { name, namespace, statefulSet }: ClusterState): boolean {
  const { replicas, template } = statefulSet.spec;
  return Array.from({ length: replicas }, (_, ordinal) => `${name}-${ordinal}`).some(
    (pod) => nodeName(template.spec, pod, namespace) === node,
  );
}

/** Whether a node is named by its pod's address, or by the DNS name of that address. Such a name changes with each pod. */
export function isCalledByAddress(node: string): boolean {
  const host = hostOf(node);
  return isIP(host) !== 0 || /^\d+-\d+-\d+-\d+\./.test(host);
}

/** The core pod that a node is named after, in any domain. Undefined for other nodes. */
export function corePodOf(node: string, { name, namespace }: ClusterState): string | undefined {
  const [pod, ...domain] = hostOf(node).split(".");
  const isOrdinal = pod.startsWith(`${name}-`) && /^\d+$/.test(pod.slice(name.length + 1));
  return isOrdinal && domain[0] === headlessServiceName(name) && domain[1] === namespace ? pod : undefined;
}

/** The node name that the environment sets. Undefined if the image's entrypoint names the node by its address. */
function nodeName(
  spec: types.output.core.v1.PodSpec,
  pod: string,
  namespace: string,
  address = "",
): string | undefined {
  const fields: Record<string, string> = {
    "metadata.name": pod,
    "metadata.namespace": namespace,
    "status.podIP": address,
  };
  const variables = new Map<string, string>();
  for (const { name, value, valueFrom } of spec.containers.find(({ name }) => name === brokerContainer)
    ?.env ?? []) {
    const text = value ?? fields[valueFrom?.fieldRef?.fieldPath ?? ""] ?? "";
    // Kubernetes expands references to earlier variables.
    variables.set(
      name,
      text.replace(/\$\(([\w.-]+)\)/g, (reference, other: string) => variables.get(other) ?? reference),
    );
  }
  const host = variables.get("EMQX_HOST");
  return (
    variables.get("EMQX_NODE__NAME") ??
    (host === undefined ? undefined : `${variables.get("EMQX_NAME") ?? nodeShortName}@${host}`)
  );
}

function addressesOf({ status }: Pod): string[] {
  return [...new Set([status.podIP, ...(status.podIPs ?? []).map(({ ip }) => ip)])].filter(Boolean);
}

function hostOf(node: string): string {
  return node.slice(node.indexOf("@") + 1);
}

function withDashes(address: string): string {
  return address.replace(/[.:]/g, "-");
}
