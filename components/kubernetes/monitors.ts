import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import { metricsPath } from "../emqx/metrics";
import type { Settings } from "../settings";
import type { Monitor } from "../settings/monitoring";
import { tlsOptions } from "../settings/tls";
import { clusterLabels, objectMeta } from "./metadata";
import { headlessLabels } from "./services";
import { type Eventual, whenKnown } from "../eventual";

/** The label on all metrics that identifies the cluster. */
export const clusterLabel = "emqx_cluster";

/** Scrapes each core node once, because only the headless Service has the label. */
export function serviceMonitorArgs(settings: Settings, monitor: Eventual<Monitor>): CustomResourceArgs {
  const matchLabels = { ...clusterLabels(settings.name), ...headlessLabels };
  return monitorObject(settings, monitor, "ServiceMonitor", (endpoint) => ({
    selector: { matchLabels },
    endpoints: [endpoint],
  }));
}

/** Scrapes each node once, including replicants. */
export function podMonitorArgs(settings: Settings, monitor: Eventual<Monitor>): CustomResourceArgs {
  const matchLabels = clusterLabels(settings.name);
  return monitorObject(settings, monitor, "PodMonitor", (endpoint) => ({
    selector: { matchLabels },
    podMetricsEndpoints: [endpoint],
  }));
}

/** The Prometheus operator's API: https://prometheus-operator.dev/docs/api-reference/api/. */
function monitorObject(
  settings: Settings,
  monitor: Eventual<Monitor>,
  kind: string,
  spec: (endpoint: object) => object,
): CustomResourceArgs {
  const labels = whenKnown([monitor], (given) => given.labels);
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind,
    metadata: objectMeta(settings, settings.name, {}, labels),
    spec: whenKnown([monitor, tlsOptions(settings)], (given, tls) =>
      spec(endpoint(settings.name, given, tls.dashboard)),
    ),
  };
}

function endpoint(name: string, monitor: Monitor, isSecure: boolean): object {
  const { interval, scrapeTimeout, basicAuth, tlsConfig, relabelings, metricRelabelings } = monitor;
  return {
    port: "dashboard",
    path: metricsPath,
    ...{ interval, scrapeTimeout },
    ...(isSecure ? { scheme: "https", tlsConfig } : {}),
    ...(basicAuth && {
      basicAuth: {
        username: { name: basicAuth.secretName, key: basicAuth.usernameKey },
        password: { name: basicAuth.secretName, key: basicAuth.passwordKey },
      },
    }),
    relabelings: [{ targetLabel: clusterLabel, replacement: name }, ...relabelings],
    ...(metricRelabelings.length > 0 ? { metricRelabelings } : {}),
  };
}
