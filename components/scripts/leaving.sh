#!/bin/sh
# Removes this core node from the cluster permanently if the StatefulSet was scaled below the node's ordinal. A node that is restarted,
# updated or drained must stay a member, or it loses its data. The same holds for all nodes if the whole cluster is stopped or deleted.
#
# The script runs before the broker stops, and always ends in time. Nodes leave one by one, the highest ordinal first: two nodes that leave
# at the same time can block each other, and a node that is stopped halfway cannot start with its data again. A node whose turn does not
# come in time stays a member, as a stopped node. Nodes that are named by address keep no data and do not wait.
#
# Usage: leaving.sh STATEFULSET [COMMAND [ARGUMENT...]]
#   COMMAND  runs first, because a container has only one preStop hook. The node leaves even if the command fails.
# The environment sets POD_NAME and POD_NAMESPACE.
statefulset=$1
shift
"$@"

# Seconds for which a node waits for nodes with higher ordinals to leave.
patience=120

command -v curl > /dev/null || exit 0
account=/var/run/secrets/kubernetes.io/serviceaccount
scale="https://kubernetes.default.svc/apis/apps/v1/namespaces/$POD_NAMESPACE/statefulsets/$statefulset/scale"
wanted=$(
  { printf 'Authorization: Bearer ' && cat "$account/token"; } |
    curl --silent --fail --max-time 10 --cacert "$account/ca.crt" --header @- "$scale" |
    tr -d ' \n' | sed -n 's/.*"spec":{"replicas":\([0-9]*\)}.*/\1/p'
)
ordinal=${POD_NAME##*-}
if [ "${wanted:-0}" -eq 0 ] || [ "$ordinal" -lt "$wanted" ]; then
  exit 0
fi

# Succeeds while a node with a higher ordinal is running, or if that is unknown.
later() {
  status=$(timeout 10 emqx_ctl cluster status | tr -d ' \n')
  case "$status" in *running_nodes*) ;; *) return 0 ;; esac
  echo "${status%stopped_nodes*}" | tr ',' '\n' | sed -n "s/.*emqx@$statefulset-\([0-9]*\)\..*/\1/p" |
    awk -v own="$ordinal" '$1 > own { found = 1 } END { exit !found }'
}

deadline=$(($(date +%s) + patience))
while later; do
  [ "$(date +%s)" -lt "$deadline" ] || exit 0
  sleep 1
done
timeout 30 emqx_ctl cluster leave
