import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import type { Input, Resource } from "@pulumi/pulumi";
import { autoscaledFields } from "../kubernetes/autoscaler";
import { statefulSetArgs } from "../kubernetes/statefulSet";
import { guardReplacement } from "../replacementGuard";
import { explainFailure } from "../rollout";
import { coreNodes } from "../settings/replicants";
import { acceptsReplacement } from "../settings/dataLoss";
import type { Context } from "./context";
import { rolloutTimeouts } from "./replicants";

/**
 * Creates the core nodes. The resources in `needed` must exist before their pods. Only dependsOn refers to them, not outputs: a Secret with
 * a new value is replaced, and the engine would first delete the StatefulSet, with all pods at once.
 */
export function makeStatefulSet(
  context: Context,
  needed: Input<Resource>[],
  claims: Resource[],
): StatefulSet {
  const { name, settings, parent, provider } = context;
  const statefulSet = new StatefulSet(name, statefulSetArgs(settings), {
    parent,
    ignoreChanges: [
      ...autoscaledFields(coreNodes(settings)),
      ...(claims.length > 0 ? ["spec.volumeClaimTemplates[0].spec.resources.requests.storage"] : []),
    ],
    customTimeouts: rolloutTimeouts(settings),
    hooks: explainFailure(settings, provider),
    dependsOn: [...needed, ...claims],
    // The engine creates the new StatefulSet first, and the API server rejects it because the name is taken. Otherwise an update without a
    // preview would delete the old one before the update is stopped.
    ...(acceptsReplacement(settings.acceptedRisks) ? {} : { deleteBeforeReplace: false }),
  });
  guardReplacement(context, "StatefulSet", statefulSet);
  return statefulSet;
}
