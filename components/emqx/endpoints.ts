import { type Listener, listenerKinds } from "./listeners";
import { dashboardPort } from "./releaseLine";

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
): Record<string, string> {
  const urls = listeners.map(({ type, port }) => {
    const { scheme, path } = listenerKinds[type];
    return [type, `${scheme}://${service}.${domain}:${port}${path}`];
  });
  const dashboardHost = dashboard ? service : headlessService;
  return {
    ...Object.fromEntries(urls),
    dashboard: `http://${dashboardHost}.${domain}:${dashboardPort}`,
  } as Record<string, string>;
}
