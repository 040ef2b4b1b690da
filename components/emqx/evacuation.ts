import type { ReleaseLine } from "./releaseLine";

/** How a node hands over what it has before it stops. */
export interface Evacuation {
  connEvictRate: number;
  sessEvictRate: number;
  waitTakeoverSeconds: number;
  timeoutSeconds: number;
}

/**
 * Seconds that load balancers have to notice, while a node still takes clients: EMQX's `--wait-health-check`, whose own
 * default of 60 is for balancers that ask it themselves. Kubernetes has taken the pod out of its Services by then.
 */
export const waitHealthCheckSeconds = 10;

/** The path that answers 503 while a node is evacuated, apps/emqx_node_rebalance/src/emqx_node_rebalance_api.erl. */
export const availabilityPath = "/api/v5/load_rebalance/availability_check";

/**
 * A shell script that evacuates the node and ends when that is done, or cannot be, or in time: a pod must stop in any case.
 * The words that it looks for are those of apps/emqx_node_rebalance/src/emqx_node_rebalance_cli.erl and _status.erl.
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
    // Timeout takes 0 for no limit at all.
    'ctl() { [ "$(remaining)" -gt 0 ] && timeout "$(remaining)" emqx ctl "$@"; }',
    // The nodes that take clients. Where all are stopped at once, nobody is left, and EMQX would wait for ever.
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
 * The command that lets a node take clients again when it starts: EMQX goes on with an evacuation that this file tells of,
 * apps/emqx_node_rebalance/src/emqx_node_rebalance_evacuation_persist.erl. Only a start of an evacuation writes it.
 */
export function forgetEvacuation({ dataDirectory }: ReleaseLine): string {
  return `rm -f ${dataDirectory}/.evacuation`;
}
