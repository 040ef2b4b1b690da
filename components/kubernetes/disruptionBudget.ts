import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { DisruptionBudget } from "../settings/disruptionBudget";
import { objectMeta, selectorLabels } from "./metadata";

/** How many pods may be away when Kubernetes nodes are drained. */
export function disruptionBudgetArgs(
  settings: Settings,
  budget: DisruptionBudget,
): types.input.policy.v1.PodDisruptionBudget {
  return {
    metadata: objectMeta(settings, settings.name),
    spec: {
      ...budget,
      selector: { matchLabels: selectorLabels(settings.name) },
      // Or a pod that never gets ready would keep its Kubernetes node from being drained.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  };
}
