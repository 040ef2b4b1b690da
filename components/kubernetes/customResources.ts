/** A CRD, and how to install it. */
export interface Definition {
  /** The name of the CustomResourceDefinition. */
  name: string;
  /** The project that provides it. */
  project: string;
  installation: string;
}

const certManager = { project: "cert-manager", installation: "https://cert-manager.io/docs/installation/" };
const prometheusOperator = {
  project: "the Prometheus operator",
  installation: "https://prometheus-operator.dev/docs/getting-started/installation/",
};
const gatewayApi = {
  project: "the Gateway API 1.6",
  installation: "https://gateway-api.sigs.k8s.io/guides/getting-started/",
};

/** The CRDs by kind. */
const definitions: Record<string, Definition> = {
  Certificate: { name: "certificates.cert-manager.io", ...certManager },
  ServiceMonitor: { name: "servicemonitors.monitoring.coreos.com", ...prometheusOperator },
  PodMonitor: { name: "podmonitors.monitoring.coreos.com", ...prometheusOperator },
  PrometheusRule: { name: "prometheusrules.monitoring.coreos.com", ...prometheusOperator },
  HTTPRoute: { name: "httproutes.gateway.networking.k8s.io", ...gatewayApi },
  TLSRoute: { name: "tlsroutes.gateway.networking.k8s.io", ...gatewayApi },
  TCPRoute: { name: "tcproutes.gateway.networking.k8s.io", ...gatewayApi },
};

/** The CRD of a kind that this component creates. */
export function definitionOf(kind: string): Definition {
  return definitions[kind];
}

/** The error if a CRD does not serve the version that this component uses. Undefined if it does. */
export function unservedVersion(
  kind: string,
  apiVersion: string,
  versions: { name: string; served: boolean }[],
): string | undefined {
  const needed = apiVersion.split("/")[1];
  const served = versions.filter((version) => version.served).map(({ name }) => name);
  if (served.includes(needed)) {
    return undefined;
  }
  const { name, project, installation } = definitionOf(kind);
  return `the CRD ${name} serves ${served.join(", ")}, but ${kind} requires ${needed}; install ${project} (${installation}), or set "leftOut"`;
}

/**
 * The resource name under which the CRD is read. If the CRD is missing, the engine's error consists of this name and "does not exist".
 * Therefore the name says what to do.
 */
export function definitionLookupName(cluster: string, kind: string): string {
  const { project, installation } = definitionOf(kind);
  return `${cluster}: ${kind} requires ${project}: install it (${installation}), or set customResources to "assumed" or "leftOut"`;
}
