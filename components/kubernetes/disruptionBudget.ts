import type { types } from "@pulumi/kubernetes";
import type { NodeRole } from "../emqx/nodeRole";
import type { Settings } from "../settings";
import type { DisruptionBudget } from "../settings/disruptionBudget";
import { groupName, objectMeta, selectorLabels } from "./metadata";

/** The limit of pods that may be unavailable while Kubernetes nodes are drained. */
export function disruptionBudgetArgs(
  settings: Settings,
  budget: DisruptionBudget,
  role: NodeRole,
): types.input.policy.v1.PodDisruptionBudget {
  return {
    metadata: objectMeta(settings, groupName(settings.name, role)),
    spec: {
      ...budget,
      selector: { matchLabels: selectorLabels(settings.name, role) },
      // Otherwise a pod that never becomes ready would block the drain of its Kubernetes node.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  };
}
