import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { Alerts } from "../settings/monitoring";
import { objectMeta } from "./metadata";
import { clusterLabel } from "./monitors";
import { dataVolume } from "./volumes";

interface Alert {
  alert: string;
  expr: string;
  for: string;
  severity: "critical" | "warning";
  summary: string;
  description: string;
}

/** The alerts that matter. `namespace` is where the cluster truly is. */
export function prometheusRuleArgs(
  settings: Settings,
  given: pulumi.Output<Alerts>,
  namespace: pulumi.Output<string>,
): CustomResourceArgs {
  const { name } = settings;
  const labels = given.apply((alerts) => alerts.labels);
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: objectMeta(settings, name, {}, labels),
    spec: pulumi.all([given, namespace]).apply(([alerts, where]) => ({
      groups: [
        {
          name: `emqx-${name}`,
          rules: alertsOf(name, where, alerts, settings.replicants !== undefined).map(
            ({ alert, expr, for: duration, severity, summary, description }) => ({
              ...{ alert, expr, for: duration },
              labels: { ...alerts.alertLabels, severity },
              annotations: { summary, description },
            }),
          ),
        },
      ],
    })),
  };
}

/** Metrics: apps/emqx_prometheus/src/emqx_prometheus.erl of 5.8.9, and the kubelet's own of volumes. */
function alertsOf(name: string, namespace: string, given: Alerts, hasReplicants: boolean): Alert[] {
  const selector = `{${clusterLabel}="${name}",namespace="${namespace}"}`;
  const volume = `{namespace="${namespace}",persistentvolumeclaim=~"${dataVolume}-${name}-[0-9]+"}`;
  const running = `emqx_cluster_nodes_running${selector}`;
  return [
    {
      alert: "EmqxNodeDown",
      expr: `up${selector} == 0 or absent(up${selector})`,
      for: "5m",
      severity: "critical",
      summary: `A node of ${name} does not answer, or none is known.`,
      description: "See its pod's events and log. The others serve its clients as long as they have room.",
    },
    {
      alert: "EmqxClusterSplit",
      // Replicants are not members as cores are: there, cores must agree.
      expr: hasReplicants
        ? `max(${running}) > min(${running})`
        : `min(${running}) < count(up${selector} == 1)`,
      for: "5m",
      severity: "critical",
      summary: `Nodes of ${name} do not see each other.`,
      description:
        "Compare `emqx ctl cluster status` of all pods, and look for a network policy or a cookie between them.",
    },
    {
      alert: "EmqxLicenseEnds",
      expr: `emqx_license_expiry_at${selector} - time() < ${given.licenseDays} * 86400`,
      for: "1h",
      severity: "warning",
      summary: `The licence of ${name} ends within ${given.licenseDays} days.`,
      description: "Renew the licence: nodes read a new one without a restart.",
    },
    {
      alert: "EmqxQueueFull",
      expr: `rate(emqx_delivery_dropped_queue_full${selector}[5m]) > ${given.droppedPerSecond}`,
      for: "10m",
      severity: "warning",
      summary: `A node of ${name} drops messages, as sessions' queues are full.`,
      description: "Clients are slow or away: see mqtt.max_mqueue_len, and who they are.",
    },
    {
      alert: "EmqxQueuesGrow",
      expr: `deriv(emqx_vm_process_messages_in_queues${selector}[15m]) > 0 and emqx_vm_process_messages_in_queues${selector} > 10000`,
      for: "15m",
      severity: "warning",
      summary: `Work piles up inside a node of ${name}.`,
      description: "It gets more messages than it can handle: more CPU, or more nodes.",
    },
    {
      alert: "EmqxVolumeFills",
      expr: `100 * kubelet_volume_stats_used_bytes${volume} / kubelet_volume_stats_capacity_bytes${volume} > ${given.volumePercent}`,
      for: "15m",
      severity: "warning",
      summary: `A volume of ${name} is more than ${given.volumePercent} percent full.`,
      description: "Retained messages, sessions and logs are kept there: make it larger, or keep less.",
    },
  ];
}
