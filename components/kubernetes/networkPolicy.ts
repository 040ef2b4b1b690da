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

/** The NetworkPolicy of all pods of the cluster. */
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
      // A list of allowed clients does not limit these listeners, which are for pods in the Kubernetes cluster.
      peers: given.clients && [{ namespaceSelector: {} }],
      ports: listenerPorts(listeners.filter(({ exposed }) => !exposed)).map(policyPort),
    },
    { peers: given.dashboard, ports: dashboardPorts(line, tls).map(policyPort) },
    ...given.rules,
  ];
}

/** Includes the port of the REST API, where a starting node reads the names of the others. */
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
    // To any address: a selector cannot match a DNS cache that runs on the Kubernetes node's network.
    { ports: [NetworkProtocol.Udp, NetworkProtocol.Tcp].map((protocol) => ({ port: 53, protocol })) },
    ...(apiServer ? [apiServer] : []),
    ...rules,
  ];
}

/** Uses the port number, because not every network plugin supports port names. */
function policyPort({ port, protocol }: NamedPort): PolicyPort {
  return { port, protocol: protocol === "UDP" ? NetworkProtocol.Udp : NetworkProtocol.Tcp };
}

/** Leaves out rules with an empty list of peers or ports, because Kubernetes would allow all. */
function withEffect(rules: Rule[]): Rule[] {
  return rules.filter(({ peers, ports }) => peers?.length !== 0 && ports?.length !== 0);
}
