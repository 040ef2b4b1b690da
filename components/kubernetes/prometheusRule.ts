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

/** The alerts of a cluster. `namespace` is the cluster's actual namespace. */
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

/** The minimum number of nodes in a group. Undefined if an external autoscaler decides it. */
function leastNodes({ replicas, autoscaling }: NodeGroup): Eventual<number | undefined> {
  return autoscaling === "external" ? undefined : (autoscaling?.minReplicas ?? replicas);
}

/** The inputs of the alerts. */
interface Cluster {
  name: string;
  namespace: string;
  alerts: Alerts;
  line: ReleaseLine;
  leaving: boolean;
  /** The minimum number of cores, then of replicants if the cluster has any. Undefined if unknown. */
  least: (number | undefined)[];
}

/** Metrics: apps/emqx_prometheus/src/emqx_prometheus.erl of 5.0.26, 5.8.9 and 6.2.2, and the kubelet's volume metrics. */
function alertsOf(cluster: Cluster): Alert[] {
  const { name, namespace, alerts, line, leaving, least } = cluster;
  const labels = `${clusterLabel}="${name}",namespace="${namespace}"`;
  const volume = `{namespace="${namespace}",persistentvolumeclaim=~"${dataVolume}-${name}-[0-9]+"}`;
  const all = `{${labels}}`;
  const cores = least.length > 1 ? `{${labels},pod=~"${name}-[0-9]+"}` : all;
  const replicants = `{${labels},pod=~"${groupName(name, "replicant")}-.+"}`;
  const missing = [
    ...[cores, replicants].flatMap((group, index) => missingNodes(group, least[index])),
    // Without `leaving`, this metric counts nodes that were removed by scaling for a day.
    ...(leaving ? [`max(emqx_cluster_nodes_stopped${all}) > 0`] : []),
  ];
  return [
    {
      alert: "EmqxNodeDown",
      expr: `up${all} == 0 or absent(up${all})`,
      for: "5m",
      severity: "critical",
      summary: `Prometheus cannot scrape a node of ${name}, or finds no node at all.`,
      description:
        "Check the events and the log of its pod. The other nodes serve its clients if they have enough capacity.",
    },
    ...(missing.length > 0 ? [nodeMissing(name, missing.join(" or "))] : []),
    {
      alert: "EmqxClusterSplit",
      // A core's count includes replicants: mria:running_nodes/0.
      expr: `min(emqx_cluster_nodes_running${cores}) < count(up${all} == 1)`,
      for: "5m",
      severity: "critical",
      summary: `Some nodes of ${name} cannot see each other.`,
      description:
        "Compare the output of `emqx ctl cluster status` in all pods. Check network policies, and that all nodes have the same cookie.",
    },
    ...(line.metrics.licenseExpiry ? [licenseEnds(name, all, alerts.licenseDays)] : []),
    {
      alert: "EmqxQueueFull",
      expr: `rate(emqx_delivery_dropped_queue_full${all}[5m]) > ${alerts.droppedPerSecond}`,
      for: "10m",
      severity: "warning",
      summary: `A node of ${name} drops messages because session queues are full.`,
      description:
        "Some clients are slow or disconnected. Find them in the dashboard, and check mqtt.max_mqueue_len.",
    },
    {
      alert: "EmqxQueuesGrow",
      expr: longQueues(line, all).join(" or "),
      for: "15m",
      severity: "warning",
      summary: `Queues inside a node of ${name} are growing.`,
      description: "The node receives more messages than it can process. Add CPU or nodes.",
    },
    {
      alert: "EmqxVolumeFills",
      expr: `100 * kubelet_volume_stats_used_bytes${volume} / kubelet_volume_stats_capacity_bytes${volume} > ${alerts.volumePercent}`,
      for: "15m",
      severity: "warning",
      summary: `A volume of ${name} is more than ${alerts.volumePercent} percent full.`,
      description:
        "Increase the size of the volumes, or store less data, for example fewer retained messages.",
    },
  ];
}

/** An expression that is true if Prometheus scrapes fewer nodes than expected. It does not see pods that are not scheduled. */
function missingNodes(selector: string, least: number | undefined): string[] {
  return least === undefined ? [] : [`(count(up${selector}) or vector(0)) < ${least}`];
}

function nodeMissing(name: string, expr: string): Alert {
  return {
    ...{ alert: "EmqxNodeMissing", expr },
    // Longer than a rolling update keeps a node away. An update restarts many nodes, one after the other.
    for: "15m",
    severity: "critical",
    summary: `A node of ${name} is missing.`,
    description:
      "Check the events of pending pods, for example for missing capacity or volumes. If no pod is pending, a removed node may not have left the cluster.",
  };
}

function licenseEnds(name: string, selector: string, days: number): Alert {
  return {
    alert: "EmqxLicenseEnds",
    expr: `emqx_license_expiry_at${selector} - time() < ${days} * 86400`,
    for: "1h",
    severity: "warning",
    summary: `The licence of ${name} expires in less than ${days} days.`,
    description: "Renew the licence. Nodes read the new one without a restart.",
  };
}

/**
 * Expressions for two kinds of long queues. The first is processes that wait for a CPU: 100 is more than 8 for each of a dozen CPUs
 * (include/lc.hrl of https://github.com/emqx/lc). The second is messages that wait for a process of the broker: 500 is the limit of EMQX's
 * own alarm (apps/emqx/src/emqx_schema.erl of 5.8.9).
 */
function longQueues({ metrics }: ReleaseLine, selector: string): string[] {
  return [
    `avg_over_time(emqx_vm_run_queue${selector}[5m]) > 100`,
    ...(metrics.brokerPoolMailbox
      ? [`avg_over_time(emqx_vm_broker_pool_max_mailbox_size${selector}[5m]) > 500`]
      : []),
  ];
}
