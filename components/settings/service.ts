import { type Listener, protocolOf } from "../emqx/listeners";
import { dashboardPort, type ReleaseLine } from "../emqx/releaseLine";
import { dashboardTlsPort } from "../emqx/tls";
import {
  type DashboardServiceArgs,
  ExternalTrafficPolicy,
  type InternalServiceArgs,
  IpFamily,
  IpFamilyPolicy,
  type ServiceArgs,
  ServiceType,
  SessionAffinity,
} from "../emqxClusterArgs";
import type { Report } from "./checks";
import { hasIpv6, isSingle } from "./ipFamilies";
import type { PlacedListener } from "./listenerChecks";
import type { ResolvedListeners } from "./listeners";
import { annotations, labels } from "./metadata";
import { type CompleteObject, list, object } from "./rules/collections";
import { isQualifiedName } from "./rules/formats";
import { type Known, type Rule, unchecked } from "./rules/rule";
import { flag, ipAddress, network, number, oneOf, port, text } from "./rules/scalars";
import { checkPorts, selectListeners } from "./serviceListeners";

const isTimeout = (seconds: number) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 86400;

/** The fields that all Services share, except the internal one. */
export const sharedFields = {
  type: oneOf(ServiceType, ServiceType.ClusterIP),
  labels,
  annotations,
  loadBalancerClass: text(isQualifiedName, "a name such as example.com/class"),
  loadBalancerIP: ipAddress,
  loadBalancerSourceRanges: list(network),
  clusterIP: ipAddress,
  externalTrafficPolicy: oneOf(ExternalTrafficPolicy),
  allocateLoadBalancerNodePorts: flag(),
  externalIPs: list(ipAddress),
  ipFamilyPolicy: oneOf(IpFamilyPolicy),
  ipFamilies: list(oneOf(IpFamily)),
  sessionAffinity: oneOf(SessionAffinity),
  sessionAffinityTimeoutSeconds: number(isTimeout, "a whole number from 1 to 86400"),
};

type SharedFields = CompleteObject<typeof sharedFields>;

const serviceFields = object<ServiceArgs>()({
  ...sharedFields,
  // Checked with the listeners.
  listeners: list(unchecked<string>()),
  dashboard: flag(),
  dashboardNodePort: port,
});
const dashboardFields = object<DashboardServiceArgs>()({ ...sharedFields, nodePort: port });

/** The Service for listeners that are not exposed. */
export type InternalService = ReturnType<typeof internalService>;

export const internalService = object<InternalServiceArgs>()({ labels, annotations });

/** The Service for the dashboard only. */
export interface DashboardService extends SharedFields {
  dashboardNodePort?: number;
}

/** The client Service. */
export interface ClientService extends DashboardService {
  /** The exposed listeners of this Service. */
  listeners: Listener[];
  dashboard: boolean;
}

/** Service types that expose the cluster. */
export const outside = [ServiceType.NodePort, ServiceType.LoadBalancer];

export const service: Rule<Known<ServiceArgs>, ReturnType<typeof serviceFields>> = (given, path, report) => {
  const complete = serviceFields(given, path, report);
  checkShared(complete, path, report);
  needsType(complete.dashboardNodePort, complete.type, `${path}.dashboardNodePort`, outside, path, report);
  const { ipFamilyPolicy, ipFamilies } = complete;
  if (hasIpv6(ipFamilies) && ipFamilies?.length === 1 && isSingle(ipFamilyPolicy)) {
    report(
      `${path}.ipFamilies`,
      "must include IPv4, which nodes use to reach each other; use IPv4, or both with service.ipFamilyPolicy PreferDualStack or RequireDualStack",
      ipFamilies,
    );
  }
  return complete;
};

export const dashboardService: Rule<Known<DashboardServiceArgs>, DashboardService> = (
  given,
  path,
  report,
) => {
  const { nodePort, ...complete } = dashboardFields(given, path, report);
  checkShared(complete, path, report);
  needsType(nodePort, complete.type, `${path}.nodePort`, outside, path, report);
  return { ...complete, dashboardNodePort: nodePort };
};

