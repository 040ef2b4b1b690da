import type { types } from "@pulumi/kubernetes";
import type { NodeRole } from "../emqx/nodeRole";
import type { Settings } from "../settings";
import type { DisruptionBudget } from "../settings/disruptionBudget";
import { groupName, objectMeta, selectorLabels } from "./metadata";

/** How many pods may be away when Kubernetes nodes are drained. */
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
      // Or a pod that never gets ready would keep its Kubernetes node from being drained.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  };
}
