import type { Deployed } from "./cluster";

export interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: object;
  annotations: object;
}

export interface Panel {
  id: number;
  title: string;
  targets: { expr: string }[];
}

/** The alerts of a cluster. Empty if it has no PrometheusRule. */
export function alertsOf({ children }: Deployed): Rule[] {
  const rule = children.find(({ type }) => type.endsWith(":PrometheusRule"))?.inputs as
    { spec: { groups: { rules: Rule[] }[] } } | undefined;
  return rule?.spec.groups[0].rules ?? [];
}

/** The panels of a cluster's Grafana dashboard. Fails if it has none. */
export function panelsOf({ children }: Deployed): Panel[] {
  const { data } = children.find(({ name }) => name.endsWith("-grafana-dashboard"))?.inputs as {
    data: Record<string, string>;
  };
  return (JSON.parse(Object.values(data)[0]) as { panels: Panel[] }).panels;
}

/** All Prometheus expressions of alerts and panels. */
export function expressionsOf(deployed: Deployed): string[] {
  return [...alertsOf(deployed), ...panelsOf(deployed).flatMap(({ targets }) => targets)].map(
    ({ expr }) => expr,
  );
}
