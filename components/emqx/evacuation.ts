import type { ReleaseLine } from "./releaseLine";

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

/**
 * A shell script that evacuates the node. It ends when the evacuation is complete or impossible, and at the latest at its timeout,
 * because the pod must stop in any case. The texts it matches are in apps/emqx_node_rebalance/src/emqx_node_rebalance_cli.erl and
 * emqx_node_rebalance_status.erl.
 */
export function evacuationScript(line: ReleaseLine, evacuation: Evacuation): string {
  const { connEvictRate, sessEvictRate, waitTakeoverSeconds, timeoutSeconds } = evacuation;
  const options = [
    `--wait-health-check ${waitHealthCheckSeconds}`,
    `--conn-evict-rate ${connEvictRate}`,
    `--wait-takeover ${waitTakeoverSeconds}`,
    `--sess-evict-rate ${sessEvictRate}`,
  ];
  return [
    `deadline=$(($(date +%s) + ${timeoutSeconds}))`,
    "remaining() { echo $((deadline - $(date +%s))); }",
    // `timeout 0` means no limit.
    'ctl() { [ "$(remaining)" -gt 0 ] && timeout "$(remaining)" emqx ctl "$@"; }',
    // The number of nodes that accept clients. If all nodes stop at once, EMQX would wait for another node forever.
    "open() {",
    "  running=$(ctl cluster status | tr -d ' \\n' | sed 's/stopped_nodes.*//' | grep -o '@' | wc -l)",
    "  closed=$(ctl rebalance status | grep -c ': evacuation$')",
    "  echo $((running - closed))",
    "}",
    '[ "$(open)" -gt 1 ] || exit 0',
    `ctl rebalance start --evacuation ${options.join(" ")}`,
    forgetEvacuation(line),
    'while [ "$(remaining)" -gt 0 ]; do',
    '  case "$(ctl rebalance node-status)" in',
    '    *"state: prohibiting"*) exit 0 ;;',
    '    *"state: evicting_sessions"*) [ "$(open)" -gt 0 ] || exit 0 ;;',
    '    *"state: "*) ;;',
    "    *) exit 0 ;;",
    "  esac",
    "  sleep 2",
    "done",
  ].join("\n");
}

/**
 * The command that lets a restarted node accept clients. EMQX writes this file when an evacuation starts, and resumes the evacuation if it
 * finds the file at start: apps/emqx_node_rebalance/src/emqx_node_rebalance_evacuation_persist.erl.
 */
export function forgetEvacuation({ dataDirectory }: ReleaseLine): string {
  return `rm -f ${dataDirectory}/.evacuation`;
}
