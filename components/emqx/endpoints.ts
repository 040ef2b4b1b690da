import { defaultListenerName, type Listener, listenerKinds } from "./listeners";
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
  /** Of listeners that are exposed, and of those that are not. */
  exposed: string;
  internal: string;
  dashboard: string;
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
    const endpoint =
      listener.name === defaultListenerName ? listener.type : `${listener.type}-${listener.name}`;
    const host = listener.exposed ? hosts.exposed : hosts.internal;
    return [endpoint, `${scheme}://${host}.${domain}:${listener.servicePort}${listener.webSocketPath}`];
  });
  return {
    ...Object.fromEntries(urls),
    dashboard: `${http.scheme}://${hosts.dashboard}.${domain}:${http.port}`,
  } as Record<string, string>;
}
