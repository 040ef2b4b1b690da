import { apiKeysFile } from "./apiKeys";
import type { HttpEndpoint } from "./endpoints";
import { distributionPort, type ReleaseLine, statusPath } from "./releaseLine";

/** Seconds for which a node waits for others that run no broker, before it goes on without them. */
const patienceSeconds = 60;

/**
 * A shell script that succeeds once a node sees more than half of the core nodes behind the headless Service, ready or not, as
 * running members of its cluster. Nodes that are still alone answer `GET /status` too.
 *
 * Pods without a broker, whose image is not there or which crash, do not count after a minute, nor do brokers whose names are of
 * another kind, which cannot be one cluster with this one: they are waiting to be replaced, which an update does only after this node
 * has started. What counts on is a node that cannot be reached.
 *
 * It runs inside the broker's container, where it finds `POD_NAMESPACE`.
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
    // The container's age, by its first process.
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

/** One line for each address. A name with both kinds of addresses has each node twice, so only one kind counts. */
export function addresses({ version }: ReleaseLine, domain: string): string {
  return version.major === 4
    ? // The image of 4.x is Alpine, where getent knows no such question. The server's own address comes before the empty line.
      `nslookup -type=a "${domain}" | sed '1,/^$/d' | sed -n 's/^Address[^:]*: *//p' | cut -d ' ' -f 1`
    : `{ getent ahostsv4 "${domain}" || getent ahostsv6 "${domain}"; } | cut -d ' ' -f 1`;
}

function members(line: ReleaseLine, api: HttpEndpoint, coresBehind?: string): string {
  const byCommand = membersByCommand(coresBehind);
  return line.apiKeys === "none"
    ? byCommand
    : // Images before 5.8.5 have no curl: deploy/docker/Dockerfile.
      `if command -v curl > /dev/null; then ${membersByApi(api)}; else ${byCommand}; fi`;
}

function membersByCommand(coresBehind?: string): string {
  // It prints #{running_nodes => ['emqx@…',…],stopped_nodes => […]}.
  // Where cores have stable names, replicants are called by address, and do not count.
  const core = coresBehind === undefined ? "@" : `@[^']*\\.${coresBehind}\\.`;
  return `emqx_ctl cluster status | tr -d ' \\n' | sed 's/stopped_nodes.*//' | grep -o "${core}" | wc -l`;
}

/** What the node at the address `$1` says of itself: `Node emqx@… is started`. Images without curl do not learn it. */
function nodeStatus({ scheme, port }: HttpEndpoint): string {
  const flags = `--silent --max-time 3${scheme === "https" ? " --insecure" : ""}`;
  return `case "$1" in *:*) host="[$1]" ;; *) host=$1 ;; esac; curl ${flags} ${scheme}://$host:${port}${statusPath}`;
}

/** It costs next to nothing, where the command takes a second of CPU. */
function membersByApi({ scheme, port }: HttpEndpoint): string {
  // The key is handed over on standard input, as others may read a command line.
  const authorization = `printf 'Authorization: Basic %s' "$(head -n 1 ${apiKeysFile} | cut -d : -f 1,2 | tr -d '\\n' | base64 -w 0)"`;
  // The certificate is for names that clients connect to, and this is no way to leave the pod.
  const flags = `--silent --show-error --fail --max-time 5${scheme === "https" ? " --insecure" : ""}`;
  const nodes = `curl ${flags} --header @- ${scheme}://127.0.0.1:${port}/api/v5/nodes`;
  return `${authorization} | ${nodes} | tr -d ' \\n' | tr '{' '\\n' | grep '"node_status":"running"' | grep -c '"role":"core"'`;
}