/** The client Service with its listeners. */
export function resolveService(
  value: {
    service: ReturnType<typeof serviceFields>;
    listeners: ResolvedListeners;
    hasDashboardService: boolean;
    line?: ReleaseLine;
  },
  report: Report,
): ClientService {
  const { listeners: names, ...given } = value.service;
  const { type, dashboardNodePort } = given;
  const listeners = selectListeners(value.listeners.enabled, names, "service.listeners", report);
  const isInternal = type === ServiceType.ClusterIP && !value.hasDashboardService;
  const { dashboard = isInternal } = given;
  for (const { nodePort, path } of listeners) {
    needsType(nodePort, type, `${path}.nodePort`, outside, "service", report);
  }
  if (dashboard) {
    checkDashboardPorts(listeners, value.line, report);
  } else if (listeners.length === 0 && (names !== undefined || !value.listeners.areDefault)) {
    const reason = "would have no port; expose a listener, or set service.dashboard: true";
    report("service", reason);
  }
  if (dashboardNodePort !== undefined && !dashboard) {
    report("service.dashboardNodePort", "only valid if service.dashboard is true");
  }
  if (dashboardNodePort !== undefined && listeners.some(({ nodePort }) => nodePort === dashboardNodePort)) {
    report("service.dashboardNodePort", "already used by a listener; use another port", dashboardNodePort);
  }
  return { ...given, listeners, dashboard };
}

/** Reports listeners whose Service port belongs to the dashboard. */
function checkDashboardPorts(
  listeners: PlacedListener[],
  line: ReleaseLine | undefined,
  report: Report,
): void {
  const taken = [
    dashboardPort,
    dashboardTlsPort,
    ...(line?.version.major === 4 ? [line.managementPort] : []),
  ];
  for (const { servicePort, path, ...listener } of listeners) {
    if (taken.includes(servicePort) && protocolOf(listener) === "TCP") {
      const reason = "already used by the dashboard; use another port, or set service.dashboard: false";
      report(`${path}.servicePort`, reason, servicePort);
    }
  }
}

/** Reports an internal Service without listeners, and listeners with the same port in it. */
export function checkInternalService(listeners: PlacedListener[], report: Report): void {
  const internal = listeners.filter(({ exposed }) => !exposed);
  if (internal.length === 0) {
    report("internalService", "would have no port; set exposed: false on a listener");
  }
  checkPorts(internal, report);
}

/** Reports fields of a Service that contradict each other. */
export function checkShared(given: SharedFields, path: string, report: Report): void {
  const { type, loadBalancerClass, loadBalancerIP, loadBalancerSourceRanges } = given;
  const { allocateLoadBalancerNodePorts, externalTrafficPolicy } = given;
  for (const [field, set] of Object.entries({
    loadBalancerClass,
    loadBalancerIP,
    loadBalancerSourceRanges,
    allocateLoadBalancerNodePorts,
  })) {
    needsType(set, type, `${path}.${field}`, [ServiceType.LoadBalancer], path, report);
  }
  needsType(externalTrafficPolicy, type, `${path}.externalTrafficPolicy`, outside, path, report);
  const { ipFamilyPolicy, ipFamilies: families = [] } = given;
  if (new Set(families).size < families.length) {
    report(`${path}.ipFamilies`, "must have each family only once", families);
  }
  if (families.length > 1 && isSingle(ipFamilyPolicy)) {
    report(
      `${path}.ipFamilies`,
      `two families require ${path}.ipFamilyPolicy PreferDualStack or RequireDualStack`,
      families,
    );
  }
  if (
    given.sessionAffinityTimeoutSeconds !== undefined &&
    given.sessionAffinity !== SessionAffinity.ClientIP
  ) {
    report(`${path}.sessionAffinityTimeoutSeconds`, `only valid if ${path}.sessionAffinity is ClientIP`);
  }
}

/** Reports a field that is not valid for the type of the Service. `service` is the path of the Service. */
export function needsType(
  set: unknown,
  type: ServiceType,
  path: string,
  types: ServiceType[],
  service: string,
  report: Report,
): void {
  if (set !== undefined && !types.includes(type)) {
    report(path, `only valid if ${service}.type is ${types.join(" or ")}`);
  }
}
