import type * as pulumi from "@pulumi/pulumi";
import { defaultListenerName, type Listener } from "../emqx/listeners";
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
import {
  type Checks,
  expect,
  expectList,
  expectName,
  expectObject,
  expectOneOf,
  isDnsSubdomain,
  isHostname,
  isString,
  type Report,
} from "./checks";
import { resolveAnnotations } from "./metadata";
import { findLine, type Release } from "./release";
import type { ClientService } from "./service";
import type { PathVariables } from "./webSocketPaths";
import type { Eventual } from "../eventual";

/** Backends that an Ingress can expose. */
export type HttpTarget = "dashboard" | "websocket";

/** Backends that a Gateway can expose. */
export type RouteTarget = HttpTarget | "mqtt" | "mqtts";

export interface Ingress {
  /** The backend. Undefined for the dashboard. */
  listener?: Listener;
  hosts: string[];
  className?: string;
  path: string;
  pathType: PathType;
  tlsSecretName?: string;
  annotations: Record<string, string>;
}

export interface Route {
  /** The backend. Undefined for the dashboard. */
  listener?: Listener;
  gateways: pulumi.Unwrap<ParentGatewayArgs>[];
  hostnames?: string[];
  /** Only set for an HTTPRoute. */
  path?: string;
}

/** The Ingresses and routes of the cluster. */
export interface Exposure {
  ingresses: Partial<Record<HttpTarget, Eventual<Ingress>>>;
  routes: Partial<Record<RouteTarget, Eventual<Route>>>;
}

/** The Services and listeners of the cluster. */
interface Backends {
  listeners: Eventual<Listener[]>;
  pathVariables: Eventual<PathVariables>;
  release: { [source in keyof Release]: pulumi.Input<Release[source]> };
  service: Eventual<ClientService>;
  hasInternalService: boolean;
  hasDashboardService: boolean;
}

export function resolveExposure(
  checks: Checks,
  args: { ingress?: IngressesArgs; routes?: RoutesArgs },
  backends: Backends,
): Exposure {
  const ingress = checks.plain(args.ingress ?? {}, "ingress", (value, report) =>
    expectObject(value, ["dashboard", "websocket"], "ingress", report),
  );
  const routes = checks.plain(args.routes ?? {}, "routes", (value, report) =>
    expectObject(value, ["dashboard", "websocket", "mqtt", "mqtts"], "routes", report),
  );
  const resolveEach = <T extends string, A, S>(
    given: Partial<Record<T, A>>,
    name: string,
    resolve: (target: T, value: pulumi.Unwrap<A>, path: string, defaultPath: string, report: Report) => S,
  ): Partial<Record<T, Eventual<S & { listener?: Listener }>>> =>
    Object.fromEntries(
      (Object.entries(given) as [T & RouteTarget, A | undefined][])
        .filter(([, value]) => value !== undefined)
        .map(([target, value]) => [
          target,
          checks.resolve({ value, ...backends }, (known, report) => {
            const path = `${name}.${target}`;
            const listener = findBackend(known, target, path, report);
            const line = findLine(known.release);
            const defaultPath = line && listener ? webSocketPath(line, listener, known.pathVariables) : "/";
            const given = known.value as pulumi.Unwrap<A>;
            return { listener, ...resolve(target, given, path, defaultPath, report) };
          }),
        ]),
    ) as Partial<Record<T, Eventual<S & { listener?: Listener }>>>;
  return {
    ingresses: resolveEach<HttpTarget, IngressArgs, Omit<Ingress, "listener">>(
      ingress,
      "ingress",
      resolveIngress,
    ),
    routes: resolveEach<RouteTarget, HttpRouteArgs | TlsRouteArgs | TcpRouteArgs, Omit<Route, "listener">>(
      routes,
      "routes",
      resolveRoute,
    ),
  };
}

/** The listener that receives the traffic. Reports a missing or ambiguous listener, and one that no Service has. */
function findBackend(
  { listeners, service, hasInternalService, hasDashboardService }: pulumi.Unwrap<Backends>,
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
  const candidates = listeners.filter((listener) => listener.type === type);
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

function resolveIngress(
  _: HttpTarget,
  value: pulumi.Unwrap<IngressArgs>,
  path: string,
  defaultPath: string,
  report: Report,
): Omit<Ingress, "listener"> {
  const given = expectObject(
    value,
    ["hosts", "className", "path", "pathType", "tlsSecretName", "annotations"],
    path,
    report,
  );
  const { hosts = [], className, pathType = PathType.Prefix, tlsSecretName, annotations = {} } = given;
  expectOneOf(pathType, PathType, `${path}.pathType`, report);
  expect(className, isDnsSubdomain, `${path}.className`, "the name of an IngressClass", report);
  if (tlsSecretName !== undefined) {
    expectName(tlsSecretName, `${path}.tlsSecretName`, report);
  }
  return {
    hosts: expectFilled(hosts, isHostname, `${path}.hosts`, "a host name", report),
    className,
    path: urlPath(given.path ?? defaultPath, path, report),
    pathType,
    tlsSecretName,
    annotations: resolveAnnotations(annotations, `${path}.annotations`, report),
  };
}

function resolveRoute(
  target: RouteTarget,
  value: pulumi.Unwrap<HttpRouteArgs | TlsRouteArgs | TcpRouteArgs>,
  path: string,
  defaultPath: string,
  report: Report,
): Omit<Route, "listener"> {
  const isHttp = target === "dashboard" || target === "websocket";
  const given = expectObject<pulumi.Unwrap<Partial<HttpRouteArgs>>>(
    value,
    ["gateways", ...(target === "mqtt" ? [] : ["hostnames"]), ...(isHttp ? ["path"] : [])],
    path,
    report,
  );
  const gateways = expectFilled(given.gateways ?? [], isObject, `${path}.gateways`, "a Gateway", report);
  gateways.forEach((gateway, index) => checkGateway(gateway, `${path}.gateways[${index}]`, report));
  const hostnames = target === "mqtts" ? (given.hostnames ?? []) : given.hostnames;
  return {
    gateways,
    hostnames: hostnames && expectFilled(hostnames, isHostname, `${path}.hostnames`, "a host name", report),
    path: isHttp ? urlPath(given.path ?? defaultPath, path, report) : undefined,
  };
}

function checkGateway(gateway: pulumi.Unwrap<ParentGatewayArgs>, path: string, report: Report): void {
  const { name, namespace, sectionName } = expectObject(
    gateway,
    ["name", "namespace", "sectionName"],
    path,
    report,
  );
  expect(name ?? "", isDnsSubdomain, `${path}.name`, "the name of a Gateway", report);
  expect(namespace, isDnsSubdomain, `${path}.namespace`, "the name of a namespace", report);
  expect(sectionName, isDnsSubdomain, `${path}.sectionName`, "the name of one of its listeners", report);
}

/** The given list. Reports an empty list and invalid entries. */
function expectFilled<T>(
  value: T[],
  isAccepted: (entry: T) => boolean,
  path: string,
  accepted: string,
  report: Report,
): T[] {
  const list = expectList(value, path, report);
  if (list.length === 0) {
    report(path, `must have at least one entry: ${accepted}`);
  }
  list.forEach((entry, index) => expect(entry, isAccepted, `${path}[${index}]`, accepted, report));
  return list;
}

function urlPath(value: string, path: string, report: Report): string {
  const isPath = (text: unknown) => isString(text) && /^\/[\w\-./~%]*$/.test(text);
  expect(value, isPath, `${path}.path`, "a path that begins with /", report);
  return value;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
