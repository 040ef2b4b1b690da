#!/bin/sh
# Removes this core node from the cluster permanently if the StatefulSet was scaled below the node's ordinal. A node that is restarted,
# updated or drained must stay a member, or it loses its data. The same holds for all nodes if the whole cluster is stopped or deleted.
#
# The script runs before the broker stops, and always ends in time. No other node stops while a node leaves: a node that is stopped at that
# moment still knows the one that left, and may not start with its data again. So:
# - Nodes leave one by one, the highest ordinal first.
# - A node does not leave while a node that stays is stopped, for example because it is being updated.
# - A node that stays does not stop while others leave.
# A node that waits too long stops as it is; if it should have left, it stays a member. Nodes that are named by address keep no data and
# leave at once.
#
# Usage: leaving.sh STATEFULSET [COMMAND [ARGUMENT...]]
#   COMMAND  runs first, because a container has only one preStop hook. The node leaves even if the command fails.
# The environment sets POD_NAME and POD_NAMESPACE.
statefulset=$1
shift
"$@"

# Seconds for which a node waits for other nodes.
patience=120

command -v curl > /dev/null || exit 0
account=/var/run/secrets/kubernetes.io/serviceaccount
url="https://kubernetes.default.svc/apis/apps/v1/namespaces/$POD_NAMESPACE/statefulsets/$statefulset/scale"
ordinal=${POD_NAME##*-}

# Sets the wanted and the existing number of pods. Zero if unknown.
read_scale() {
  scale=$(
    { printf 'Authorization: Bearer ' && cat "$account/token"; } |
      curl --silent --fail --max-time 10 --cacert "$account/ca.crt" --header @- "$url" | tr -d ' \n'
  )
  wanted=$(echo "$scale" | sed -n 's/.*"spec":{"replicas":\([0-9]*\).*/\1/p')
  existing=$(echo "$scale" | sed -n 's/.*"status":{"replicas":\([0-9]*\).*/\1/p')
  wanted=${wanted:-0} existing=${existing:-0}
}

# The ordinals of the StatefulSet's nodes in a list of nodes.
ordinals() { tr ',' '\n' | sed -n "s/.*emqx@$statefulset-\([0-9]*\)\..*/\1/p"; }

# Succeeds while a node with a higher ordinal runs or a node that stays is stopped, or if that is unknown.
must_not_leave() {
  status=$(timeout 10 emqx_ctl cluster status | tr -d ' \n')
  case "$status" in *running_nodes*) ;; *) return 0 ;; esac
  {
    echo "${status%stopped_nodes*}" | ordinals | awk -v own="$ordinal" '$1 > own'
    echo "${status#*stopped_nodes}" | ordinals | awk -v wanted="$wanted" '$1 < wanted'
  } | grep -q .
}

deadline=$(($(date +%s) + patience))
# Waits while the command succeeds. Ends the script if that takes too long.
wait_while() {
  while "$@"; do
    [ "$(date +%s)" -lt "$deadline" ] || exit 0
    sleep 1
  done
}

others_leave() {
  read_scale
  [ "$wanted" -gt "$ordinal" ] && [ "$existing" -gt "$wanted" ]
}

wait_while others_leave
if [ "$wanted" -eq 0 ] || [ "$ordinal" -lt "$wanted" ]; then
  exit 0
fi
wait_while must_not_leave
timeout 30 emqx_ctl cluster leave
