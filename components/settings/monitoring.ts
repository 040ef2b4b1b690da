import type { ReleaseLine } from "../emqx/releaseLine";
import type {
  BasicAuthArgs,
  GrafanaDashboardArgs,
  MonitorArgs,
  MonitoringArgs,
  PrometheusRuleArgs,
} from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isString, type Report } from "./checks";
import { annotations, labels } from "./metadata";
import { lineName } from "./release";
import { anyObject, list, object } from "./rules/collections";
import { group, present } from "./rules/parts";
import { defaultTo, type Known, optional, type Rule, unchecked } from "./rules/rule";
import { keyIn, number, secretName, text } from "./rules/scalars";

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/, only single units. */
const isDuration = (value: unknown) => isString(value) && /^[1-9]\d*[smh]$/.test(value);
const duration = (fallback: string) =>
  text(isDuration, "a number of seconds, minutes or hours such as 30s", fallback);

const monitorFields = object<MonitorArgs>()({
  labels,
  interval: duration("30s"),
  scrapeTimeout: duration("10s"),
  basicAuth: optional(
    object<BasicAuthArgs>()({
      secretName,
      usernameKey: keyIn("Secret", "username"),
      passwordKey: keyIn("Secret", "password"),
    }),
  ),
  tlsConfig: defaultTo(anyObject<Record<string, unknown>>(), { insecureSkipVerify: true }),
  relabelings: list(unchecked<unknown>(), []),
  metricRelabelings: list(unchecked<unknown>(), []),
});

/** How Prometheus scrapes each node. */
export type Monitor = ReturnType<typeof monitorFields>;

const monitor: Rule<Known<MonitorArgs>, Monitor> = (given, path, report) => {
  const complete = monitorFields(given, path, report);
  const { interval, scrapeTimeout } = complete;
  if (isDuration(interval) && isDuration(scrapeTimeout) && seconds(scrapeTimeout) > seconds(interval)) {
    report(`${path}.scrapeTimeout`, `must be at most the interval, ${interval}`, scrapeTimeout);
  }
  return complete;
};

function seconds(duration: string): number {
  const unit = { s: 1, m: 60, h: 3600 }[duration.slice(-1)] ?? 1;
  return parseInt(duration, 10) * unit;
}

const between = (least: number, most: number) => (value: unknown) =>
  typeof value === "number" && value >= least && value <= most;

const alerts = object<PrometheusRuleArgs>()({
  labels,
  alertLabels: labels,
  licenseDays: number(between(1, 3650), "a number of days from 1 to 3650"),
  droppedPerSecond: number(between(0, Infinity), "a number of at least 0", 1),
  volumePercent: number(between(1, 99), "a number from 1 to 99", 80),
});

export interface Alerts extends ReturnType<typeof alerts> {
  licenseDays: number;
}

const dashboard = object<GrafanaDashboardArgs>()({
  labels: defaultTo(labels, { grafana_dashboard: "1" }),
  annotations,
});

export type GrafanaDashboard = ReturnType<typeof dashboard>;

/** The monitoring resources. Undefined ones are not created. */
export interface Monitoring {
  serviceMonitor?: Eventual<Monitor>;
  podMonitor?: Eventual<Monitor>;
  prometheusRule?: Eventual<Alerts>;
  grafanaDashboard?: Eventual<GrafanaDashboard>;
}

export const monitoring = group<MonitoringArgs>()({
  serviceMonitor: present(monitor),
  podMonitor: present(monitor),
  prometheusRule: present(alerts),
  grafanaDashboard: present(dashboard),
});

export function monitoringSettings(
  checks: Checks,
  given: ReturnType<typeof monitoring.complete>,
  line: Eventual<ReleaseLine | undefined>,
  hasReplicants: boolean,
): Monitoring {
  checks.now((report) => checkKinds(given, hasReplicants, report));
  const monitorOf = (field: "serviceMonitor" | "podMonitor") =>
    given[field] &&
    checks.resolve({ monitor: given[field], line }, (value, report): Monitor => {
      if (value.line?.version.major === 4) {
        report(`monitoring.${field}`, "requires EMQX 5.0 or later");
      }
      return value.monitor;
    });
  return {
    serviceMonitor: monitorOf("serviceMonitor"),
    podMonitor: monitorOf("podMonitor"),
    prometheusRule:
      given.prometheusRule && checks.resolve({ alerts: given.prometheusRule, line }, resolveAlerts),
    grafanaDashboard: given.grafanaDashboard,
  };
}

function resolveAlerts(
  { alerts: given, line }: { alerts: ReturnType<typeof alerts>; line?: ReleaseLine },
  report: Report,
): Alerts {
  const { licenseDays = 30 } = given;
  if (given.licenseDays !== undefined && line && !line.metrics.licenseExpiry) {
    report(
      "monitoring.prometheusRule.licenseDays",
      `${lineName(line)} does not report when a licence expires; use the enterprise edition 5.5 or later, or omit it`,
    );
  }
  return { ...given, licenseDays };
}

function checkKinds(
  { serviceMonitor, podMonitor, prometheusRule, grafanaDashboard }: ReturnType<typeof monitoring.complete>,
  hasReplicants: boolean,
  report: Report,
): void {
  if (serviceMonitor !== undefined && podMonitor !== undefined) {
    report(
      "monitoring.podMonitor",
      "only valid without monitoring.serviceMonitor: Prometheus would scrape each node twice",
    );
  }
  if (serviceMonitor !== undefined && hasReplicants) {
    report("monitoring.serviceMonitor", "does not select replicants; use monitoring.podMonitor");
  }
  if (serviceMonitor === undefined && podMonitor === undefined) {
    for (const [field, value] of Object.entries({ prometheusRule, grafanaDashboard })) {
      if (value !== undefined) {
        report(
          `monitoring.${field}`,
          "requires the labels that a monitor adds to metrics; set monitoring.serviceMonitor or monitoring.podMonitor",
        );
      }
    }
  }
}
