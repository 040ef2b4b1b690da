import type { types } from "@pulumi/kubernetes";
import { type Manifest, ofKind, type Selector } from "./manifests";
import { boxId, joined, objectBox, type Part } from "./picture";
import { withProtocol } from "./services";
import { selected, type Workload, workloadsOf } from "./workloads";

type Policy = Manifest<types.output.networking.v1.NetworkPolicySpec>;
type Peer = types.output.networking.v1.NetworkPolicyPeer;
type Port = types.output.networking.v1.NetworkPolicyPort;

/** The NetworkPolicies, with what they allow. */
export function drawPolicies(manifests: Manifest[]): Part {
  const workloads = workloadsOf(manifests);
  const policies = ofKind<Policy>(manifests, "NetworkPolicy");
  return joined(policies.map((policy) => drawPolicy(policy, workloads)));
}

function drawPolicy(policy: Policy, workloads: Workload[]): Part {
  const { podSelector, policyTypes = ["Ingress"], ingress = [], egress = [] } = policy.spec;
  const protectedOnes = selected(workloads, policy, podSelector);
  const peers = (given: Peer[] | undefined) =>
    given?.length
      ? given.map((peer) => peerText(peer, policy, workloads, protectedOnes)).join("; ")
      : "anyone";
  const box = objectBox(
    policy,
    ...(policyTypes.includes("Ingress") && ingress.length === 0 ? ["nobody may connect"] : []),
    ...ingress.map(({ from, ports }) => `from ${peers(from)}: ${portsText(ports)}`),
    ...(policyTypes.includes("Egress") && egress.length === 0 ? ["pods may connect to nobody"] : []),
    ...egress.map(({ to, ports }) => `to ${peers(to)}: ${portsText(ports)}`),
  );
  return {
    boxes: [box],
    arrows: protectedOnes.map((workload) => ({
      from: box.id,
      to: boxId(workload),
      label: ["allows"],
      meaning: "reference",
    })),
    shown: [policy],
  };
}

function portsText(ports: Port[] | undefined): string {
  return ports?.length
    ? ports
        .map(({ port, endPort, protocol }) =>
          withProtocol(endPort ? `${port}-${endPort}` : (port ?? "all"), protocol),
        )
        .join(", ")
    : "all ports";
}

function peerText(
  { ipBlock, namespaceSelector, podSelector }: Peer,
  policy: Policy,
  workloads: Workload[],
  protectedOnes: Workload[],
): string {
  if (ipBlock) {
    return ipBlock.except?.length ? `${ipBlock.cidr} except ${ipBlock.except.join(", ")}` : ipBlock.cidr;
  }
  if (podSelector && !namespaceSelector) {
    const peers = selected(workloads, policy, podSelector);
    const areItsOwn = peers.length > 0 && peers.every((peer) => protectedOnes.includes(peer));
    return areItsOwn ? "its own pods" : selectorText("pods", podSelector);
  }
  const pods = podSelector && selectorText("pods", podSelector);
  const namespaces = namespaceSelector && namespacesText(namespaceSelector);
  return [pods, namespaces].filter(Boolean).join(" in ");
}

function namespacesText(selector: Selector): string {
  const { "kubernetes.io/metadata.name": name, ...others } = selector.matchLabels ?? {};
  const isNamed =
    name !== undefined && Object.keys(others).length === 0 && !selector.matchExpressions?.length;
  return isNamed ? `namespace ${name}` : selectorText("namespaces", selector);
}

function selectorText(kind: string, { matchLabels = {}, matchExpressions = [] }: Selector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.length > 0 ? ["label expressions"] : [];
  const conditions = [...labels, ...expressions].join(", ");
  return conditions === "" ? `all ${kind}` : `${kind} with ${conditions}`;
}
