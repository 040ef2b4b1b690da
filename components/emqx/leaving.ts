import { nodeShortName } from "./discovery";

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/** Seconds that leaving takes at most, before the broker stops: asking Kubernetes, waiting for others, and leaving itself. */
export const leavingSeconds = 180;

/** Seconds of them for which a node waits until those after it have left. */
const waitingSeconds = 120;

/**
 * A shell script by which a core node leaves the cluster for good, where its pod is no longer wanted: where the StatefulSet was scaled
 * below its ordinal. A node that is restarted, updated or drained must stay a member, or it would lose what it keeps; so must all nodes
 * where the whole cluster is stopped or deleted.
 *
 * It runs before the broker stops, and ends in time whatever happens. Nodes leave one after the other, the last one first: two that
 * leave at the same time can wait for each other, and one that is stopped halfway cannot start on its data again. So a node whose turn
 * does not come in time stays a member, as a stopped one. Nodes that are named by their addresses keep nothing, and do not wait.
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
    // Succeeds while there is a node with a higher ordinal, or nobody knows.
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
