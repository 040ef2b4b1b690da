import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import type * as pulumi from "@pulumi/pulumi";
import { autoscaledFields } from "../kubernetes/autoscaler";
import { deploymentArgs } from "../kubernetes/deployment";
import { groupName } from "../kubernetes/metadata";
import { explainFailure } from "../rollout";
import type { Settings } from "../settings";
import { autoscale, limitDisruptions } from "./nodeGroups";

/** The replicant nodes, where there are to be some; `needed` must exist before their pods. */
export function makeReplicants(
  name: string,
  settings: Settings,
  needed: pulumi.Input<pulumi.Resource>[],
  provider: pulumi.ProviderResource | undefined,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { replicants } = settings;
  if (replicants === undefined) {
    return [];
  }
  limitDisruptions(name, settings, replicants, parent);
  // Not after the StatefulSet: replicants wait for cores themselves, and those of an old release need an old core until there
  // are new ones, which start with the first new core.
  const deployment = new Deployment(groupName(name, replicants.role), deploymentArgs(settings, replicants), {
    parent,
    ignoreChanges: autoscaledFields(replicants),
    customTimeouts: rolloutTimeouts(settings),
    hooks: explainFailure(settings, provider),
    dependsOn: needed,
  });
  autoscale(name, settings, replicants, deployment, parent);
  return [deployment];
}

/** For how long the engine waits until pods are ready. */
export function rolloutTimeouts({ timeoutSeconds }: Settings): pulumi.CustomTimeouts {
  return { create: `${timeoutSeconds}s`, update: `${timeoutSeconds}s` };
}
