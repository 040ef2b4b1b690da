import type { ResourceValidationPolicy } from "@pulumi/policy";
import {
  hasCloudTls,
  isExposed,
  isKind,
  type KubernetesObject,
  plainHosts,
  type ServicePort,
} from "./kubernetes";

const [http, https] = [18083, 18084];

function isDashboard({ name, port, targetPort }: ServicePort): boolean {
  return [name, targetPort].includes("dashboard") || [port, targetPort].includes(http);
}

/** Whether a port of a Service is the dashboard without TLS. */
function isPlainDashboard(port: ServicePort): boolean {
  return isDashboard(port) && port.appProtocol !== "https" && ![port.port, port.targetPort].includes(https);
}

/** How an object makes the dashboard reachable from outside the Kubernetes cluster without TLS. */
function publicDashboards(type: string, object: KubernetesObject): string[] {
  if (isKind(type, "Service") && isExposed(object) && !hasCloudTls(object)) {
    const ports = (object.spec?.ports ?? []).filter(isPlainDashboard);
    return ports.map(({ port }) => `port ${port} of this ${object.spec?.type} Service`);
  }
  return isKind(type, "Ingress")
    ? plainHosts(object, (port) => isDashboard(port) || port.port === https).map(
        (host) => `host ${host} of this Ingress`,
      )
    : [];
}

export const privateDashboard: ResourceValidationPolicy = {
  name: "emqx-no-public-dashboard",
  description:
    "The dashboard and the REST API must not be reachable from outside the Kubernetes cluster without TLS.",
  enforcementLevel: "mandatory",
  validateResource: ({ type, props }, report) => {
    for (const place of publicDashboards(type, props)) {
      report(
        `${place} exposes the dashboard without TLS. Use a ClusterIP Service (dashboardService: {}), ` +
          "an Ingress with TLS (ingress.dashboard.tlsSecretName), or tls.dashboard.",
      );
    }
  },
};
