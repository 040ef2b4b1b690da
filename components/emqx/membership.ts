import { apiKeysFile } from "./apiKeys";
import type { HttpEndpoint } from "./endpoints";
import type { ReleaseLine } from "./releaseLine";

/**
 * A shell script that succeeds once a node sees more than half of the core nodes behind the headless Service, ready or not, as
 * running members of its cluster. Nodes that are still alone answer `GET /status` too.
 *
 * It runs inside the broker's container, where it finds `POD_NAMESPACE`.
 */
export function membershipScript(
  line: ReleaseLine,
  api: HttpEndpoint,
  headlessService: string,
  clusterDomain: string,
  hasReplicants: boolean,
): string {
  const domain = `${headlessService}.$POD_NAMESPACE.svc.${clusterDomain}`;
  return [
    "set -eu",
    `addresses=$(${addresses(line, domain)} | sort -u | wc -l)`,
    `members=$(${members(line, api, hasReplicants ? headlessService : undefined)})`,
    'echo "$members of $addresses nodes are members of the cluster"',
    '[ "$addresses" -gt 0 ] && [ $((2 * members)) -gt "$addresses" ]',
  ].join("\n");
}

/** One line for each address. A name with both kinds of addresses has each node twice, so only one kind counts. */
function addresses({ version }: ReleaseLine, domain: string): string {
  return version.major === 4
    ? // The image of 4.x is Alpine, where getent knows no such question. The server's own address comes before the empty line.
      `nslookup -type=a "${domain}" | sed '1,/^$/d' | grep '^Address'`
    : `{ getent ahostsv4 "${domain}" || getent ahostsv6 "${domain}"; } | cut -d ' ' -f 1`;
}

function members(line: ReleaseLine, { scheme, port }: HttpEndpoint, coresBehind?: string): string {
  if (line.apiKeys === "none") {
    // It prints #{running_nodes => ['emqx@…',…],stopped_nodes => […]}.
    // Replicants are among them, called by address, and do not count.
    const core = coresBehind === undefined ? "@" : `@[^']*\\.${coresBehind}\\.`;
    return `emqx_ctl cluster status | tr -d ' \\n' | sed 's/stopped_nodes.*//' | grep -o "${core}" | wc -l`;
  }
  // The key is handed over on standard input, as others may read a command line.
  const authorization = `printf 'Authorization: Basic %s' "$(head -n 1 ${apiKeysFile} | cut -d : -f 1,2 | tr -d '\\n' | base64 -w 0)"`;
  // The certificate is for names that clients connect to, and this is no way to leave the pod.
  const flags = `--silent --show-error --fail --max-time 5${scheme === "https" ? " --insecure" : ""}`;
  const nodes = `curl ${flags} --header @- ${scheme}://127.0.0.1:${port}/api/v5/nodes`;
  return `${authorization} | ${nodes} | tr -d ' \\n' | tr '{' '\\n' | grep '"node_status":"running"' | grep -c '"role":"core"'`;
}
