import { nodeShortName } from "./discovery";
import type { ReleaseLine } from "./releaseLine";

/**
 * EMQX's role of a node. Cores store the cluster's data, replicants serve clients from a copy of it:
 * https://docs.emqx.com/en/emqx/v5.8/deploy/cluster/mria-introduction.html.
 */
export type NodeRole = "core" | "replicant";

/**
 * The environment that makes a node a replicant. A replicant stores no data, so it can be named by address. The part before the `@` is
 * the same as for cores, because nodes derive the names of others from their own.
 */
export function replicantEnvironment({ keys }: ReleaseLine, address: string): Record<string, string> {
  return keys.role === undefined
    ? {}
    : { [keys.role]: "replicant", EMQX_NODE__NAME: `${nodeShortName}@${address}` };
}
