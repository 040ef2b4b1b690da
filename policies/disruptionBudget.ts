import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { brokerOf, isKind, type KubernetesObject } from "./kubernetes";

/** The StatefulSets and Deployments with several EMQX nodes that no PodDisruptionBudget of the stack selects. */
function withoutBudget<T extends Pick<PolicyResource, "type" | "props">>(resources: T[]): T[] {
  const budgets = resources.filter(({ type }) => isKind(type, "PodDisruptionBudget"));
  return resources.filter(({ type, props }) => {
    const workload = props as KubernetesObject;
    const isWorkload = isKind(type, "StatefulSet") || isKind(type, "Deployment");
    if (!isWorkload || !brokerOf(workload.spec?.template) || (workload.spec?.replicas ?? 1) < 2) return false;
    return !budgets.some((budget) => selects(budget.props, workload));
  });
}

function selects({ metadata, spec }: KubernetesObject, workload: KubernetesObject): boolean {
  const wanted = Object.entries(spec?.selector?.matchLabels ?? {});
  const labels = workload.spec?.template?.metadata?.labels ?? {};
  return (
    metadata?.namespace === workload.metadata?.namespace &&
    wanted.length > 0 &&
    wanted.every(([label, value]) => labels[label] === value)
  );
}

export const disruptionBudget: StackValidationPolicy = {
  name: "emqx-disruption-budget",
  description:
    "Several EMQX nodes must have a PodDisruptionBudget, so that a drain stops one node at a time.",
  enforcementLevel: "advisory",
  validateStack: ({ resources }, report) => {
    for (const { props, urn } of withoutBudget(resources)) {
      const { name } = (props as KubernetesObject).metadata ?? {};
      report(
        `No PodDisruptionBudget of this stack selects the pods of ${name}. Set podDisruptionBudget.`,
        urn,
      );
    }
  },
};
