import { endpointName, type Listener, listenerKinds } from "./listeners";
import { dashboardPort, type ReleaseLine } from "./releaseLine";
import { dashboardTlsPort } from "./tls";

/** The scheme and port of the dashboard or the REST API. */
export interface HttpEndpoint {
  scheme: "http" | "https";
  port: number;
}

/** The endpoint of the dashboard, from 5.x on also of the REST API. */
export function dashboardEndpoint({ dashboard }: { dashboard: boolean }): HttpEndpoint {
  return dashboard ? { scheme: "https", port: dashboardTlsPort } : { scheme: "http", port: dashboardPort };
}

/** The endpoint of the REST API, which also serves the node's status. */
export function managementEndpoint(line: ReleaseLine, tls: { dashboard: boolean }): HttpEndpoint {
  return line.managementPort === dashboardPort
    ? dashboardEndpoint(tls)
    : { scheme: "http", port: line.managementPort };
}

/** The Services through which clients reach the listeners and the dashboard. */
export interface Hosts {
  /** The Service of each exposed listener, by endpoint name. */
  exposed: Record<string, string>;
  /** The Service of listeners that are not exposed. */
  internal: string;
  dashboard: string;
}

/** The Service of a listener. */
export function listenerHost(listener: Listener, { exposed, internal }: Hosts): string {
  return listener.exposed ? exposed[endpointName(listener)] : internal;
}

/** The URLs of the listeners and the dashboard. */
export function endpointUrls(
  listeners: (Listener & { webSocketPath: string })[],
  hosts: Hosts,
  domain: string,
  http: HttpEndpoint,
): Record<string, string> {
  const urls = listeners.map((listener) => {
    const { scheme } = listenerKinds[listener.type];
    const host = listenerHost(listener, hosts);
    const address = `${host}.${domain}:${listener.servicePort}`;
    return [endpointName(listener), `${scheme}://${address}${listener.webSocketPath}`];
  });
  return {
    ...Object.fromEntries(urls),
    dashboard: `${http.scheme}://${hosts.dashboard}.${domain}:${http.port}`,
  } as Record<string, string>;
}
