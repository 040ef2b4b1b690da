import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import type * as pulumi from "@pulumi/pulumi";
import { autoscaledFields } from "../kubernetes/autoscaler";
import { deploymentArgs } from "../kubernetes/deployment";
import { groupName } from "../kubernetes/metadata";
import { explainFailure } from "../rollout";
import type { Settings } from "../settings";
import type { Context } from "./context";
import { autoscale, limitDisruptions } from "./nodeGroups";

/** Creates the replicant nodes, if there are any. The resources in `needed` must exist before their pods. */
export function makeReplicants(context: Context, needed: pulumi.Input<pulumi.Resource>[]): pulumi.Resource[] {
  const { name, settings, parent, provider } = context;
  const { replicants } = settings;
  if (replicants === undefined) {
    return [];
  }
  limitDisruptions(context, replicants);
  // It does not depend on the StatefulSet, because replicants themselves wait for core nodes. During an upgrade, old replicants need an old
  // core node until new replicants are ready, and these start with the first new core node.
  const deployment = new Deployment(groupName(name, replicants.role), deploymentArgs(settings, replicants), {
    parent,
    ignoreChanges: autoscaledFields(replicants),
    customTimeouts: rolloutTimeouts(settings),
    hooks: explainFailure(settings, provider),
    dependsOn: needed,
  });
  autoscale(context, replicants, deployment);
  return [deployment];
}

/** How long the engine waits until the pods are ready. */
export function rolloutTimeouts({ timeoutSeconds }: Settings): pulumi.CustomTimeouts {
  return { create: `${timeoutSeconds}s`, update: `${timeoutSeconds}s` };
}
