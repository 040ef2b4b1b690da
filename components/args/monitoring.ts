import type { Input } from "@pulumi/pulumi";

/** The Secret with the API key that Prometheus uses. */
interface BasicAuth {
  /** The name of a Secret in the cluster's namespace, such as `<name>-api-key-<key>` of one of `apiKeys`. */
  secretName: Input<string>;
  /** The key of the user name in the Secret. Default: `username`. */
  usernameKey?: Input<string>;
  /** The key of the password in the Secret. Default: `password`. */
  passwordKey?: Input<string>;
}

/** How Prometheus scrapes the metrics of each node. */
interface Monitor {
  /** Additional labels of this monitor, by which Prometheus selects it. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** The time between scrapes, in seconds, minutes or hours. Default: `30s`. */
  interval?: Input<string>;
  /** The timeout of a scrape, in seconds, minutes or hours, at most `interval`. Default: `10s`. */
  scrapeTimeout?: Input<string>;
  /** The API key for scrapes. If set, EMQX 5.5 and later require it for metrics. Default: none, and EMQX requires none. */
  basicAuth?: Input<BasicAuth>;
  /**
   * How Prometheus verifies the node's certificate if `tls.dashboard` is set:
   * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.SafeTLSConfig.
   *
   * Default: `{ insecureSkipVerify: true }`.
   */
  tlsConfig?: Input<{ [key: string]: any }>;
  /** Relabeling rules for nodes, applied after the component's own rules. Default: none. */
  relabelings?: Input<any[]>;
  /** Relabeling rules for metrics. Default: none. */
  metricRelabelings?: Input<any[]>;
}

/**
 * The alerts of a cluster: a node is down or missing, the cluster is split, the licence expires, queues are long or overflow, volumes fill
 * up.
 */
interface PrometheusRule {
  /** Additional labels of this rule, by which Prometheus selects it. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Labels of every alert, in addition to its `severity`. Default: none. */
  alertLabels?: Input<{ [key: string]: Input<string> }>;
  /**
   * How many days before a licence expires the alert fires, at least 1. Requires the enterprise edition, from EMQX 5.5 on: others do not
   * report when a licence expires.
   *
   * Default: 30.
   */
  licenseDays?: Input<number>;
  /** How many messages per second a node may drop because of full queues, at least 0. Default: 1. */
  droppedPerSecond?: Input<number>;
  /** How much of a volume may be used, in percent, 1 to 99. Default: 80. */
  volumePercent?: Input<number>;
}

/** A dashboard for Grafana's sidecar, https://github.com/grafana/helm-charts, in a ConfigMap `<name>-grafana-dashboard`. */
interface GrafanaDashboard {
  /** Labels by which the sidecar selects the ConfigMap. Default: `grafana_dashboard: "1"`. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of the ConfigMap, such as `grafana_folder` for the dashboard's folder. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}

/**
 * How to monitor the cluster with the Prometheus operator and Grafana. Requires EMQX 5.0 or later. Must be a plain value, because it decides
 * which resources are created. Fields of its fields may be outputs.
 */
interface Monitoring {
  /**
   * A `ServiceMonitor` of the Prometheus operator, which scrapes each core node once. Not valid together with `podMonitor` or `replicants`.
   *
   * Default: none.
   */
  serviceMonitor?: Monitor;
  /** A `PodMonitor` of the Prometheus operator, which scrapes core nodes and replicants. Default: none. */
  podMonitor?: Monitor;
  /** A `PrometheusRule` of the Prometheus operator with alerts. Requires `serviceMonitor` or `podMonitor`. Default: none. */
  prometheusRule?: PrometheusRule;
  /** A dashboard for Grafana. Requires `serviceMonitor` or `podMonitor`. Default: none. */
  grafanaDashboard?: GrafanaDashboard;
}

export type {
  BasicAuth as BasicAuthArgs,
  Monitor as MonitorArgs,
  PrometheusRule as PrometheusRuleArgs,
  GrafanaDashboard as GrafanaDashboardArgs,
  Monitoring as MonitoringArgs,
};
