import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { evacuationScript, forgetEvacuation } from "../emqx/evacuation";
import type { LifecycleArgs } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import type { Pods } from "../settings/pods";

/** What the kubelet does after the broker's start and before its stop: the user's commands, or those of evacuation. */
export function lifecycle(
  { evacuation, line }: Settings,
  pods: Pods,
): pulumi.Output<types.input.core.v1.Lifecycle> {
  if (evacuation === undefined) {
    return pods.lifecycle.apply((given) => lifecycleHooks(given)!);
  }
  return pulumi.all([evacuation, line]).apply(([given, release]) =>
    lifecycleHooks({
      // Not as an init container, which does not run when the container alone starts again.
      postStart: ["sh", "-c", forgetEvacuation(release)],
      preStop: ["sh", "-c", evacuationScript(release, given)],
    })!,
  );
}

/** Seconds that a pod has to stop: those that the broker takes, and before these those of an evacuation. */
export function terminationGracePeriod({ evacuation }: Settings, pods: Pods): pulumi.Output<number> {
  return evacuation === undefined
    ? pods.terminationGracePeriodSeconds
    : pulumi
        .all([pods.terminationGracePeriodSeconds, evacuation])
        .apply(([seconds, { timeoutSeconds }]) => seconds + timeoutSeconds);
}

function lifecycleHooks(given: pulumi.Unwrap<LifecycleArgs>): types.input.core.v1.Lifecycle | undefined {
  const hooks = Object.entries(given).map(([hook, command]) => [hook, { exec: { command } }]);
  return hooks.length === 0 ? undefined : (Object.fromEntries(hooks) as types.input.core.v1.Lifecycle);
}
