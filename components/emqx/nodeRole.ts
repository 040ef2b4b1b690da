import { nodeShortName } from "./discovery";
import type { ReleaseLine } from "./releaseLine";

/**
 * What a node does, in EMQX's words: cores keep the cluster's data, replicants serve clients with a copy of it:
 * https://docs.emqx.com/en/emqx/v5.8/deploy/cluster/mria-introduction.html.
 */
export type NodeRole = "core" | "replicant";

/**
 * The environment that makes a node a replicant. It has no data to find again, so that its address is good enough for a name;
 * before the `@` stands the same as with cores, as nodes make the names of others from their own.
 */
export function replicantEnvironment({ keys }: ReleaseLine, address: string): Record<string, string> {
  return keys.role === undefined
    ? {}
    : { [keys.role]: "replicant", EMQX_NODE__NAME: `${nodeShortName}@${address}` };
}
