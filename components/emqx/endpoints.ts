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

/** What clients can reach through a Service. */
export interface Exposure {
  listeners: Listener[];
  dashboard: boolean;
}

/** The URLs of what is served. A dashboard that the client Service does not have is reached at another one. */
export function endpointUrls(
  { listeners, dashboard }: Exposure,
  service: string,
  dashboardService: string,
  domain: string,
  http: HttpEndpoint,
): Record<string, string> {
  const urls = listeners.map((listener) => {
    const { scheme, path } = listenerKinds[listener.type];
    const endpoint =
      listener.name === defaultListenerName ? listener.type : `${listener.type}-${listener.name}`;
    return [endpoint, `${scheme}://${service}.${domain}:${listener.servicePort}${path}`];
  });
  const dashboardHost = dashboard ? service : dashboardService;
  return {
    ...Object.fromEntries(urls),
    dashboard: `${http.scheme}://${dashboardHost}.${domain}:${http.port}`,
  } as Record<string, string>;
}
