import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { Resource } from "@pulumi/pulumi";
import { autoscalerArgs } from "../kubernetes/autoscaler";
import { disruptionBudgetArgs } from "../kubernetes/disruptionBudget";
import { groupName } from "../kubernetes/metadata";
import type { Settings } from "../settings";
import type { NodeGroup } from "../settings/replicants";

/** Limits how many nodes of a group are away when Kubernetes nodes are drained, where that is to be. */
export function limitDisruptions(
  name: string,
  settings: Settings,
  { role, disruptionBudget }: NodeGroup,
  parent: Resource,
): void {
  if (disruptionBudget) {
    new PodDisruptionBudget(groupName(name, role), disruptionBudgetArgs(settings, disruptionBudget, role), {
      parent,
    });
  }
}

/** Lets an autoscaler of the component's own have the number of a group's nodes, where that is to be, once they are up. */
export function autoscale(
  name: string,
  settings: Settings,
  { role, autoscaling }: NodeGroup,
  workload: Resource,
  parent: Resource,
): void {
  if (autoscaling && autoscaling !== "external") {
    new HorizontalPodAutoscaler(groupName(name, role), autoscalerArgs(settings, autoscaling, role), {
      parent,
      dependsOn: [workload],
    });
  }
}
