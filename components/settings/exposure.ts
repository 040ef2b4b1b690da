import { defaultListenerName, type Listener } from "../emqx/listeners";
import type { ReleaseLine } from "../emqx/releaseLine";
import { webSocketPath } from "../emqx/webSocketPath";
import {
  type HttpRouteArgs,
  type IngressArgs,
  type IngressesArgs,
  ListenerType,
  type ParentGatewayArgs,
  PathType,
  type RoutesArgs,
  type TcpRouteArgs,
  type TlsRouteArgs,
} from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isString, type Report, withoutAbsent } from "./checks";
import type { ResolvedListeners } from "./listeners";
import { annotations } from "./metadata";
import { list, object } from "./rules/collections";
import { group, present } from "./rules/parts";
import { optional, required, type Rule } from "./rules/rule";
import { hostName, objectName, oneOf, text } from "./rules/scalars";
import { checkWayIn, type EventualGuard, type Guard } from "./exposedAccess";
import type { ClientService } from "./service";
import { throughIngress, throughRoute, type WayIn } from "./waysIn";
import type { PathVariables } from "./webSocketPaths";

/** Backends that an Ingress can expose. */
export type HttpTarget = "dashboard" | "websocket";

/** Backends that a Gateway can expose. */
export type RouteTarget = HttpTarget | "mqtt" | "mqtts";

/** A list that must have at least one entry. */
function someOf<In, Out>(rule: Rule<In, Out>, accepted: string) {
  return (given: In[] | undefined, path: string, report: Parameters<Rule<In, Out>>[2]) => {
    const complete = list(rule, [])(given, path, report);
    if (complete.length === 0) {
      report(path, `must have at least one entry: ${accepted}`);
    }
    return complete;
  };
}

const hosts = someOf(hostName, "a host name");
const isPath = (given: string) => isString(given) && /^\/[\w\-./~%]*$/.test(given);
const urlPath = text(isPath, "a path that begins with /");

const ingressRule = object<IngressArgs>()({
  hosts,
  className: objectName("the name of an IngressClass"),
  path: urlPath,
  pathType: oneOf(PathType, PathType.Prefix),
  tlsSecretName: objectName("the name of a Secret"),
  annotations,
});

const gateways = someOf(
  object<ParentGatewayArgs>()({
    name: required(objectName("the name of a Gateway")),
    namespace: objectName("the name of a namespace"),
    sectionName: objectName("the name of one of its listeners"),
  }),
  "a Gateway",
);

const httpRoute = object<HttpRouteArgs>()({ gateways, hostnames: optional(hosts), path: urlPath });
const tlsRoute = object<TlsRouteArgs>()({ gateways, hostnames: hosts });
const tcpRoute = object<TcpRouteArgs>()({ gateways });

export interface Ingress extends ReturnType<typeof ingressRule> {
  /** The backend. Undefined for the dashboard. */
  listener?: Listener;
  path: string;
}

export interface Route extends ReturnType<typeof tcpRoute> {
  /** The backend. Undefined for the dashboard. */
  listener?: Listener;
  hostnames?: string[];
  /** Only set for an HTTPRoute. */
  path?: string;
}

/** The Ingresses and routes of the cluster. */
export interface Exposure {
  ingresses: Partial<Record<HttpTarget, Eventual<Ingress>>>;
  routes: Partial<Record<RouteTarget, Eventual<Route>>>;
}

export const ingress = group<IngressesArgs>()({
  dashboard: present(ingressRule),
  websocket: present(ingressRule),
});

export const routes = group<RoutesArgs>()({
  dashboard: present(httpRoute),
  websocket: present(httpRoute),
  mqtt: present(tcpRoute),
  mqtts: present(tlsRoute),
});

/** The Services and listeners of the cluster. */
interface Backends {
  listeners: ResolvedListeners;
  pathVariables: PathVariables;
  line?: ReleaseLine;
  service: ClientService;
  hasInternalService: boolean;
  hasDashboardService: boolean;
}

/** Adds the backends of Ingresses and routes, and checks what they expose. */
export function exposureSettings(
  checks: Checks,
  given: { ingress: ReturnType<typeof ingress.complete>; routes: ReturnType<typeof routes.complete> },
  cluster: { [K in keyof Required<Backends>]: Eventual<Backends[K]> },
  guard: EventualGuard,
): Exposure {
  const { listeners, pathVariables, line, service, hasInternalService, hasDashboardService } = cluster;
  const backends = { listeners, pathVariables, line, service, hasInternalService, hasDashboardService };
  const withBackends = <T extends object>(
    entries: T,
    name: string,
    through: (path: string, entry: Ingress & Route) => WayIn,
  ) =>
    Object.fromEntries(
      Object.entries(withoutAbsent(entries)).map(([target, entry]: [string, Eventual<{ path?: string }>]) => [
        target,
        checks.resolve({ entry, guard, ...backends }, (known, report) => {
          const path = `${name}.${target}`;
          const { guard: given, ...others } = known as Backends & { entry: object; guard: Guard };
          const complete = resolveBackend(others, target as RouteTarget, path, report);
          if (complete.listener !== undefined || target === "dashboard") {
            checkWayIn(through(path, complete), given, report);
          }
          return complete;
        }),
      ]),
    ) as object;
  return {
    ingresses: withBackends(given.ingress, "ingress", throughIngress),
    routes: withBackends(given.routes, "routes", throughRoute),
  };
}

function resolveBackend(
  { entry, ...backends }: Backends & { entry: { path?: string } },
  target: RouteTarget,
  path: string,
  report: Report,
): Ingress & Route {
  const listener = findBackend(backends, target, path, report);
  if (target === "mqtt" || target === "mqtts") {
    return { ...entry, listener } as Ingress & Route;
  }
  const { line, pathVariables } = backends;
  const defaultPath = line && listener ? webSocketPath(line, listener, pathVariables) : "/";
  const complete = { ...entry, listener, path: urlPath(entry.path ?? defaultPath, `${path}.path`, report) };
  return complete as Ingress & Route;
}

/** The listener that receives the traffic. Reports a missing or ambiguous listener, and one that no Service has. */
function findBackend(
  { listeners, service, hasInternalService, hasDashboardService }: Backends,
  target: RouteTarget,
  path: string,
  report: Report,
): Listener | undefined {
  if (target === "dashboard") {
    if (!service.dashboard && !hasDashboardService) {
      report(path, "no Service exposes the dashboard; set service.dashboard: true, or dashboardService");
    }
    return undefined;
  }
  const type = { websocket: ListenerType.Ws, mqtt: ListenerType.Mqtt, mqtts: ListenerType.Mqtts }[target];
  const candidates = listeners.enabled.filter((listener) => listener.type === type);
  const named = candidates.find(({ name }) => name === defaultListenerName);
  const found = named ?? candidates[0];
  if (found === undefined) {
    report(path, `requires a listener of type ${type}; add one to listeners`);
  } else if (named === undefined && candidates.length > 1) {
    const reason = `several listeners have the type ${type}, and none is named "default"; omit the name of one of them`;
    report(path, reason);
  } else if (!found.exposed && !hasInternalService) {
    report(path, "no Service has the listener; set exposed: true on it, or internalService");
  }
  return found;
}
