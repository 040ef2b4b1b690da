import { type Listener, listenerKinds } from "./listeners";
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

/** The URLs of what is served. A dashboard that the client Service does not have is reached at the headless one. */
export function endpointUrls(
  { listeners, dashboard }: Exposure,
  service: string,
  headlessService: string,
  domain: string,
  http: HttpEndpoint,
): Record<string, string> {
  const urls = listeners.map(({ type, port }) => {
    const { scheme, path } = listenerKinds[type];
    return [type, `${scheme}://${service}.${domain}:${port}${path}`];
  });
  const dashboardHost = dashboard ? service : headlessService;
  return {
    ...Object.fromEntries(urls),
    dashboard: `${http.scheme}://${dashboardHost}.${domain}:${http.port}`,
  } as Record<string, string>;
}
