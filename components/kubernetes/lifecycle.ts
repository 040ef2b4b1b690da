import type { types } from "@pulumi/kubernetes";
import { evacuationCommand, evacuationRecord } from "../emqx/evacuation";
import { leavingCommand, leavingSeconds } from "../emqx/leaving";
import type { NodeRole } from "../emqx/nodeRole";
import type { LifecycleArgs } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import { withoutAbsent } from "../settings/checks";
import type { Pods } from "../settings/pods";
import { type Eventual, whenKnown } from "../eventual";

/** The broker's lifecycle hooks: the user's commands, or those of the evacuation, followed by leaving the cluster. */
export function lifecycle(
  settings: Settings,
  pods: Pods,
  role: NodeRole,
): Eventual<types.input.core.v1.Lifecycle> {
  const thenLeave = (command?: string[]) =>
    leaves(settings, role) ? leavingCommand(settings.name, command) : command;
  return whenKnown([pods.lifecycle, settings.evacuation, settings.line], (given, evacuation, line) => {
    if (evacuation === undefined) {
      return lifecycleHooks({ ...given, preStop: thenLeave(given.preStop) })!;
    }
    return lifecycleHooks({
      // Not an init container: it does not run again if only the container restarts.
      postStart: ["rm", "-f", evacuationRecord(line)],
      preStop: thenLeave(evacuationCommand(line, evacuation)),
    })!;
  });
}

/** The seconds that a pod has to stop: for the evacuation, for leaving the cluster, and for the broker itself. */
export function terminationGracePeriod(settings: Settings, pods: Pods, role: NodeRole): Eventual<number> {
  return whenKnown(
    [pods.terminationGracePeriodSeconds, settings.evacuation],
    (seconds, evacuation) =>
      seconds + (evacuation?.timeoutSeconds ?? 0) + (leaves(settings, role) ? leavingSeconds : 0),
  );
}

function leaves({ leaving }: Settings, role: NodeRole): boolean {
  return leaving && role === "core";
}

/** Hooks in Kubernetes' format. Undefined if there is no hook. */
export function lifecycleHooks(
  given: Partial<Record<keyof LifecycleArgs, string[]>>,
): types.input.core.v1.Lifecycle | undefined {
  const hooks = Object.entries(withoutAbsent(given)).map(([hook, command]) => [hook, { exec: { command } }]);
  return hooks.length === 0 ? undefined : (Object.fromEntries(hooks) as types.input.core.v1.Lifecycle);
}
