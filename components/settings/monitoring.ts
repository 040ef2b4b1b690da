import type * as pulumi from "@pulumi/pulumi";
import type {
  GrafanaDashboardArgs,
  MonitorArgs,
  MonitoringArgs,
  PrometheusRuleArgs,
} from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectMap,
  expectName,
  expectObject,
  isString,
  type Report,
} from "./checks";
import { resolveAnnotations, resolveLabels } from "./metadata";
import { findLine, lineName, type Release, type releaseSource } from "./release";
import type { Eventual } from "../eventual";

/** How Prometheus scrapes each node. */
export interface Monitor {
  labels: Record<string, string>;
  interval: string;
  scrapeTimeout: string;
  basicAuth?: { secretName: string; usernameKey: string; passwordKey: string };
  tlsConfig: Record<string, unknown>;
  relabelings: unknown[];
  metricRelabelings: unknown[];
}

export interface Alerts {
  labels: Record<string, string>;
  alertLabels: Record<string, string>;
  licenseDays: number;
  droppedPerSecond: number;
  volumePercent: number;
}

export interface GrafanaDashboard {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** The monitoring resources. Undefined ones are not created. */
export interface Monitoring {
  serviceMonitor?: Eventual<Monitor>;
  podMonitor?: Eventual<Monitor>;
  prometheusRule?: Eventual<Alerts>;
  grafanaDashboard?: Eventual<GrafanaDashboard>;
}

const fields = ["serviceMonitor", "podMonitor", "prometheusRule", "grafanaDashboard"];

export function resolveMonitoring(
  checks: Checks,
  args: MonitoringArgs = {},
  release: ReturnType<typeof releaseSource>,
  hasReplicants: boolean,
): Monitoring {
  const given = checks.plain(args, "monitoring", (value, report) =>
    expectObject(value, fields, "monitoring", report),
  );
  checks.now((report) => checkKinds(given, hasReplicants, report));
  const monitor = (field: "serviceMonitor" | "podMonitor") => {
    const value = given[field];
    return (
      value &&
      checks.resolve({ value, release }, (known, report) =>
        resolveMonitor(known.value, known.release, `monitoring.${field}`, report),
      )
    );
  };
  return {
    serviceMonitor: monitor("serviceMonitor"),
    podMonitor: monitor("podMonitor"),
    prometheusRule:
      given.prometheusRule &&
      checks.resolve({ value: given.prometheusRule, release }, (known, report) =>
        resolveAlerts(known.value, known.release, report),
      ),
    grafanaDashboard: checks.present(given.grafanaDashboard, "monitoring.grafanaDashboard", resolveDashboard),
  };
}

function checkKinds(
  { serviceMonitor, podMonitor, prometheusRule, grafanaDashboard }: MonitoringArgs,
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

const monitorFields = [
  "labels",
  "interval",
  "scrapeTimeout",
  "basicAuth",
  "tlsConfig",
  "relabelings",
  "metricRelabelings",
];

function resolveMonitor(
  value: pulumi.Unwrap<MonitorArgs>,
  release: Release,
  path: string,
  report: Report,
): Monitor {
  const given = expectObject(value, monitorFields, path, report);
  const {
    labels = {},
    interval = "30s",
    scrapeTimeout = "10s",
    basicAuth,
    relabelings = [],
    metricRelabelings = [],
  } = given;
  const version = findLine(release)?.version;
  if (version?.major === 4) {
    report(path, "requires EMQX 5.0 or later");
  }
  for (const [field, text] of Object.entries({ interval, scrapeTimeout })) {
    expect(text, isDuration, `${path}.${field}`, "a number of seconds, minutes or hours such as 30s", report);
  }
  if (isDuration(interval) && isDuration(scrapeTimeout) && seconds(scrapeTimeout) > seconds(interval)) {
    report(`${path}.scrapeTimeout`, `must be at most the interval, ${interval}`, scrapeTimeout);
  }
  return {
    labels: resolveLabels(labels, report, `${path}.labels`),
    ...{ interval, scrapeTimeout },
    basicAuth: basicAuth && resolveBasicAuth(basicAuth, `${path}.basicAuth`, report),
    tlsConfig: expectMap(given.tlsConfig ?? { insecureSkipVerify: true }, `${path}.tlsConfig`, report),
    relabelings: expectList<unknown>(relabelings, `${path}.relabelings`, report),
    metricRelabelings: expectList<unknown>(metricRelabelings, `${path}.metricRelabelings`, report),
  };
}

function resolveBasicAuth(
  value: NonNullable<pulumi.Unwrap<MonitorArgs>["basicAuth"]>,
  path: string,
  report: Report,
): NonNullable<Monitor["basicAuth"]> {
  const {
    secretName,
    usernameKey = "username",
    passwordKey = "password",
  } = expectObject(value, ["secretName", "usernameKey", "passwordKey"], path, report);
  expectName(secretName, `${path}.secretName`, report);
  const isKey = (text: unknown) => isString(text) && /^[-._a-zA-Z0-9]+$/.test(text);
  expect(usernameKey, isKey, `${path}.usernameKey`, "a key of the Secret", report);
  expect(passwordKey, isKey, `${path}.passwordKey`, "a key of the Secret", report);
  return { secretName, usernameKey, passwordKey };
}

function resolveAlerts(value: pulumi.Unwrap<PrometheusRuleArgs>, release: Release, report: Report): Alerts {
  const path = "monitoring.prometheusRule";
  const given = expectObject(
    value,
    ["labels", "alertLabels", "licenseDays", "droppedPerSecond", "volumePercent"],
    path,
    report,
  );
  const { labels = {}, alertLabels = {}, licenseDays = 30, droppedPerSecond = 1, volumePercent = 80 } = given;
  const isBetween = (least: number, most: number) => (number: unknown) =>
    typeof number === "number" && number >= least && number <= most;
  expect(licenseDays, isBetween(1, 3650), `${path}.licenseDays`, "a number of days from 1 to 3650", report);
  const line = findLine(release);
  if (given.licenseDays !== undefined && line && !line.metrics.licenseExpiry) {
    report(
      `${path}.licenseDays`,
      `${lineName(line)} does not report when a licence expires; use the enterprise edition 5.5 or later, or omit it`,
    );
  }
  expect(
    droppedPerSecond,
    isBetween(0, Infinity),
    `${path}.droppedPerSecond`,
    "a number of at least 0",
    report,
  );
  expect(volumePercent, isBetween(1, 99), `${path}.volumePercent`, "a number from 1 to 99", report);
  return {
    labels: resolveLabels(labels, report, `${path}.labels`),
    alertLabels: resolveLabels(alertLabels, report, `${path}.alertLabels`),
    ...{ licenseDays, droppedPerSecond, volumePercent },
  };
}

function resolveDashboard(value: pulumi.Unwrap<GrafanaDashboardArgs>, report: Report): GrafanaDashboard {
  const path = "monitoring.grafanaDashboard";
  const { labels = { grafana_dashboard: "1" }, annotations = {} } = expectObject(
    value,
    ["labels", "annotations"],
    path,
    report,
  );
  return {
    labels: resolveLabels(labels, report, `${path}.labels`),
    annotations: resolveAnnotations(annotations, `${path}.annotations`, report),
  };
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/, only single units. */
function isDuration(value: unknown): boolean {
  return isString(value) && /^[1-9]\d*[smh]$/.test(value);
}

function seconds(duration: string): number {
  const unit = { s: 1, m: 60, h: 3600 }[duration.slice(-1)] ?? 1;
  return parseInt(duration, 10) * unit;
}
