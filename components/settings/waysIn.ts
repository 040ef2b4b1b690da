import { isSecure, type Listener } from "../emqx/listeners";
import { dashboardEndpoint } from "../emqx/endpoints";
import { ServiceType } from "../emqxClusterArgs";
import { hasCertificate, isInternal, terminatesTls, terminatesTlsOf } from "./loadBalancers";
import { isPrivate } from "./networks";
import type { DashboardService } from "./service";

/** How clients outside the Kubernetes cluster reach listeners or the dashboard. */
export interface WayIn {
  /** The path of the argument. */
  path: string;
  /** For messages, such as `the load balancer`. */
  by: string;
  listeners: Listener[];
  /** Listeners that clients in public networks reach without TLS. */
  plainListeners: Listener[];
  hasDashboard: boolean;
  hasPlainDashboard: boolean;
}

/** What a Service serves. */
export interface Ports {
  listeners: Listener[];
  dashboard: boolean;
}

/** Whether a Service can be reached from outside the Kubernetes cluster. */
export function isReachable({ type, externalIPs = [] }: DashboardService): boolean {
  return type !== ServiceType.ClusterIP || externalIPs.length > 0;
}

/** The way in through a Service that is reachable from outside. */
export function throughService(
  path: string,
  service: DashboardService,
  ports: Ports,
  tls: { dashboard: boolean },
): WayIn {
  const { type, externalIPs = [] } = service;
  const isBalanced = type === ServiceType.LoadBalancer;
  const hasPublicIp = !externalIPs.every(isPrivate);
  const isPublic = hasPublicIp || (isBalanced && !isInternal(service));
  // A balancer's certificate does not protect connections to external IPs.
  const isTerminated = (terminates: boolean) => isBalanced && !hasPublicIp && terminates;
  const dashboardAtBalancer = { name: "dashboard", port: dashboardEndpoint(tls).port };
  return {
    path,
    by: isBalanced ? "the load balancer" : type === ServiceType.NodePort ? "the node ports" : "externalIPs",
    listeners: ports.listeners,
    plainListeners: ports.listeners.filter(
      (listener) => isPublic && !isSecure(listener) && !isTerminated(terminatesTlsOf(service, listener)),
    ),
    hasDashboard: ports.dashboard,
    hasPlainDashboard:
      ports.dashboard &&
      !tls.dashboard &&
      (isPublic || type === ServiceType.NodePort) &&
      !isTerminated(terminatesTls(service, dashboardAtBalancer)),
  };
}

/** The way in through an Ingress. */
export function throughIngress(
  path: string,
  ingress: { listener?: Listener; tlsSecretName?: string; annotations: Record<string, string> },
): WayIn {
  const { listener, tlsSecretName, annotations } = ingress;
  return throughProxy(path, "the Ingress", listener, {
    isEncrypted: tlsSecretName !== undefined || hasCertificate(annotations),
  });
}

/** Words in the names of Gateway listeners with TLS. */
const secureNames = /(^|-)(https|tls|ssl|wss|mqtts|secure)(-|$)/;

/**
 * The way in through a route. The component cannot read the Gateway. So a route counts as encrypted if it names a listener of each of its
 * Gateways, and these names say that the listeners have TLS.
 */
export function throughRoute(
  path: string,
  { listener, gateways }: { listener?: Listener; gateways: { sectionName?: string }[] },
): WayIn {
  return throughProxy(path, "the Gateway", listener, {
    isEncrypted:
      (listener !== undefined && isSecure(listener)) ||
      gateways.every(({ sectionName }) => sectionName !== undefined && secureNames.test(sectionName)),
  });
}

function throughProxy(
  path: string,
  by: string,
  listener: Listener | undefined,
  { isEncrypted }: { isEncrypted: boolean },
): WayIn {
  const listeners = listener === undefined ? [] : [listener];
  return {
    path,
    by,
    listeners,
    plainListeners: isEncrypted ? [] : listeners,
    hasDashboard: listener === undefined,
    hasPlainDashboard: listener === undefined && !isEncrypted,
  };
}
