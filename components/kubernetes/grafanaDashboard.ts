import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { GrafanaDashboard } from "../settings/monitoring";
import { objectMeta } from "./metadata";
import { clusterLabel } from "./monitors";

/** A panel: its title, unit and, by legend, what it shows. `$` stands for the labels of the cluster. */
type Panel = [title: string, unit: string, targets: Record<string, string>];

const panels: Panel[] = [
  ["Nodes", "short", { running: "max(emqx_cluster_nodes_running$)", scraped: "count(up$ == 1)" }],
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
  ["Messages inside a node", "short", { "{{pod}}": "emqx_vm_process_messages_in_queues$" }],
  ["Lag of replicants", "ms", { "{{pod}}": "emqx_mria_lag$" }],
];

/** A dashboard that Grafana's sidecar finds. `namespace` is where the cluster truly is. */
export function grafanaDashboardArgs(
  settings: Settings,
  dashboard: pulumi.Output<GrafanaDashboard>,
  namespace: pulumi.Output<string>,
): types.input.core.v1.ConfigMap {
  const { name } = settings;
  const annotations = dashboard.apply((given) => given.annotations);
  const labels = dashboard.apply((given) => given.labels);
  return {
    metadata: objectMeta(settings, `${name}-grafana-dashboard`, annotations, labels),
    data: namespace.apply((where) => ({
      [`emqx-${where}-${name}.json`]: JSON.stringify(dashboardOf(name, where), undefined, 2),
    })),
  };
}

/** https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/. */
function dashboardOf(name: string, namespace: string): object {
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
    panels: panels.map(([title, unit, targets], index) => ({
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
