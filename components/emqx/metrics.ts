import { type ReleaseLine, isFrom } from "./releaseLine";

/** The path of a node's metrics: apps/emqx_prometheus/src/emqx_prometheus_api.erl of 5.0.26 and 5.8.9. */
export const metricsPath = "/api/v5/prometheus/stats";

/** The environment that requires a login to read metrics. EMQX 5.5 and later support this. */
export function metricsEnvironment(
  { version }: ReleaseLine,
  isAuthenticated: boolean,
): Record<string, string> {
  const canAsk = isFrom(version, 5);
  return isAuthenticated && canAsk ? { EMQX_PROMETHEUS__ENABLE_BASIC_AUTH: "true" } : {};
}
