import { dashboardEndpoint } from "../emqx/endpoints";
import { type Listener, portNameOf, protocolOf } from "../emqx/listeners";
import { distributionPort, dashboardPort, type ReleaseLine } from "../emqx/releaseLine";

/** A port of the broker. Services refer to it by name. */
export interface NamedPort {
  name: string;
  port: number;
  protocol: "TCP" | "UDP";
  /** Its port number in the Service, if different. */
  servicePort?: number;
  nodePort?: number;
  /** Its application protocol in the Service. */
  appProtocol?: string;
}

/** The ports for clients. */
export function listenerPorts(listeners: Listener[]): NamedPort[] {
  return listeners.map((listener) => ({
    name: portNameOf(listener),
    port: listener.port,
    protocol: protocolOf(listener),
    servicePort: listener.servicePort,
    nodePort: listener.nodePort,
    appProtocol: listener.appProtocol,
  }));
}

/** The ports for administrators. */
export function dashboardPorts(line: ReleaseLine, tls: { dashboard: boolean }): NamedPort[] {
  const management = { name: "mgmt", port: line.managementPort, protocol: "TCP" } as const;
  return [
    { name: "dashboard", port: dashboardEndpoint(tls).port, protocol: "TCP" },
    ...(line.managementPort === dashboardPort ? [] : [management]),
  ];
}

/** The ports for traffic between nodes: Erlang distribution and RPC. */
export function clusterPorts(line: ReleaseLine): NamedPort[] {
  return [
    { name: "dist", port: distributionPort, protocol: "TCP" },
    { name: "rpc", port: line.rpcPort, protocol: "TCP" },
  ];
}

/** All ports of a pod. */
export function podPorts(line: ReleaseLine, listeners: Listener[], tls: { dashboard: boolean }): NamedPort[] {
  const reachable = listenerPorts(listeners).map(({ name, port, protocol, appProtocol }) => ({
    ...{ name, port, protocol, appProtocol },
  }));
  return [...reachable, ...dashboardPorts(line, tls), ...clusterPorts(line)];
}
