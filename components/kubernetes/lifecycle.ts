import type { types } from "@pulumi/kubernetes";
import { evacuationScript, forgetEvacuation } from "../emqx/evacuation";
import { leavingScript, leavingSeconds } from "../emqx/leaving";
import type { NodeRole } from "../emqx/nodeRole";
import type { LifecycleArgs } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import { withoutAbsent } from "../settings/checks";
import type { Pods } from "../settings/pods";
import { type Eventual, whenKnown } from "../eventual";

/** What the kubelet does after the broker's start and before its stop: the user's commands, or those of evacuation, and leaving. */
export function lifecycle(
  settings: Settings,
  pods: Pods,
  role: NodeRole,
): Eventual<types.input.core.v1.Lifecycle> {
  const leaving = leaves(settings, role) ? leavingScript(settings.name) : undefined;
  return whenKnown([pods.lifecycle, settings.evacuation, settings.line], (given, evacuation, line) => {
    if (evacuation === undefined) {
      return lifecycleHooks({ ...given, preStop: followedBy(given.preStop, leaving) })!;
    }
    return lifecycleHooks({
      // Not as an init container, which does not run when the container alone starts again.
      postStart: ["sh", "-c", forgetEvacuation(line)],
      preStop: followedBy(["sh", "-c", evacuationScript(line, evacuation)], leaving),
    })!;
  });
}

/** A container has one hook of a kind: it runs a command, whatever comes of it, and then a script. */
function followedBy(command: string[] | undefined, script: string | undefined): string[] | undefined {
  if (script === undefined) {
    return command;
  }
  return command === undefined ? ["sh", "-c", script] : ["sh", "-c", `"$@"\n${script}`, "sh", ...command];
}

/** Seconds that a pod has to stop: those that the broker takes, and before these those of an evacuation and of leaving. */
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

/** Hooks as Kubernetes has them; absent where there are none. */
export function lifecycleHooks(
  given: Partial<Record<keyof LifecycleArgs, string[]>>,
): types.input.core.v1.Lifecycle | undefined {
  const hooks = Object.entries(withoutAbsent(given)).map(([hook, command]) => [hook, { exec: { command } }]);
  return hooks.length === 0 ? undefined : (Object.fromEntries(hooks) as types.input.core.v1.Lifecycle);
}
