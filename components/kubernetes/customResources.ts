/** The definition of a custom resource, and where to get it. */
export interface Definition {
  /** The name of the CustomResourceDefinition. */
  name: string;
  /** The project that it comes with. */
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

/** By kind. */
const definitions: Record<string, Definition> = {
  Certificate: { name: "certificates.cert-manager.io", ...certManager },
  ServiceMonitor: { name: "servicemonitors.monitoring.coreos.com", ...prometheusOperator },
  PodMonitor: { name: "podmonitors.monitoring.coreos.com", ...prometheusOperator },
  PrometheusRule: { name: "prometheusrules.monitoring.coreos.com", ...prometheusOperator },
  HTTPRoute: { name: "httproutes.gateway.networking.k8s.io", ...gatewayApi },
  TLSRoute: { name: "tlsroutes.gateway.networking.k8s.io", ...gatewayApi },
  TCPRoute: { name: "tcproutes.gateway.networking.k8s.io", ...gatewayApi },
};

/** The definition of a kind that this component makes. */
export function definitionOf(kind: string): Definition {
  return definitions[kind];
}

/** What to do where a definition does not serve the version that this component makes objects of; undefined where it does. */
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
  return `${name} serves ${served.join(", ")} here, and ${kind} takes ${needed}; accepted: ${project}, see ${installation}, or "leftOut"`;
}

/**
 * What the definition is called when it is read. Where it is missing, the engine fails the preview with this name and "does not exist",
 * and says nothing else: so the name says what to do.
 */
export function definitionLookupName(cluster: string, kind: string): string {
  const { project, installation } = definitionOf(kind);
  return `${cluster}: ${kind} takes ${project}, see ${installation}, or customResources other than "checked"`;
}
