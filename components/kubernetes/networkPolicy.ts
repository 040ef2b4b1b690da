import type { types } from "@pulumi/kubernetes";
import { managementEndpoint } from "../emqx/endpoints";
import type { Listener } from "../emqx/listeners";
import type { ReleaseLine } from "../emqx/releaseLine";
import { NetworkProtocol } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import type { Egress, Ingress, NetworkPolicy, Peer, PolicyPort, Rule } from "../settings/networkPolicy";
import { tlsOptions } from "../settings/tls";
import { clusterLabels, objectMeta } from "./metadata";
import { clusterPorts, dashboardPorts, listenerPorts, type NamedPort } from "./ports";
import { whenKnown } from "../eventual";

/** Who may connect to the pods, and where they may connect to. */
export function networkPolicyArgs(
  settings: Settings,
  { ingress, egress }: NetworkPolicy,
): types.input.networking.v1.NetworkPolicy {
  const own = [{ podSelector: { matchLabels: clusterLabels(settings.name) } }];
  return {
    metadata: objectMeta(settings, settings.name),
    spec: {
      podSelector: { matchLabels: clusterLabels(settings.name) },
      policyTypes: whenKnown([egress], (restricted) => (restricted ? ["Ingress", "Egress"] : ["Ingress"])),
      ingress: whenKnown(
        [settings.line, settings.listeners, tlsOptions(settings), ingress],
        (line, listeners, tls, given) =>
          withEffect(ingressRules(own, line, listeners, tls, given)).map(({ peers, ports }) => ({
            from: peers!,
            ports: ports!,
          })),
      ),
      egress: whenKnown([settings.line, tlsOptions(settings), egress], (line, tls, given) =>
        given === undefined
          ? undefined!
          : withEffect(egressRules(own, line, tls, given)).map(({ peers, ports }) => ({
              to: peers!,
              ports: ports!,
            })),
      ),
    },
  };
}

function ingressRules(
  own: Peer[],
  line: ReleaseLine,
  listeners: Listener[],
  tls: { dashboard: boolean },
  given: Ingress,
): Rule[] {
  return [
    betweenNodes(own, line, tls),
    {
      peers: given.clients,
      ports: listenerPorts(listeners.filter(({ exposed }) => exposed)).map(policyPort),
    },
    {
      // Clients outside are no reason to keep out those inside, for whom these are.
      peers: given.clients && [{ namespaceSelector: {} }],
      ports: listenerPorts(listeners.filter(({ exposed }) => !exposed)).map(policyPort),
    },
    { peers: given.dashboard, ports: dashboardPorts(line, tls).map(policyPort) },
    ...given.rules,
  ];
}

/** The port of the API, too: there a node that starts learns what the others are called. */
function betweenNodes(own: Peer[], line: ReleaseLine, tls: { dashboard: boolean }): Rule {
  const api = { port: managementEndpoint(line, tls).port, protocol: NetworkProtocol.Tcp };
  return { peers: own, ports: [...clusterPorts(line).map(policyPort), api] };
}

function egressRules(
  own: Peer[],
  line: ReleaseLine,
  tls: { dashboard: boolean },
  { apiServer, rules }: Egress,
): Rule[] {
  return [
    betweenNodes(own, line, tls),
    // Anywhere: a DNS cache on the Kubernetes node is no pod that a selector finds.
    { ports: [NetworkProtocol.Udp, NetworkProtocol.Tcp].map((protocol) => ({ port: 53, protocol })) },
    ...(apiServer ? [apiServer] : []),
    ...rules,
  ];
}

/** By number: not every network plugin knows names of ports. */
function policyPort({ port, protocol }: NamedPort): PolicyPort {
  return { port, protocol: protocol === "UDP" ? NetworkProtocol.Udp : NetworkProtocol.Tcp };
}

/** Leaves out rules for nobody: an empty list of peers or ports is everything to Kubernetes. */
function withEffect(rules: Rule[]): Rule[] {
  return rules.filter(({ peers, ports }) => peers?.length !== 0 && ports?.length !== 0);
}
