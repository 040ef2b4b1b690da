#!/bin/sh
# Succeeds once more than half of the core nodes are running members of this node's cluster. It counts all core nodes behind the headless
# Service, ready or not. `GET /status` is not enough: an isolated node answers it, too.
#
# The others must also find this node by its name. DNS can return the former address of a pod for its time to live. Until then, messages
# that they forward to this node are lost, so it must not have clients.
#
# After a minute, the script does not wait for DNS any longer, and two kinds of pods no longer count, because an update replaces them only
# after this node has started:
# - pods that run no broker, for example because the image is missing or the broker crashes;
# - brokers with names of another kind (DNS name or address), which cannot join this cluster.
# Nodes that cannot be reached still count.
#
# Usage: membership.sh SCHEME PORT HEADLESS_SERVICE CLUSTER_DOMAIN NAMES [API_KEYS]
#   SCHEME, PORT  of the REST API
#   NAMES         hostname if core nodes are named by DNS name, ip if they are named by address
#   API_KEYS      the file with the keys of the REST API, if the release reads one
# The environment sets POD_NAMESPACE.
set -eu
scheme=$1 port=$2 service=$3 domain=$4 names=$5 keys=${6:-}

# Seconds for which a node waits for DNS, and for pods that run no broker, before it starts without them.
patience=60

# Seconds for which EMQX waits for the tables of other nodes. If it had to, they may be incomplete.
waiting=30

# `core` matches a core node in the list of members, and `own` the status of a node that can join this cluster. If core nodes are named by
# DNS name, `core` skips replicants, which are named by address.
case "$names" in
  hostname) core="@[^']*\\.$service\\." own="\\.$service\\.[^ ]*\\.svc\\.$domain " ;;
  *) core=@ own='@[0-9a-f.:]* ' ;;
esac

# The certificate is for the names that clients use, not for addresses.
request() { curl --silent --insecure "$@"; }

# Counts members through the REST API, which is cheap.
members_by_api() {
  key=$(head -n 1 "$keys" | cut -d : -f 1,2 | tr -d '\n' | base64 -w 0)
  # The key is passed on standard input, because other processes can read a command line.
  printf 'Authorization: Basic %s' "$key" |
    request --show-error --fail --max-time 5 --header @- "$scheme://127.0.0.1:$port/api/v5/nodes" |
    tr -d ' \n' | tr '{' '\n' | grep '"node_status":"running"' | grep -c '"role":"core"'
}

# Counts members with emqx_ctl, which takes a second of CPU time. It prints #{running_nodes => ['emqx@…',…],stopped_nodes => […]}.
members_by_command() {
  emqx_ctl cluster status | tr -d ' \n' | sed 's/stopped_nodes.*//' | grep -o "$core" | wc -l
}

# Succeeds if the pod at address $1 runs no broker: nothing listens on the port of the Erlang distribution.
is_absent() { LC_ALL=C timeout 3 bash -c "exec 3<>/dev/tcp/$1/4370" 2>&1 | grep -q refused; }

# Succeeds if the node at address $1 cannot join this cluster. Its status is: Node emqx@… is started. Images without curl print nothing.
is_stranger() {
  case "$1" in *:*) host="[$1]" ;; *) host=$1 ;; esac
  request --max-time 3 "$scheme://$host:$port/status" | grep '^Node ' | grep -qv "$own"
}

# The addresses of a name, each once.
resolve() { "$(dirname "$0")/addresses.sh" "$1" | sort -u; }

# Succeeds if DNS has this pod's address, as /etc/hosts has it. The dot at the end makes getent skip that file. Three times, because each
# server of the Kubernetes cluster's DNS remembers answers on its own.
is_found() {
  full="$(hostname).$headless"
  case "${EMQX_NODE__NAME:-}" in *"@$full") ;; *) return 0 ;; esac
  for _ in 1 2 3; do
    [ "$(resolve "$full.")" = "$(resolve "$full")" ] || return 1
  done
}

headless="$service.$POD_NAMESPACE.svc.$domain"
# The dot at the end saves the queries for the search domains.
addresses=$(resolve "$headless.")
nodes=$(echo "$addresses" | wc -w)
if [ "$nodes" -eq 0 ]; then
  echo "DNS knows no address of $headless; Kubernetes calls this pod $(hostname -f)"
  exit 1
fi

# Images before 5.8.5 lack curl: deploy/docker/Dockerfile.
if [ -n "$keys" ] && command -v curl > /dev/null; then
  members=$(members_by_api)
else
  members=$(members_by_command)
fi
echo "$members of $nodes nodes are members of the cluster"
[ "$members" -gt 0 ] || exit 1

# The age of the container in seconds, from its first process.
age=$(($(cut -d . -f 1 /proc/uptime) - $(cut -d ' ' -f 22 /proc/1/stat) / 100))
if [ $((2 * members)) -gt "$nodes" ]; then
  if [ "$age" -lt "$patience" ] && ! is_found; then
    echo "DNS does not have the address of this pod yet"
    exit 1
  fi
  [ "$age" -lt "$waiting" ] || exec "$(dirname "$0")/tables.sh"
  exit 0
fi
[ "$age" -ge "$patience" ] || exit 1
without=$(
  for address in $addresses; do
    { is_absent "$address" || is_stranger "$address"; } && echo "$address" &
  done | wc -l
)
echo "$without of them run no broker, or one whose name is of another kind"
[ $((2 * members)) -gt $((nodes - without)) ]
