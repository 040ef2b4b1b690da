import type { Input } from "@pulumi/pulumi";

/** The Secret with which Prometheus logs in. */
export interface BasicAuthArgs {
  /** The name of a Secret in the cluster's namespace, such as `<name>-api-key-<key>` of one of `apiKeys`. */
  secretName: Input<string>;
  /** The key in it with the user name. Default: `username`. */
  usernameKey?: Input<string>;
  /** The key in it with the password. Default: `password`. */
  passwordKey?: Input<string>;
}

/** How Prometheus reads the metrics of each node. */
export interface MonitorArgs {
  /** Labels of this object alone: Prometheus finds it by them. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** How often, such as `30s`. Default: `30s`. */
  interval?: Input<string>;
  /** How long it waits for an answer, no longer than the interval. Default: `10s`. */
  scrapeTimeout?: Input<string>;
  /** With which API key. Given one, EMQX asks for it, from 5.5 on. Default: none, and EMQX asks for none. */
  basicAuth?: Input<BasicAuthArgs>;
  /**
   * How it knows the node, where the dashboard has HTTPS: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.SafeTLSConfig.
   *
   * Default: `{ insecureSkipVerify: true }`.
   */
  tlsConfig?: Input<{ [key: string]: any }>;
  /** Changes of the labels of a node, after the component's own. Default: none. */
  relabelings?: Input<any[]>;
  /** Changes of the labels of metrics. Default: none. */
  metricRelabelings?: Input<any[]>;
}

/** The alerts that matter: a node down or missing, a split cluster, a licence that ends, queues that are long or run over, volumes that fill. */
export interface PrometheusRuleArgs {
  /** Labels of this object alone: Prometheus finds it by them. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Labels of every alert besides its `severity`. Default: none. */
  alertLabels?: Input<{ [key: string]: Input<string> }>;
  /** How many days before its end a licence alerts, at least 1. Enterprise from EMQX 5.5 on; others tell no end. Default: 30. */
  licenseDays?: Input<number>;
  /** How many messages a second a node may drop as queues are full. Default: 1. */
  droppedPerSecond?: Input<number>;
  /** How much of a volume may be used, 1 to 99 percent. Default: 80. */
  volumePercent?: Input<number>;
}

/** A dashboard for Grafana's sidecar, https://github.com/grafana/helm-charts: a ConfigMap `<name>-grafana-dashboard`. */
export interface GrafanaDashboardArgs {
  /** Labels that the sidecar finds it by. Default: `grafana_dashboard: "1"`. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations, such as its folder `grafana_folder`. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}

/** What tells of the cluster's health. EMQX 5.0 and later. A plain value, as it decides which objects there are; fields of its fields may be known later. */
export interface MonitoringArgs {
  /** A `ServiceMonitor` of the Prometheus operator, which finds each core node once. Default: none. */
  serviceMonitor?: MonitorArgs;
  /** A `PodMonitor` of the Prometheus operator instead, which finds replicants too. Default: none. */
  podMonitor?: MonitorArgs;
  /** A `PrometheusRule` of the Prometheus operator, for metrics read by one of these. Default: none. */
  prometheusRule?: PrometheusRuleArgs;
  /** A dashboard for Grafana, for metrics read by one of these. Default: none. */
  grafanaDashboard?: GrafanaDashboardArgs;
}
