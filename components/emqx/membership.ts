import { apiKeysFile } from "./apiKeys";
import type { HttpEndpoint } from "./endpoints";
import { distributionPort, type ReleaseLine, statusPath } from "./releaseLine";

/** Seconds for which a node waits for pods that run no broker, before it starts without them. */
const patienceSeconds = 60;

/**
 * A shell script that succeeds once more than half of the core nodes are running members of the node's cluster. It counts all core
 * nodes behind the headless Service, ready or not. `GET /status` is not enough: an isolated node answers it, too.
 *
 * After a minute, two kinds of pods no longer count, because an update replaces them only after this node has started:
 * - pods that run no broker, for example because the image is missing or the broker crashes;
 * - brokers with names of another kind (DNS name or address), which cannot join this cluster.
 * Nodes that cannot be reached still count.
 *
 * The script runs in the broker's container, which sets `POD_NAMESPACE`.
 */
export function membershipScript(
  line: ReleaseLine,
  api: HttpEndpoint,
  headlessService: string,
  clusterDomain: string,
  areNamesStable: boolean,
): string {
  const domain = `${headlessService}.$POD_NAMESPACE.svc.${clusterDomain}`;
  const ownKind = areNamesStable
    ? `\\.${headlessService}\\.[^ ]*\\.svc\\.${clusterDomain} `
    : "@[0-9a-f.:]* ";
  return [
    "set -eu",
    `addresses=$(${addresses(line, domain)} | sort -u)`,
    "nodes=$(echo $addresses | wc -w)",
    `[ "$nodes" -gt 0 ] || { echo "DNS knows no address of ${domain}; Kubernetes calls this pod $(hostname -f)"; exit 1; }`,
    `members=$(${members(line, api, areNamesStable ? headlessService : undefined)})`,
    'echo "$members of $nodes nodes are members of the cluster"',
    '[ "$members" -gt 0 ] || exit 1',
    '[ $((2 * members)) -le "$nodes" ] || exit 0',
    // The age of the container in seconds, from its first process.
    "age=$(($(cut -d . -f 1 /proc/uptime) - $(cut -d ' ' -f 22 /proc/1/stat) / 100))",
    `[ "$age" -ge ${patienceSeconds} ] || exit 1`,
    `isAbsent() { LC_ALL=C timeout 3 bash -c "exec 3<>/dev/tcp/$1/${distributionPort}" 2>&1 | grep -q refused; }`,
    `isStranger() { ${nodeStatus(api)} | grep '^Node ' | grep -qv '${ownKind}'; }`,
    'without=$(for address in $addresses; do { isAbsent "$address" || isStranger "$address"; } && echo "$address" & done; wait)',
    "without=$(echo $without | wc -w)",
    'echo "$without of them run no broker, or one whose name is of another kind"',
    "[ $((2 * members)) -gt $((nodes - without)) ]",
  ].join("\n");
}

/** A command that prints one address a line. A dual-stack name lists each node twice, so only one address family counts. */
export function addresses({ version }: ReleaseLine, domain: string): string {
  return version.major === 4
    ? // The 4.x image is Alpine, whose getent cannot do this. nslookup prints the DNS server's own address before the empty line.
      `nslookup -type=a "${domain}" | sed '1,/^$/d' | sed -n 's/^Address[^:]*: *//p' | cut -d ' ' -f 1`
    : `{ getent ahostsv4 "${domain}" || getent ahostsv6 "${domain}"; } | cut -d ' ' -f 1`;
}

function members(line: ReleaseLine, api: HttpEndpoint, coresBehind?: string): string {
  const byCommand = membersByCommand(coresBehind);
  return line.apiKeys === "none"
    ? byCommand
    : // Images before 5.8.5 lack curl: deploy/docker/Dockerfile.
      `if command -v curl > /dev/null; then ${membersByApi(api)}; else ${byCommand}; fi`;
}

function membersByCommand(coresBehind?: string): string {
  // The command prints #{running_nodes => ['emqx@…',…],stopped_nodes => […]}.
  // If core names are stable, the pattern skips replicants, which are named by address.
  const core = coresBehind === undefined ? "@" : `@[^']*\\.${coresBehind}\\.`;
  return `emqx_ctl cluster status | tr -d ' \\n' | sed 's/stopped_nodes.*//' | grep -o "${core}" | wc -l`;
}

/** A command that prints the status of the node at address `$1`: `Node emqx@… is started`. Images without curl print nothing. */
function nodeStatus({ scheme, port }: HttpEndpoint): string {
  const flags = `--silent --max-time 3${scheme === "https" ? " --insecure" : ""}`;
  return `case "$1" in *:*) host="[$1]" ;; *) host=$1 ;; esac; curl ${flags} ${scheme}://$host:${port}${statusPath}`;
}

/** Counts members through the REST API, which is cheap. `emqx_ctl` takes a second of CPU time. */
function membersByApi({ scheme, port }: HttpEndpoint): string {
  // The key is passed on standard input, because other processes can read a command line.
  const authorization = `printf 'Authorization: Basic %s' "$(head -n 1 ${apiKeysFile} | cut -d : -f 1,2 | tr -d '\\n' | base64 -w 0)"`;
  // The certificate is for the names that clients use, not for 127.0.0.1. The connection does not leave the pod.
  const flags = `--silent --show-error --fail --max-time 5${scheme === "https" ? " --insecure" : ""}`;
  const nodes = `curl ${flags} --header @- ${scheme}://127.0.0.1:${port}/api/v5/nodes`;
  return `${authorization} | ${nodes} | tr -d ' \\n' | tr '{' '\\n' | grep '"node_status":"running"' | grep -c '"role":"core"'`;
}
