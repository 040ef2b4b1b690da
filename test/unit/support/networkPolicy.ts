import { BlockList, isIPv6 } from "node:net";
import type { types } from "@pulumi/kubernetes";

type Spec = types.output.networking.v1.NetworkPolicySpec;
type Peer = types.output.networking.v1.NetworkPolicyPeer;
type Port = types.output.networking.v1.NetworkPolicyPort;
type Selector = types.output.meta.v1.LabelSelector;
type Labels = Record<string, string>;

/** The other end of a connection: an address or a pod. Without namespace labels, the pod is in the policy's namespace. */
export interface Other {
  pod?: Labels;
  namespace?: Labels;
  address?: string;
}

/** The target of a connection. Default protocol: TCP. */
export interface Destination {
  port: number;
  protocol?: string;
}

/**
 * Whether a NetworkPolicy allows others to connect to its pods, as specified in
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/: missing peers or an empty list
 * of them match all peers. The same holds for ports.
 */
export function lets(spec: Spec, other: Other, destination: Destination): boolean {
  return (
    !spec.policyTypes.includes("Ingress") ||
    (spec.ingress ?? []).some((rule) => matches(rule.from, rule.ports, other, destination))
  );
}

/** Whether a NetworkPolicy allows its pods to connect to others. */
export function letsOut(spec: Spec, other: Other, destination: Destination): boolean {
  return (
    !spec.policyTypes.includes("Egress") ||
    (spec.egress ?? []).some((rule) => matches(rule.to, rule.ports, other, destination))
  );
}

function matches(peers: Peer[] = [], ports: Port[] = [], other: Other, destination: Destination): boolean {
  return (
    (peers.length === 0 || peers.some((peer) => isPeer(peer, other))) &&
    (ports.length === 0 || ports.some((port) => isPort(port, destination)))
  );
}

function isPort({ port, endPort, protocol = "TCP" }: Port, destination: Destination): boolean {
  const { port: number, protocol: spoken = "TCP" } = destination;
  return protocol === spoken && number >= Number(port) && number <= (endPort ?? Number(port));
}

function isPeer(
  { ipBlock, namespaceSelector, podSelector }: Peer,
  { pod, namespace, address }: Other,
): boolean {
  if (ipBlock) {
    return (
      address !== undefined &&
      isIn(ipBlock.cidr, address) &&
      !(ipBlock.except ?? []).some((range) => isIn(range, address))
    );
  }
  const isInNamespace = namespaceSelector ? selects(namespaceSelector, namespace ?? {}) : !namespace;
  return pod !== undefined && isInNamespace && selects(podSelector ?? {}, pod);
}

function selects({ matchLabels = {} }: Partial<Selector>, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

function isIn(cidr: string, address: string): boolean {
  const [network, prefix] = cidr.split("/");
  const family = (ip: string) => (isIPv6(ip) ? "ipv6" : "ipv4");
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family(network));
  return list.check(address, family(address));
}
