import type { types } from "@pulumi/kubernetes";
import {
  type ApiServerArgs,
  type EgressArgs,
  type EgressRuleArgs,
  type IngressRuleArgs,
  type NetworkPolicyArgs,
  type NetworkPolicyPortArgs,
  NetworkProtocol,
} from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, type Report } from "./checks";
import { checkNothingBeside, filled, list, object, switchable } from "./rules/collections";
import { isCidr, isPort } from "./rules/formats";
import { group, maybe, eventual, plain } from "./rules/parts";
import { check, type Known, optional, required, type Rule as FieldRule, unchecked } from "./rules/rule";
import { flag, network, oneOf, port, text } from "./rules/scalars";

/** A peer outside the cluster's own pods. */
export type Peer = Known<types.input.networking.v1.NetworkPolicyPeer>;

/** A port or a range of ports. */
export type PolicyPort = ReturnType<typeof portFields>;

/** Allowed connections. Undefined peers or ports allow all, an empty list allows none. */
export interface Rule {
  peers?: Peer[];
  ports?: PolicyPort[];
}

/** Allowed connections from pods. */
export interface Egress {
  /** Only set if pods call the Kubernetes API. */
  apiServer?: Rule;
  rules: Rule[];
}

/** Allowed connections to pods. */
export interface Ingress {
  clients?: Peer[];
  dashboard?: Peer[];
  rules: Rule[];
}

/** Allowed connections of the cluster. */
export interface NetworkPolicy {
  ingress: Eventual<Ingress>;
  /** Undefined if egress is not restricted. */
  egress: Eventual<Egress | undefined>;
}

const selector = optional(
  object<types.input.meta.v1.LabelSelector>()({ matchLabels: unchecked(), matchExpressions: unchecked() }),
);

const peerFields = object<types.input.networking.v1.NetworkPolicyPeer>()({
  ipBlock: optional(
    object<types.input.networking.v1.IPBlock>()({ cidr: required(network), except: list(network) }),
  ),
  namespaceSelector: selector,
  podSelector: selector,
});

const peer: FieldRule<Peer> = (given, path, report) => {
  const complete = peerFields(given, path, report);
  const { ipBlock, ...selectors } = complete;
  if (Object.keys(complete).length === 0) {
    report(path, "selects no peer; set ipBlock, or namespaceSelector, podSelector or both");
  }
  if (ipBlock !== undefined && Object.keys(selectors).length > 0) {
    report(`${path}.ipBlock`, "only valid without selectors; put them into a separate peer");
  }
  return complete;
};

const portFields = object<NetworkPolicyPortArgs>()({
  port: required(port, 0),
  endPort: unchecked(),
  protocol: oneOf(NetworkProtocol, NetworkProtocol.Tcp),
});

const policyPort: FieldRule<Known<NetworkPolicyPortArgs>, PolicyPort> = (given, path, report) => {
  const complete = portFields(given, path, report);
  const isEnd = (end: number) => isPort(end) && (!isPort(complete.port) || end >= complete.port);
  check(complete.endPort, isEnd, `${path}.endPort`, "a whole number from port to 65535", report);
  return complete;
};

const ingressFields = object<IngressRuleArgs>()({ from: list(peer), ports: list(policyPort) });
const egressFields = object<EgressRuleArgs>()({ to: list(peer), ports: list(policyPort) });

/** A rule of the policy. `direction` is the field of the peers. */
function policyRule<In>(
  fields: FieldRule<In, { from?: Peer[]; to?: Peer[]; ports?: PolicyPort[] }>,
  direction: "from" | "to",
): FieldRule<In, Rule> {
  return (given, path, report) => {
    const { [direction]: peers, ports } = fields(given, path, report);
    if (peers === undefined && ports === undefined) {
      report(path, `would allow all traffic; set ${direction}, ports or both`);
    }
    return { peers, ports };
  };
}

const address = text(isCidr, "a network such as 10.0.0.1/32");

const egressRule = switchable(
  object<EgressArgs>()({
    enabled: flag(false),
    apiServer: optional(
      object<ApiServerArgs>()({
        cidrs: filled(list(address), "a list of at least one network; to allow any address, omit it"),
        ports: filled(list(port), "a list of at least one port"),
      }),
    ),
    rules: list(policyRule(egressFields, "to"), []),
  }),
);

export const networkPolicy = group<NetworkPolicyArgs>()({
  enabled: plain(flag(true)),
  clients: list(peer),
  dashboard: list(peer),
  ingressRules: list(policyRule(ingressFields, "from")),
  egress: maybe(eventual(egressRule)),
});

/** Undefined if the NetworkPolicy is disabled. */
export function policySettings(
  checks: Checks,
  { enabled, ...given }: ReturnType<typeof networkPolicy.complete>,
  asksKubernetes: boolean,
): NetworkPolicy | undefined {
  if (enabled === false) {
    checks.now((report) => checkNothingBeside(given, "networkPolicy", report));
    return undefined;
  }
  const { clients, dashboard, ingressRules, egress } = given;
  return {
    ingress: checks.resolve({ clients, dashboard, ingressRules }, ({ ingressRules = [], ...peers }) => ({
      ...peers,
      rules: ingressRules,
    })),
    egress: egress && checks.resolve(egress, (value, report) => resolveEgress(value, asksKubernetes, report)),
  };
}

function resolveEgress(
  { enabled, apiServer, rules }: ReturnType<typeof egressRule>,
  asksKubernetes: boolean,
  report: Report,
): Egress | undefined {
  if (apiServer !== undefined && !asksKubernetes) {
    report(
      "networkPolicy.egress.apiServer",
      'only valid if pods call the API server: if discovery.strategy is "k8s" or leaveWhenScaledDown is true',
    );
  }
  const ports = (apiServer?.ports ?? [443, 6443]).map((port) => ({ port, protocol: NetworkProtocol.Tcp }));
  const peers = apiServer?.cidrs?.map((cidr) => ({ ipBlock: { cidr } }));
  return enabled ? { apiServer: asksKubernetes ? { peers, ports } : undefined, rules } : undefined;
}
