import type { ReleaseLine } from "./releaseLine";
import { scriptsDirectory } from "./scripts";

/** How a node hands over its clients and sessions before it stops. */
export interface Evacuation {
  connEvictRate: number;
  sessEvictRate: number;
  waitTakeoverSeconds: number;
  timeoutSeconds: number;
}

/**
 * Seconds for which an evacuating node still accepts clients, so that load balancers can react: EMQX's `--wait-health-check`. EMQX's
 * default of 60 is for load balancers that probe the node themselves. Kubernetes removes the pod from its Services sooner.
 */
export const waitHealthCheckSeconds = 10;

/** The path that returns 503 during an evacuation: apps/emqx_node_rebalance/src/emqx_node_rebalance_api.erl. */
export const availabilityPath = "/api/v5/load_rebalance/availability_check";

/** The command that evacuates the node. It ends at the latest at its timeout. */
export function evacuationCommand(line: ReleaseLine, evacuation: Evacuation): string[] {
  const { connEvictRate, sessEvictRate, waitTakeoverSeconds, timeoutSeconds } = evacuation;
  const options = {
    "--wait-health-check": waitHealthCheckSeconds,
    "--conn-evict-rate": connEvictRate,
    "--wait-takeover": waitTakeoverSeconds,
    "--sess-evict-rate": sessEvictRate,
  };
  return [
    `${scriptsDirectory}/evacuation.sh`,
    `${timeoutSeconds}`,
    evacuationRecord(line),
    ...Object.entries(options).flatMap(([option, value]) => [option, `${value}`]),
  ];
}

/**
 * The file that EMQX writes when an evacuation starts. If EMQX finds it at start, it resumes the evacuation:
 * apps/emqx_node_rebalance/src/emqx_node_rebalance_evacuation_persist.erl.
 */
export function evacuationRecord({ dataDirectory }: ReleaseLine): string {
  return `${dataDirectory}/.evacuation`;
}
