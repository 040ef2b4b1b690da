import { endpointName, type Listener, listenerKinds } from "./listeners";
import { dashboardPort, type ReleaseLine } from "./releaseLine";
import { dashboardTlsPort } from "./tls";

/** Where dashboard and API are served, and on 4.x the dashboard alone. */
export interface HttpEndpoint {
  scheme: "http" | "https";
  port: number;
}

export function dashboardEndpoint({ dashboard }: { dashboard: boolean }): HttpEndpoint {
  return dashboard ? { scheme: "https", port: dashboardTlsPort } : { scheme: "http", port: dashboardPort };
}

/** Where the API is served, which also tells the node's status. */
export function managementEndpoint(line: ReleaseLine, tls: { dashboard: boolean }): HttpEndpoint {
  return line.managementPort === dashboardPort
    ? dashboardEndpoint(tls)
    : { scheme: "http", port: line.managementPort };
}

/** The names at which what is served is reached. */
export interface Hosts {
  /** Of exposed listeners, by what users call them. */
  exposed: Record<string, string>;
  /** Of listeners that are not exposed. */
  internal: string;
  dashboard: string;
}

/** The name at which a listener is reached. */
export function listenerHost(listener: Listener, { exposed, internal }: Hosts): string {
  return listener.exposed ? exposed[endpointName(listener)] : internal;
}

/** The URLs of what is served. */
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
