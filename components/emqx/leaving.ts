import { scriptsDirectory } from "./scripts";

/** The longest time in seconds that leaving takes before the broker stops: query Kubernetes, wait for other nodes, leave. */
export const leavingSeconds = 180;

/**
 * The command that removes a core node from the cluster permanently if the StatefulSet was scaled below the node's ordinal. It first runs
 * another command, because a container has only one preStop hook.
 */
export function leavingCommand(statefulSet: string, before: string[] = []): string[] {
  return [`${scriptsDirectory}/leaving.sh`, statefulSet, ...before];
}
