import { nodeShortName } from "./discovery";

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** The longest time in seconds that leaving takes before the broker stops: query Kubernetes, wait for other nodes, leave. */
export const leavingSeconds = 180;

/** The part of that time in which a node waits for nodes with higher ordinals to leave. */
const waitingSeconds = 120;

/**
 * A shell script that removes a core node from the cluster permanently if the StatefulSet was scaled below the node's ordinal. A node that
 * is restarted, updated or drained must stay a member, or it loses its data. The same holds for all nodes if the whole cluster is stopped
 * or deleted.
 *
 * The script runs before the broker stops, and always ends in time. Nodes leave one by one, the highest ordinal first: two nodes that
 * leave at the same time can block each other, and a node that is stopped halfway cannot start with its data again. A node whose turn
 * does not come in time stays a member, as a stopped node. Nodes that are named by address keep no data and do not wait.
 */
export function leavingScript(statefulSet: string): string {
  const scale = `apis/apps/v1/namespaces/$POD_NAMESPACE/statefulsets/${statefulSet}/scale`;
  const isOurs = `s/.*${nodeShortName}@${statefulSet}-\\([0-9]*\\)\\..*/\\1/p`;
  return [
    "command -v curl > /dev/null || exit 0",
    `wanted=$({ printf 'Authorization: Bearer '; cat ${serviceAccount}/token; } |`,
    `  curl --silent --fail --max-time 10 --cacert ${serviceAccount}/ca.crt --header @- "https://kubernetes.default.svc/${scale}" |`,
    `  tr -d ' \\n' | sed -n 's/.*"spec":{"replicas":\\([0-9]*\\)}.*/\\1/p')`,
    "ordinal=${POD_NAME##*-}",
    '[ "${wanted:-0}" -gt 0 ] && [ "$ordinal" -ge "$wanted" ] || exit 0',
    // Succeeds while a node with a higher ordinal is running, or if that is unknown.
    "later() {",
    "  status=$(timeout 10 emqx_ctl cluster status | tr -d ' \\n')",
    '  case "$status" in *running_nodes*) ;; *) return 0 ;; esac',
    `  echo "\${status%stopped_nodes*}" | tr ',' '\\n' | sed -n '${isOurs}' |`,
    `    awk -v own="$ordinal" '$1 > own { found = 1 } END { exit !found }'`,
    "}",
    `deadline=$(($(date +%s) + ${waitingSeconds}))`,
    'while later; do [ "$(date +%s)" -lt "$deadline" ] || exit 0; sleep 1; done',
    "timeout 30 emqx_ctl cluster leave",
  ].join("\n");
}
