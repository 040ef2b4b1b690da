import { isIP } from "node:net";
import type { Unwrap } from "@pulumi/pulumi";
import type { Listener } from "../emqx/listeners";
import {
  type DashboardServiceArgs,
  ExternalTrafficPolicy,
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
import { type GivenListeners, resolveListeners } from "./listeners";
import { resolveAnnotations, resolveLabels } from "./metadata";

/** What both Services can be told. */
interface ServiceSettings {
  type: ServiceType;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  dashboardNodePort?: number;
  loadBalancerClass?: string;
  loadBalancerIP?: string;
  loadBalancerSourceRanges?: string[];
}

/** The Service of the dashboard alone. */
export type DashboardService = ServiceSettings;

/** The client Service. */
export interface ClientService extends ServiceSettings {
  listeners: Listener[];
  dashboard: boolean;
  externalTrafficPolicy?: ExternalTrafficPolicy;
  allocateLoadBalancerNodePorts?: boolean;
  externalIPs?: string[];
  ipFamilyPolicy?: IpFamilyPolicy;
  ipFamilies?: IpFamily[];
  sessionAffinity?: SessionAffinity;
  sessionAffinityTimeoutSeconds?: number;
}

const commonFields = [
  "type",
  "labels",
  "annotations",
  "loadBalancerClass",
  "loadBalancerIP",
  "loadBalancerSourceRanges",
];
const clientFields = [
  ...commonFields,
  "dashboard",
  "dashboardNodePort",
  "externalTrafficPolicy",
  "allocateLoadBalancerNodePorts",
  "externalIPs",
  "ipFamilyPolicy",
  "ipFamilies",
  "sessionAffinity",
  "sessionAffinityTimeoutSeconds",
];
const outside = [ServiceType.NodePort, ServiceType.LoadBalancer];

export function resolveService(
  value: GivenListeners & { service: Unwrap<ServiceArgs>; hasDashboardService: boolean },
  report: Report,
): ClientService {
  const listeners = resolveListeners(value, () => {});
  const given = expectObject(value.service, clientFields, "service", report);
  const common = resolveCommon(given, given.dashboardNodePort, "service", "dashboardNodePort", report);
  const { type, dashboardNodePort } = common;
  const isInternal = type === ServiceType.ClusterIP && !value.hasDashboardService;
  const { dashboard = isInternal, externalTrafficPolicy, sessionAffinity } = given;
  expect(dashboard, isBoolean, "service.dashboard", "true or false", report);
  expectOneOf(externalTrafficPolicy, ExternalTrafficPolicy, "service.externalTrafficPolicy", report);
  expectOneOf(sessionAffinity, SessionAffinity, "service.sessionAffinity", report);
  const { allocateLoadBalancerNodePorts } = given;
  const allocate = "service.allocateLoadBalancerNodePorts";
  expect(allocateLoadBalancerNodePorts, isBoolean, allocate, "true or false", report);
  needsType(allocateLoadBalancerNodePorts, type, allocate, [ServiceType.LoadBalancer], report);
  checkAddresses(given, report);
  checkSessionAffinity(given, report);
  needsType(externalTrafficPolicy, type, "service.externalTrafficPolicy", outside, report);
  listeners.forEach(({ nodePort }, index) =>
    needsType(nodePort, type, `listeners[${index}].nodePort`, outside, report),
  );
  if (dashboardNodePort !== undefined && !dashboard) {
    report("service.dashboardNodePort", "accepted with service.dashboard true only");
  }
  if (dashboardNodePort !== undefined && listeners.some(({ nodePort }) => nodePort === dashboardNodePort)) {
    report("service.dashboardNodePort", "a listener has it; accepted: a port of its own", dashboardNodePort);
  }
  const { externalIPs, ipFamilyPolicy, ipFamilies, sessionAffinityTimeoutSeconds } = given;
  return {
    ...common,
    ...{ listeners, dashboard, externalTrafficPolicy, externalIPs, ipFamilyPolicy, ipFamilies },
    ...{ allocateLoadBalancerNodePorts, sessionAffinity, sessionAffinityTimeoutSeconds },
  };
}

export function resolveDashboardService(
  value: Unwrap<DashboardServiceArgs>,
  report: Report,
): DashboardService {
  const given = expectObject(value, [...commonFields, "nodePort"], "dashboardService", report);
  return resolveCommon(given, given.nodePort, "dashboardService", "nodePort", report);
}

function resolveCommon(
  given: Unwrap<ServiceArgs | DashboardServiceArgs>,
  dashboardNodePort: number | undefined,
  path: string,
  nodePortField: string,
  report: Report,
): ServiceSettings {
  const { type = ServiceType.ClusterIP, labels = {}, annotations = {} } = given;
  const { loadBalancerClass, loadBalancerIP, loadBalancerSourceRanges } = given;
  expectOneOf(type, ServiceType, `${path}.type`, report);
  const port = "a whole number from 1 to 65535";
  expect(dashboardNodePort, isPort, `${path}.${nodePortField}`, port, report);
  const className = "a name such as example.com/class";
  expect(loadBalancerClass, isQualifiedName, `${path}.loadBalancerClass`, className, report);
  expect(loadBalancerIP, isAddress, `${path}.loadBalancerIP`, "an IP address", report);
  const ranges = `${path}.loadBalancerSourceRanges`;
  expectList(loadBalancerSourceRanges ?? [], ranges, report).forEach((range, index) =>
    expect(range, isCidr, `${ranges}[${index}]`, "a network such as 10.0.0.0/8", report),
  );
  for (const [field, set] of Object.entries({
    loadBalancerClass,
    loadBalancerIP,
    loadBalancerSourceRanges,
  })) {
    needsType(set, type, `${path}.${field}`, [ServiceType.LoadBalancer], report);
  }
  needsType(dashboardNodePort, type, `${path}.${nodePortField}`, outside, report);
  return {
    ...{ type, dashboardNodePort, loadBalancerClass, loadBalancerIP, loadBalancerSourceRanges },
    labels: resolveLabels(labels, report, `${path}.labels`),
    annotations: resolveAnnotations(annotations, `${path}.annotations`, report),
  };
}

function needsType(
  set: unknown,
  type: ServiceType,
  path: string,
  types: ServiceType[],
  report: Report,
): void {
  if (set !== undefined && !types.includes(type)) {
    const service = path.startsWith("dashboardService") ? "dashboardService" : "service";
    report(path, `accepted with ${service}.type ${types.join(" or ")} only`);
  }
}

function checkAddresses(
  { externalIPs, ipFamilyPolicy, ipFamilies }: Unwrap<ServiceArgs>,
  report: Report,
): void {
  expectList(externalIPs ?? [], "service.externalIPs", report).forEach((address, index) =>
    expect(address, isAddress, `service.externalIPs[${index}]`, "an IP address", report),
  );
  expectOneOf(ipFamilyPolicy, IpFamilyPolicy, "service.ipFamilyPolicy", report);
  const families = expectList(ipFamilies ?? [], "service.ipFamilies", report);
  families.forEach((family, index) => expectOneOf(family, IpFamily, `service.ipFamilies[${index}]`, report));
  if (new Set(families).size < families.length) {
    report("service.ipFamilies", "accepted: each family once", families);
  }
  const isSingle = ipFamilyPolicy === undefined || ipFamilyPolicy === IpFamilyPolicy.SingleStack;
  if (families.length > 1 && isSingle) {
    report(
      "service.ipFamilies",
      "two take service.ipFamilyPolicy PreferDualStack or RequireDualStack",
      families,
    );
  }
}

function checkSessionAffinity(
  { sessionAffinity, sessionAffinityTimeoutSeconds }: Unwrap<ServiceArgs>,
  report: Report,
): void {
  const path = "service.sessionAffinityTimeoutSeconds";
  const isTimeout = (seconds: number) => Number.isInteger(seconds) && seconds >= 1 && seconds <= 86400;
  expect(sessionAffinityTimeoutSeconds, isTimeout, path, "a whole number from 1 to 86400", report);
  if (sessionAffinityTimeoutSeconds !== undefined && sessionAffinity !== SessionAffinity.ClientIP) {
    report(path, "accepted with service.sessionAffinity ClientIP only");
  }
}

function isAddress(value: unknown): boolean {
  return isIP(String(value)) !== 0;
}
