import { apiKeysFile } from "./apiKeys";
import type { HttpEndpoint } from "./endpoints";
import type { ReleaseLine } from "./releaseLine";
import { scriptsDirectory } from "./scripts";

/** The command that succeeds once more than half of the core nodes are running members of the node's cluster. */
export function membershipCommand(
  line: ReleaseLine,
  { scheme, port }: HttpEndpoint,
  headlessService: string,
  clusterDomain: string,
  areNamesStable: boolean,
): string[] {
  return [
    `${scriptsDirectory}/membership.sh`,
    scheme,
    `${port}`,
    headlessService,
    clusterDomain,
    areNamesStable ? "hostname" : "ip",
    ...(line.apiKeys === "none" ? [] : [apiKeysFile]),
  ];
}
