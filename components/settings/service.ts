import type { Unwrap } from "@pulumi/pulumi";
import type { Listener } from "../emqx/listeners";
import { ExternalTrafficPolicy, type ListenerArgs, type ServiceArgs, ServiceType } from "../emqxClusterArgs";
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
import { resolveListeners } from "./listeners";
import { resolveAnnotations } from "./metadata";

/** The client Service. */
export interface ClientService {
  type: ServiceType;
  annotations: Record<string, string>;
  listeners: Listener[];
  dashboard: boolean;
  dashboardNodePort?: number;
  loadBalancerClass?: string;
  loadBalancerSourceRanges?: string[];
  externalTrafficPolicy?: ExternalTrafficPolicy;
}

const fields = [
  "type",
  "annotations",
  "dashboard",
  "dashboardNodePort",
  "loadBalancerClass",
  "loadBalancerSourceRanges",
  "externalTrafficPolicy",
];

export function resolveService(
  value: { service: Unwrap<ServiceArgs>; listeners?: Unwrap<ListenerArgs>[]; hasTls: boolean },
  report: Report,
): ClientService {
  const listeners = resolveListeners(value, () => {});
  const given = expectObject(value.service, fields, "service", report);
  const { type = ServiceType.ClusterIP, annotations = {} } = given;
  const { dashboard = type === ServiceType.ClusterIP, dashboardNodePort } = given;
  const { loadBalancerClass, loadBalancerSourceRanges, externalTrafficPolicy } = given;
  expectOneOf(type, ServiceType, "service.type", report);
  expect(dashboard, isBoolean, "service.dashboard", "true or false", report);
  expect(dashboardNodePort, isPort, "service.dashboardNodePort", "a whole number from 1 to 65535", report);
  expect(
    loadBalancerClass,
    isQualifiedName,
    "service.loadBalancerClass",
    "a name such as example.com/class",
    report,
  );
  expectList(loadBalancerSourceRanges ?? [], "service.loadBalancerSourceRanges", report).forEach(
    (range, index) =>
      expect(
        range,
        isCidr,
        `service.loadBalancerSourceRanges[${index}]`,
        "a network such as 10.0.0.0/8",
        report,
      ),
  );
  expectOneOf(externalTrafficPolicy, ExternalTrafficPolicy, "service.externalTrafficPolicy", report);
  const needsType = (set: unknown, path: string, types: ServiceType[]) => {
    if (set !== undefined && !types.includes(type)) {
      report(path, `accepted with service.type ${types.join(" or ")} only`);
    }
  };
  needsType(loadBalancerClass, "service.loadBalancerClass", [ServiceType.LoadBalancer]);
  needsType(loadBalancerSourceRanges, "service.loadBalancerSourceRanges", [ServiceType.LoadBalancer]);
  const outside = [ServiceType.NodePort, ServiceType.LoadBalancer];
  needsType(externalTrafficPolicy, "service.externalTrafficPolicy", outside);
  needsType(dashboardNodePort, "service.dashboardNodePort", outside);
  listeners.forEach(({ nodePort }, index) => needsType(nodePort, `listeners[${index}].nodePort`, outside));
  if (dashboardNodePort !== undefined && !dashboard) {
    report("service.dashboardNodePort", "accepted with service.dashboard true only");
  }
  if (dashboardNodePort !== undefined && listeners.some(({ nodePort }) => nodePort === dashboardNodePort)) {
    report("service.dashboardNodePort", "a listener has it; accepted: a port of its own", dashboardNodePort);
  }
  return {
    type,
    annotations: resolveAnnotations(annotations, "service.annotations", report),
    listeners,
    dashboard,
    dashboardNodePort,
    loadBalancerClass,
    loadBalancerSourceRanges,
    externalTrafficPolicy,
  };
}
