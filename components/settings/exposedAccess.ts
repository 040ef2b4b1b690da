import { endpointName, type Listener } from "../emqx/listeners";
import { isAuthenticated } from "../emqx/openListeners";
import type { ReleaseLine } from "../emqx/releaseLine";
import { Exposure, ServiceType } from "../emqxClusterArgs";
import { type Eventual, isLater, whenKnown } from "../eventual";
import type { AccessSettings } from "./access";
import type { Checks, Report } from "./checks";
import type { ExtraService } from "./extraServices";
import type { PlacedListener } from "./listenerChecks";
import type { ResolvedListeners } from "./listeners";
import type { Peer } from "./networkPolicy";
import type { ClientService, DashboardService } from "./service";
import { isReachable, type Ports, throughService, type WayIn } from "./waysIn";

/** What decides which exposures a preview rejects. */
export interface Guard extends AccessSettings {
  accepted: Exposure[];
  /** Undefined if it is unknown, or if listeners are invalid. Both are reported. */
  line?: ReleaseLine;
  /** Whether the dashboard itself uses TLS. */
  dashboardTls: boolean;
}

/** A guard whose parts may be known later. */
export type EventualGuard = { [K in keyof Required<Guard>]: Eventual<Guard[K]> };

/** The names of the listeners that let anybody in. */
export function openListeners(listeners: Listener[], { line, ...access }: Guard): string[] {
  return line === undefined
    ? []
    : listeners.filter((listener) => !isAuthenticated(listener, { line, ...access })).map(endpointName);
}

/** Reports what a way in exposes without protection. */
export function checkWayIn(way: WayIn, guard: Guard, report: Report): void {
  const refuse = (exposure: Exposure, problem: string) => {
    if (!guard.accepted.includes(exposure)) {
      report(way.path, `${problem}. To accept this, set acceptedExposures: ["${exposure}"]`);
    }
  };
  const open = openListeners(way.listeners, guard);
  if (open.length > 0) {
    refuse(
      Exposure.OpenListener,
      `${way.by} would let anybody connect to ${and(open)}; set authentication, tls.clientCertificates: "required" for listeners with TLS, ` +
        `or exposed: false on the listener${unseen(guard.hidden)}`,
    );
  }
  if (way.plainListeners.length > 0) {
    refuse(
      Exposure.PlainMqtt,
      `${way.by} would expose ${and(way.plainListeners.map(endpointName))} without TLS; ${encrypt(way)}`,
    );
  }
  if (way.hasPlainDashboard) {
    refuse(Exposure.PlainDashboard, `${way.by} would expose the dashboard without TLS; ${encrypt(way)}`);
  }
}

function unseen(hidden: string[]): string {
  return hidden.length === 0 ? "" : `. The content of ${and(hidden)} cannot be checked`;
}

/** How to encrypt connections through a way in. */
function encrypt({ by }: WayIn): string {
  switch (by) {
    case "the Ingress":
      return "set tlsSecretName";
    case "the Gateway":
      return 'set sectionName in gateways to the name of a listener with TLS, which must contain "https" or "tls"';
    case "the load balancer":
      return "use TLS in EMQX, let the load balancer terminate TLS, or make it internal with annotations";
    default:
      return "use TLS in EMQX";
  }
}

function and(names: string[]): string {
  return names.join(", ").replace(/, ([^,]*)$/, " and $1");
}

/** The Services that may be reachable from outside. */
interface Services {
  client: Eventual<ClientService>;
  dashboard?: Eventual<DashboardService>;
  extras: ExtraService[];
}

/** The type of each Service, after the check of what it exposes. A Service that exposes too much is not created. */
export interface AcceptedTypes {
  client: Eventual<ServiceType>;
  dashboard?: Eventual<ServiceType>;
  extras: Eventual<ServiceType>[];
}

export function acceptServices(checks: Checks, services: Services, guard: EventualGuard): AcceptedTypes {
  const { client, dashboard, extras } = services;
  const accept = (path: string, service: Eventual<DashboardService>, ports: Eventual<Ports>) =>
    // A Service that is not reachable from outside waits for nothing.
    !isLater(service) && !isReachable(service)
      ? service.type
      : checks.resolve({ service, ports, guard }, (value, report): ServiceType => {
          const known = value as { service: DashboardService; ports: Ports; guard: Guard };
          const tls = { dashboard: known.guard.dashboardTls };
          if (isReachable(known.service)) {
            checkWayIn(throughService(path, known.service, known.ports, tls), known.guard, report);
          }
          return known.service.type;
        });
  const ofClient = whenKnown([client], ({ listeners, dashboard: has }) => ({ listeners, dashboard: has }));
  return {
    client: accept("service", client, ofClient),
    dashboard: dashboard && accept("dashboardService", dashboard, { listeners: [], dashboard: true }),
    extras: extras.map(({ service, listeners }, index) => {
      const ports = whenKnown([listeners], (served) => ({ listeners: served, dashboard: false }));
      return accept(`extraServices[${index}]`, service, ports);
    }),
  };
}

/** What decides whether only a proxy can connect to a listener. */
export interface ProxyNeeds {
  listeners: ResolvedListeners;
  /** The client Service and the extra Services. */
  services: DashboardService[];
  /** The listeners of each Service. */
  served: Listener[][];
  /** The sources that may connect to exposed listeners. Undefined for any. */
  clients?: Peer[];
}

/** Reports listeners with the PROXY protocol to which others than the proxy can connect: they could pretend to have any address. */
export function checkProxies({ listeners, services, served, clients }: ProxyNeeds, report: Report): void {
  const isRestricted =
    clients !== undefined && !clients.some(({ ipBlock }) => String(ipBlock?.cidr).endsWith("/0"));
  const isBehindBalancer = (listener: PlacedListener) => {
    const serving = services.filter((_, index) =>
      served[index].map(endpointName).includes(endpointName(listener)),
    );
    return (
      serving.length > 0 &&
      serving.every(
        ({ type, externalIPs = [] }) => type === ServiceType.LoadBalancer && externalIPs.length === 0,
      )
    );
  };
  const proxied = listeners.enabled.filter(({ proxyProtocol }) => proxyProtocol);
  for (const listener of listeners.areValid ? proxied : []) {
    if (!(listener.exposed && isRestricted) && !isBehindBalancer(listener)) {
      report(
        `${listener.path}.proxyProtocol`,
        "clients that connect without the proxy could pretend to have any address; allow only the proxy in networkPolicy.clients, or use " +
          `service.type LoadBalancer. To accept this, set acceptedExposures: ["${Exposure.ProxyProtocol}"]`,
      );
    }
  }
}
