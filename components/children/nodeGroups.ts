import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { Resource } from "@pulumi/pulumi";
import { autoscalerArgs } from "../kubernetes/autoscaler";
import { disruptionBudgetArgs } from "../kubernetes/disruptionBudget";
import { groupName } from "../kubernetes/metadata";
import type { NodeGroup } from "../settings/replicants";
import type { Context } from "./context";

/** Creates the PodDisruptionBudget of a node group, if it has one. */
export function limitDisruptions(
  { name, settings, parent }: Context,
  { role, disruptionBudget }: NodeGroup,
): void {
  if (disruptionBudget) {
    new PodDisruptionBudget(groupName(name, role), disruptionBudgetArgs(settings, disruptionBudget, role), {
      parent,
    });
  }
}

/** Creates the component's own autoscaler of a node group, if it has one, after the pods are ready. */
export function autoscale(
  { name, settings, parent }: Context,
  { role, autoscaling }: NodeGroup,
  workload: Resource,
): void {
  if (autoscaling && autoscaling !== "external") {
    new HorizontalPodAutoscaler(groupName(name, role), autoscalerArgs(settings, autoscaling, role), {
      parent,
      dependsOn: [workload],
    });
  }
}
