import type { types } from "@pulumi/kubernetes";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { Settings } from "../settings";
import type { GrafanaDashboard } from "../settings/monitoring";
import { objectMeta } from "./metadata";
import { clusterLabel } from "./monitors";
import { type Eventual, whenKnown } from "../eventual";

/** A panel: its title, unit, and queries by legend. `$` stands for the label selector of the cluster. */
type Panel = [title: string, unit: string, targets: Record<string, string>];

/** Panels of metrics that all release lines have. */
const panels: Panel[] = [
  [
    "Nodes",
    "short",
    {
      running: "max(emqx_cluster_nodes_running$)",
      stopped: "max(emqx_cluster_nodes_stopped$)",
      scraped: "count(up$ == 1)",
    },
  ],
  ["Connections", "short", { "{{pod}}": "emqx_live_connections_count$" }],
  ["Sessions", "short", { "{{pod}}": "emqx_sessions_count$" }],
  ["Subscriptions", "short", { "{{pod}}": "emqx_subscriptions_count$" }],
  ["Messages received", "mps", { "{{pod}}": "rate(emqx_messages_received$[5m])" }],
  ["Messages sent", "mps", { "{{pod}}": "rate(emqx_messages_sent$[5m])" }],
  [
    "Messages dropped",
    "mps",
    {
      "queue full {{pod}}": "rate(emqx_delivery_dropped_queue_full$[5m])",
      "no subscriber {{pod}}": "rate(emqx_messages_dropped_no_subscribers$[5m])",
    },
  ],
  [
    "Bytes",
    "Bps",
    {
      "received {{pod}}": "rate(emqx_bytes_received$[5m])",
      "sent {{pod}}": "rate(emqx_bytes_sent$[5m])",
    },
  ],
  ["CPU", "percent", { "{{pod}}": "emqx_vm_cpu_use$" }],
  ["Memory", "bytes", { "{{pod}}": "emqx_vm_used_memory$" }],
  ["Processes waiting for a CPU", "short", { "{{pod}}": "emqx_vm_run_queue$" }],
];

function panelsOf({ metrics }: ReleaseLine, hasReplicants: boolean): Panel[] {
  const further: [isAvailable: boolean, panel: Panel][] = [
    [
      metrics.brokerPoolMailbox,
      ["Messages waiting inside a node", "short", { "{{pod}}": "emqx_vm_broker_pool_max_mailbox_size$" }],
    ],
    // The unit is transactions: mria_status:get_shard_lag/1.
    [
      metrics.replicantLag && hasReplicants,
      ["Replication lag of replicants", "short", { "{{pod}} {{shard}}": "emqx_mria_lag$" }],
    ],
  ];
  return [...panels, ...further.filter(([isAvailable]) => isAvailable).map(([, panel]) => panel)];
}

/** The ConfigMap with a dashboard for Grafana's sidecar. `namespace` is the cluster's actual namespace. */
export function grafanaDashboardArgs(
  settings: Settings,
  dashboard: Eventual<GrafanaDashboard>,
  namespace: Eventual<string>,
): types.input.core.v1.ConfigMap {
  const { name, line, replicants } = settings;
  const annotations = whenKnown([dashboard], (given) => given.annotations);
  const labels = whenKnown([dashboard], (given) => given.labels);
  return {
    metadata: objectMeta(settings, `${name}-grafana-dashboard`, annotations, labels),
    data: whenKnown([namespace, line], (where, known) => ({
      [`emqx-${where}-${name}.json`]: JSON.stringify(
        dashboardOf(name, where, panelsOf(known, replicants !== undefined)),
        undefined,
        2,
      ),
    })),
  };
}

/** Grafana's JSON model: https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/. */
function dashboardOf(name: string, namespace: string, shown: Panel[]): object {
  const selector = `{${clusterLabel}="${name}",namespace="${namespace}"}`;
  const datasource = { type: "prometheus", uid: "${datasource}" };
  return {
    title: `EMQX ${namespace}/${name}`,
    tags: ["emqx"],
    timezone: "browser",
    schemaVersion: 39,
    refresh: "30s",
    time: { from: "now-3h", to: "now" },
    templating: {
      list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Prometheus" }],
    },
    panels: shown.map(([title, unit, targets], index) => ({
      id: index + 1,
      type: "timeseries",
      title,
      datasource,
      fieldConfig: { defaults: { unit }, overrides: [] },
      gridPos: { x: (index % 3) * 8, y: Math.floor(index / 3) * 8, w: 8, h: 8 },
      targets: Object.entries(targets).map(([legendFormat, expr], target) => ({
        refId: String.fromCharCode(65 + target),
        datasource,
        legendFormat,
        expr: expr.replaceAll("$", () => selector),
      })),
    })),
  };
}
