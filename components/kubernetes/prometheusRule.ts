import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { Settings } from "../settings";
import type { Alerts } from "../settings/monitoring";
import { coreNodes, type NodeGroup } from "../settings/replicants";
import { groupName, objectMeta } from "./metadata";
import { clusterLabel } from "./monitors";
import { dataVolume } from "./volumes";
import { type Eventual, whenKnown } from "../eventual";

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
  given: Eventual<Alerts>,
  namespace: Eventual<string>,
): CustomResourceArgs {
  const { name, line, leaving, replicants } = settings;
  const labels = whenKnown([given], (alerts) => alerts.labels);
  const groups = [coreNodes(settings), ...(replicants ? [replicants] : [])];
  const least = pulumi.all(groups.map(leastNodes));
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: objectMeta(settings, name, {}, labels),
    spec: whenKnown([given, namespace, line, least], (alerts, where, known, numbers) => ({
      groups: [
        {
          name: `emqx-${name}`,
          rules: alertsOf({ name, namespace: where, alerts, line: known, leaving, least: numbers }).map(
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

/** How many nodes a group has at least; undefined where that is somebody else's to say. */
function leastNodes({ replicas, autoscaling }: NodeGroup): Eventual<number | undefined> {
  return autoscaling === "external" ? undefined : (autoscaling?.minReplicas ?? replicas);
}

/** What alerts depend on. */
interface Cluster {
  name: string;
  namespace: string;
  alerts: Alerts;
  line: ReleaseLine;
  leaving: boolean;
  /** The least number of cores, and of replicants where there are some; undefined where it is not known. */
  least: (number | undefined)[];
}

/** Metrics: apps/emqx_prometheus/src/emqx_prometheus.erl of 5.0.26, 5.8.9 and 6.2.2, and the kubelet's own of volumes. */
function alertsOf(cluster: Cluster): Alert[] {
  const { name, namespace, alerts, line, leaving, least } = cluster;
  const labels = `${clusterLabel}="${name}",namespace="${namespace}"`;
  const volume = `{namespace="${namespace}",persistentvolumeclaim=~"${dataVolume}-${name}-[0-9]+"}`;
  const all = `{${labels}}`;
  const cores = least.length > 1 ? `{${labels},pod=~"${name}-[0-9]+"}` : all;
  const replicants = `{${labels},pod=~"${groupName(name, "replicant")}-.+"}`;
  const missing = [
    ...[cores, replicants].flatMap((group, index) => missingNodes(group, least[index])),
    // Without `leaving`, nodes that were scaled away are among these for a day.
    ...(leaving ? [`max(emqx_cluster_nodes_stopped${all}) > 0`] : []),
  ];
  return [
    {
      alert: "EmqxNodeDown",
      expr: `up${all} == 0 or absent(up${all})`,
      for: "5m",
      severity: "critical",
      summary: `A node of ${name} does not answer, or none is known.`,
      description: "See its pod's events and log. The others serve its clients as long as they have room.",
    },
    ...(missing.length > 0 ? [nodeMissing(name, missing.join(" or "))] : []),
    {
      alert: "EmqxClusterSplit",
      // A core counts replicants too: mria:running_nodes/0.
      expr: `min(emqx_cluster_nodes_running${cores}) < count(up${all} == 1)`,
      for: "5m",
      severity: "critical",
      summary: `Nodes of ${name} do not see each other.`,
      description:
        "Compare `emqx ctl cluster status` of all pods, and look for a network policy or a cookie between them.",
    },
    ...(line.metrics.licenseExpiry ? [licenseEnds(name, all, alerts.licenseDays)] : []),
    {
      alert: "EmqxQueueFull",
      expr: `rate(emqx_delivery_dropped_queue_full${all}[5m]) > ${alerts.droppedPerSecond}`,
      for: "10m",
      severity: "warning",
      summary: `A node of ${name} drops messages, as sessions' queues are full.`,
      description: "Clients are slow or away: see mqtt.max_mqueue_len, and who they are.",
    },
    {
      alert: "EmqxQueuesGrow",
      expr: longQueues(line, all).join(" or "),
      for: "15m",
      severity: "warning",
      summary: `Work piles up inside a node of ${name}.`,
      description: "It gets more messages than it can handle: more CPU, or more nodes.",
    },
    {
      alert: "EmqxVolumeFills",
      expr: `100 * kubelet_volume_stats_used_bytes${volume} / kubelet_volume_stats_capacity_bytes${volume} > ${alerts.volumePercent}`,
      for: "15m",
      severity: "warning",
      summary: `A volume of ${name} is more than ${alerts.volumePercent} percent full.`,
      description: "Retained messages, sessions and logs are kept there: make it larger, or keep less.",
    },
  ];
}

/** Whether fewer nodes are read than there are to be. A pod that has no place is none that Prometheus knows. */
function missingNodes(selector: string, least: number | undefined): string[] {
  return least === undefined ? [] : [`(count(up${selector}) or vector(0)) < ${least}`];
}

function nodeMissing(name: string, expr: string): Alert {
  return {
    ...{ alert: "EmqxNodeMissing", expr },
    // Longer than a node is away for an update, of which there may be many one after the other.
    for: "15m",
    severity: "critical",
    summary: `A node of ${name} is not there.`,
    description:
      "See which pods are pending, and their events: no room, or no volume. A node that was removed may not have left the cluster.",
  };
}

function licenseEnds(name: string, selector: string, days: number): Alert {
  return {
    alert: "EmqxLicenseEnds",
    expr: `emqx_license_expiry_at${selector} - time() < ${days} * 86400`,
    for: "1h",
    severity: "warning",
    summary: `The licence of ${name} ends within ${days} days.`,
    description: "Renew the licence: nodes read a new one without a restart.",
  };
}

/**
 * Processes that wait for a CPU, more than 8 for each of a dozen (include/lc.hrl of https://github.com/emqx/lc), and messages that wait for a
 * process of the broker, where EMQX raises an alarm of its own (apps/emqx/src/emqx_schema.erl of 5.8.9).
 */
function longQueues({ metrics }: ReleaseLine, selector: string): string[] {
  return [
    `avg_over_time(emqx_vm_run_queue${selector}[5m]) > 100`,
    ...(metrics.brokerPoolMailbox
      ? [`avg_over_time(emqx_vm_broker_pool_max_mailbox_size${selector}[5m]) > 500`]
      : []),
  ];
}
