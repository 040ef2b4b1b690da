import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import * as pulumi from "@pulumi/pulumi";
import { deploymentArgs } from "../kubernetes/deployment";
import { disruptionBudgetArgs } from "../kubernetes/disruptionBudget";
import type { Settings } from "../settings";

/** The replicant nodes, where there are to be some; `needed` must exist before their pods. */
export function makeReplicants(
  name: string,
  settings: Settings,
  needed: pulumi.Resource[],
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { replicants } = settings;
  if (replicants === undefined) {
    return [];
  }
  if (settings.disruptionBudget) {
    // One at a time is right for any number of them; the user's own numbers are those of the cores.
    const budget = { maxUnavailable: pulumi.output(1) };
    const args = disruptionBudgetArgs(settings, budget, replicants.role);
    new PodDisruptionBudget(`${name}-replicant`, args, { parent });
  }
  // Not after the StatefulSet: replicants wait for cores themselves, and those of an old release need an old core until there
  // are new ones, which start with the first new core.
  return [
    new Deployment(`${name}-replicant`, deploymentArgs(settings, replicants), {
      parent,
      customTimeouts: rolloutTimeouts(settings),
      dependsOn: needed,
    }),
  ];
}

/** For how long the engine waits until pods are ready. */
export function rolloutTimeouts({ timeoutSeconds }: Settings): pulumi.CustomTimeouts {
  return { create: `${timeoutSeconds}s`, update: `${timeoutSeconds}s` };
}
