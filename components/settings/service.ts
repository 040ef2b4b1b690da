import { isIP } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { type Listener, protocolOf } from "../emqx/listeners";
import { dashboardPort } from "../emqx/releaseLine";
import { dashboardTlsPort } from "../emqx/tls";
import {
  type DashboardServiceArgs,
  type ExtraServiceArgs,
  ExternalTrafficPolicy,
  type InternalServiceArgs,
  IpFamily,
  IpFamilyPolicy,
  type ServiceArgs,
  ServiceType,
  SessionAffinity,
} from "../emqxClusterArgs";
import {
  expect,
  expectList,
  expectObject,
  expectOneOf,
  isBoolean,
  isCidr,
  isPort,
  isQualifiedName,
  type Report,
} from "./checks";
import { hasIpv6, isSingle } from "./ipFamilies";
import { type GivenListeners, resolveListeners } from "./listeners";
import { resolveAnnotations, resolveLabels } from "./metadata";
import { checkPorts, selectListeners } from "./serviceListeners";
import { findLine, type Release } from "./release";

/** The Service for listeners that are not exposed. */
export interface InternalService {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** The Service for the dashboard only. */
export interface DashboardService {
  type: ServiceType;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  dashboardNodePort?: number;
  loadBalancerClass?: string;
  loadBalancerIP?: string;
  loadBalancerSourceRanges?: string[];
  clusterIP?: string;
  externalTrafficPolicy?: ExternalTrafficPolicy;
  allocateLoadBalancerNodePorts?: boolean;
  externalIPs?: string[];
  ipFamilyPolicy?: IpFamilyPolicy;
  ipFamilies?: IpFamily[];
  sessionAffinity?: SessionAffinity;
  sessionAffinityTimeoutSeconds?: number;
}

/** The client Service. */
export interface ClientService extends DashboardService {
  /** The exposed listeners of this Service. */
  listeners: Listener[];
  dashboard: boolean;
}

export const commonFields = [
  "type",
  "labels",
  "annotations",
  "loadBalancerClass",
  "loadBalancerIP",
  "loadBalancerSourceRanges",
  "clusterIP",
  "externalTrafficPolicy",
  "allocateLoadBalancerNodePorts",
  "externalIPs",
  "ipFamilyPolicy",
  "ipFamilies",
  "sessionAffinity",
  "sessionAffinityTimeoutSeconds",
];
const clientFields = [...commonFields, "listeners", "dashboard", "dashboardNodePort"];

/** Service types that expose the cluster. */
export const outside = [ServiceType.NodePort, ServiceType.LoadBalancer];

export function resolveService(
  value: GivenListeners & { service: pulumi.Unwrap<ServiceArgs>; hasDashboardService: boolean },
  report: Report,
): ClientService {
  const given = expectObject(value.service, clientFields, "service", report);
  const names = given.listeners;
  const listeners = selectListeners({ ...value, names }, "service.listeners", report);
  const common = resolveCommon(given, given.dashboardNodePort, "service", "dashboardNodePort", report);
  const { type, dashboardNodePort, ipFamilyPolicy, ipFamilies } = common;
  const isInternal = type === ServiceType.ClusterIP && !value.hasDashboardService;
  const { dashboard = isInternal } = given;
  expect(dashboard, isBoolean, "service.dashboard", "true or false", report);
  if (hasIpv6(ipFamilies) && ipFamilies?.length === 1 && isSingle(ipFamilyPolicy)) {
    report(
      "service.ipFamilies",
      "must include IPv4, which nodes use to reach each other; use IPv4, or both with service.ipFamilyPolicy PreferDualStack or RequireDualStack",
      ipFamilies,
    );
  }
  for (const { nodePort, path } of listeners) {
    needsType(nodePort, type, `${path}.nodePort`, outside, "service", report);
  }
  if (dashboard) {
    checkDashboardPorts(listeners, value.release, report);
  } else if (listeners.length === 0 && (names !== undefined || hasEntries(value.listeners))) {
    const reason = "would have no port; expose a listener, or set service.dashboard: true";
    report("service", reason);
  }
  if (dashboardNodePort !== undefined && !dashboard) {
    report("service.dashboardNodePort", "only valid if service.dashboard is true");
  }
  if (dashboardNodePort !== undefined && listeners.some(({ nodePort }) => nodePort === dashboardNodePort)) {
    report("service.dashboardNodePort", "already used by a listener; use another port", dashboardNodePort);
  }
  return { ...common, listeners, dashboard };
}

function hasEntries(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

/** Reports listeners whose Service port belongs to the dashboard. */
function checkDashboardPorts(
  listeners: ReturnType<typeof resolveListeners>,
  release: Release,
  report: Report,
): void {
  const line = findLine(release);
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

export function resolveInternalService(
  value: GivenListeners & { internalService: pulumi.Unwrap<InternalServiceArgs> },
  report: Report,
): InternalService {
  const path = "internalService";
  const given = expectObject(value.internalService, ["labels", "annotations"], path, report);
  const listeners = resolveListeners(value, () => {}).filter(({ exposed }) => !exposed);
  if (listeners.length === 0) {
    report(path, "would have no port; set exposed: false on a listener");
  }
  checkPorts(listeners, report);
  return {
    labels: resolveLabels(given.labels ?? {}, report, `${path}.labels`),
    annotations: resolveAnnotations(given.annotations ?? {}, `${path}.annotations`, report),
  };
}

export function resolveDashboardService(
  value: pulumi.Unwrap<DashboardServiceArgs>,
  report: Report,
): DashboardService {
  const given = expectObject(value, [...commonFields, "nodePort"], "dashboardService", report);
  return resolveCommon(given, given.nodePort, "dashboardService", "nodePort", report);
}

/** The settings that all Services share, except the internal one. */
export function resolveCommon(
  given: pulumi.Unwrap<ServiceArgs | DashboardServiceArgs | Omit<ExtraServiceArgs, "name" | "listeners">>,
  dashboardNodePort: number | undefined,
  path: string,
  nodePortField: string,
  report: Report,
): DashboardService {
  const { type = ServiceType.ClusterIP, labels = {}, annotations = {} } = given;
  const { loadBalancerClass, loadBalancerIP, loadBalancerSourceRanges, clusterIP, externalIPs } = given;
  const { externalTrafficPolicy, allocateLoadBalancerNodePorts, ipFamilyPolicy, ipFamilies } = given;
  const { sessionAffinity, sessionAffinityTimeoutSeconds } = given;
  expectOneOf(type, ServiceType, `${path}.type`, report);
  const port = "a whole number from 1 to 65535";
  expect(dashboardNodePort, isPort, `${path}.${nodePortField}`, port, report);
  const className = "a name such as example.com/class";
  expect(loadBalancerClass, isQualifiedName, `${path}.loadBalancerClass`, className, report);
  expect(loadBalancerIP, isAddress, `${path}.loadBalancerIP`, "an IP address", report);
  expect(clusterIP, isAddress, `${path}.clusterIP`, "an IP address", report);
  expectOneOf(externalTrafficPolicy, ExternalTrafficPolicy, `${path}.externalTrafficPolicy`, report);
  expectOneOf(sessionAffinity, SessionAffinity, `${path}.sessionAffinity`, report);
  const allocate = `${path}.allocateLoadBalancerNodePorts`;
  expect(allocateLoadBalancerNodePorts, isBoolean, allocate, "true or false", report);
  const ranges = `${path}.loadBalancerSourceRanges`;
  expectList(loadBalancerSourceRanges ?? [], ranges, report).forEach((range, index) =>
    expect(range, isCidr, `${ranges}[${index}]`, "a network such as 10.0.0.0/8", report),
  );
  for (const [field, set] of Object.entries({
    loadBalancerClass,
    loadBalancerIP,
    loadBalancerSourceRanges,
    allocateLoadBalancerNodePorts,
  })) {
    needsType(set, type, `${path}.${field}`, [ServiceType.LoadBalancer], path, report);
  }
  needsType(dashboardNodePort, type, `${path}.${nodePortField}`, outside, path, report);
  needsType(externalTrafficPolicy, type, `${path}.externalTrafficPolicy`, outside, path, report);
  checkAddresses(given, path, report);
  checkSessionAffinity(given, path, report);
  return {
    ...{ type, dashboardNodePort, loadBalancerClass, loadBalancerIP, loadBalancerSourceRanges, clusterIP },
    ...{ externalTrafficPolicy, allocateLoadBalancerNodePorts, externalIPs, ipFamilyPolicy, ipFamilies },
    ...{ sessionAffinity, sessionAffinityTimeoutSeconds },
    labels: resolveLabels(labels, report, `${path}.labels`),
    annotations: resolveAnnotations(annotations, `${path}.annotations`, report),
  };
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

function checkAddresses(
  { externalIPs, ipFamilyPolicy, ipFamilies }: pulumi.Unwrap<ServiceArgs>,
  path: string,
  report: Report,
): void {
  expectList(externalIPs ?? [], `${path}.externalIPs`, report).forEach((address, index) =>
    expect(address, isAddress, `${path}.externalIPs[${index}]`, "an IP address", report),
  );
  expectOneOf(ipFamilyPolicy, IpFamilyPolicy, `${path}.ipFamilyPolicy`, report);
  const families = expectList(ipFamilies ?? [], `${path}.ipFamilies`, report);
  families.forEach((family, index) => expectOneOf(family, IpFamily, `${path}.ipFamilies[${index}]`, report));
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
}

function checkSessionAffinity(
  { sessionAffinity, sessionAffinityTimeoutSeconds }: pulumi.Unwrap<ServiceArgs>,
  path: string,
  report: Report,
): void {
  const timeout = `${path}.sessionAffinityTimeoutSeconds`;
  const isTimeout = (seconds: number) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 86400;
  expect(sessionAffinityTimeoutSeconds, isTimeout, timeout, "a whole number from 1 to 86400", report);
  if (sessionAffinityTimeoutSeconds !== undefined && sessionAffinity !== SessionAffinity.ClientIP) {
    report(timeout, `only valid if ${path}.sessionAffinity is ClientIP`);
  }
}

function isAddress(value: unknown): boolean {
  return isIP(String(value)) !== 0;
}
