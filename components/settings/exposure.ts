import type * as pulumi from "@pulumi/pulumi";
import {
  type HttpRouteArgs,
  type IngressArgs,
  type IngressesArgs,
  ListenerType,
  type ParentGatewayArgs,
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
  isDnsSubdomain,
  isHostname,
  isString,
  type Report,
} from "./checks";
import { resolveAnnotations } from "./metadata";
import type { ClientService } from "./service";

/** What people reach by HTTP. */
export type HttpTarget = "dashboard" | "websocket";

/** All that people and clients reach through a Gateway. */
export type RouteTarget = HttpTarget | "mqtt" | "mqtts";

export interface Ingress {
  hosts: string[];
  className?: string;
  path: string;
  tlsSecretName?: string;
  annotations: Record<string, string>;
}

export interface Route {
  gateways: pulumi.Unwrap<ParentGatewayArgs>[];
  hostnames?: string[];
  /** Of an HTTPRoute. */
  path?: string;
}

/** The Ingresses and routes that there are. */
export interface Exposure {
  ingresses: Partial<Record<HttpTarget, pulumi.Output<Ingress>>>;
  routes: Partial<Record<RouteTarget, pulumi.Output<Route>>>;
}

const defaultPaths: Record<HttpTarget, string> = { dashboard: "/", websocket: "/mqtt" };

export function resolveExposure(
  checks: Checks,
  args: { ingress?: IngressesArgs; routes?: RoutesArgs },
  service: pulumi.Output<ClientService>,
  hasDashboardService: boolean,
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
    resolve: (target: T, value: pulumi.Unwrap<A>, path: string, report: Report) => S,
  ) =>
    Object.fromEntries(
      (Object.entries(given) as [T & RouteTarget, A | undefined][])
        .filter(([, value]) => value !== undefined)
        .map(([target, value]) => [
          target,
          checks.resolve({ value, service }, (known, report) => {
            const path = `${name}.${target}`;
            checkServed(known.service, hasDashboardService, target, path, report);
            return resolve(target, known.value as pulumi.Unwrap<A>, path, report);
          }),
        ]),
    ) as Partial<Record<T, pulumi.Output<S>>>;
  return {
    ingresses: resolveEach<HttpTarget, IngressArgs, Ingress>(ingress, "ingress", resolveIngress),
    routes: resolveEach<RouteTarget, HttpRouteArgs | TlsRouteArgs | TcpRouteArgs, Route>(
      routes,
      "routes",
      resolveRoute,
    ),
  };
}

/** Reports what the client Service does not have, so that nothing could be sent on to it. */
function checkServed(
  { listeners, dashboard }: ClientService,
  hasDashboardService: boolean,
  target: RouteTarget,
  path: string,
  report: Report,
): void {
  if (target === "dashboard") {
    if (!dashboard && !hasDashboardService) {
      report(
        path,
        "no Service has the dashboard; accepted with service.dashboard true or dashboardService only",
      );
    }
    return;
  }
  const type = { websocket: ListenerType.Ws, mqtt: ListenerType.Mqtt, mqtts: ListenerType.Mqtts }[target];
  if (!listeners.some((listener) => listener.type === type)) {
    report(path, `there is no such listener; accepted with one of type ${type} only`);
  }
}

function resolveIngress(
  target: HttpTarget,
  value: pulumi.Unwrap<IngressArgs>,
  path: string,
  report: Report,
): Ingress {
  const given = expectObject(
    value,
    ["hosts", "className", "path", "tlsSecretName", "annotations"],
    path,
    report,
  );
  const { hosts = [], className, tlsSecretName, annotations = {} } = given;
  expect(className, isDnsSubdomain, `${path}.className`, "the name of an IngressClass", report);
  if (tlsSecretName !== undefined) {
    expectName(tlsSecretName, `${path}.tlsSecretName`, report);
  }
  return {
    hosts: expectFilled(hosts, isHostname, `${path}.hosts`, "a host name", report),
    className,
    path: urlPath(given.path ?? defaultPaths[target], path, report),
    tlsSecretName,
    annotations: resolveAnnotations(annotations, `${path}.annotations`, report),
  };
}

function resolveRoute(
  target: RouteTarget,
  value: pulumi.Unwrap<HttpRouteArgs | TlsRouteArgs | TcpRouteArgs>,
  path: string,
  report: Report,
): Route {
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
    path: isHttp ? urlPath(given.path ?? defaultPaths[target], path, report) : undefined,
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

/** The list that was given, each entry of it as accepted, and at least one. */
function expectFilled<T>(
  value: T[],
  isAccepted: (entry: T) => boolean,
  path: string,
  accepted: string,
  report: Report,
): T[] {
  const list = expectList(value, path, report);
  if (list.length === 0) {
    report(path, `accepted: a list of at least one: ${accepted}`);
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
