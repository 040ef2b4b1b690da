#!/bin/sh
# Evacuates this node: it hands its clients and sessions over to other nodes. The script ends when the evacuation is complete or
# impossible, and at the latest after SECONDS, because the pod must stop in any case. The texts that it matches are in
# apps/emqx_node_rebalance/src/emqx_node_rebalance_cli.erl and emqx_node_rebalance_status.erl.
#
# Usage: evacuation.sh SECONDS RECORD OPTION...
#   RECORD  the file in which EMQX records a running evacuation
#   OPTION  of `emqx ctl rebalance start --evacuation`
deadline=$(($(date +%s) + $1))
record=$2
shift 2

remaining() { echo $((deadline - $(date +%s))); }

# `timeout 0` means no limit.
ctl() { [ "$(remaining)" -gt 0 ] && timeout "$(remaining)" emqx ctl "$@"; }

# The number of nodes that accept clients. If all nodes stop at once, EMQX would wait for another node forever.
open() {
  running=$(ctl cluster status | tr -d ' \n' | sed 's/stopped_nodes.*//' | grep -o '@' | wc -l)
  closed=$(ctl rebalance status | grep -c ': evacuation$')
  echo $((running - closed))
}

[ "$(open)" -gt 1 ] || exit 0
ctl rebalance start --evacuation "$@"
# Otherwise the restarted node resumes the evacuation: apps/emqx_node_rebalance/src/emqx_node_rebalance_evacuation_persist.erl.
rm -f "$record"
while [ "$(remaining)" -gt 0 ]; do
  case "$(ctl rebalance node-status)" in
    *"state: prohibiting"*) exit 0 ;;
    *"state: evicting_sessions"*) [ "$(open)" -gt 0 ] || exit 0 ;;
    *"state: "*) ;;
    *) exit 0 ;;
  esac
  sleep 2
done
