import type { PodDisruptionBudgetArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import type { CompleteAutoscaling } from "./autoscaling";
import { type Checks, type Report, withDefault } from "./checks";
import { checkNothingBeside } from "./rules/collections";
import { isCount } from "./rules/formats";
import { group, maybe, eventual, plain, present } from "./rules/parts";
import { count, flag, number } from "./rules/scalars";

/** The number of nodes that may be unavailable, or that must stay available. */
export type DisruptionBudget = { maxUnavailable: Eventual<number> } | { minAvailable: Eventual<number> };

const someAway = "a whole number of at least 1: with 0, no drain of a Kubernetes node would ever finish";

export const disruptionBudget = group<PodDisruptionBudgetArgs>()({
  enabled: plain(flag(true)),
  minAvailable: present(count),
  maxUnavailable: maybe(eventual(number(isCount, someAway, 1))),
});

type CompleteBudget = ReturnType<typeof disruptionBudget.complete>;

/**
 * The PodDisruptionBudget of a group of nodes. `prefix` is the argument path of the group, empty for cores. Undefined if it is
 * disabled.
 */
export function budgetSettings(
  checks: Checks,
  { enabled, ...given }: CompleteBudget,
  group: { replicas: Eventual<number>; autoscaling?: CompleteAutoscaling },
  prefix: string,
): DisruptionBudget | undefined {
  const path = `${prefix}podDisruptionBudget`;
  const { minAvailable, maxUnavailable } = given;
  if (enabled === false) {
    checks.now((report) => checkNothingBeside(given, path, report));
    return undefined;
  }
  if (minAvailable === undefined) {
    return { maxUnavailable: maxUnavailable ?? 1 };
  }
  if (maxUnavailable !== undefined) {
    checks.now((report) => report(`${path}.minAvailable`, `only valid without ${path}.maxUnavailable`));
  }
  // The minimum of an external autoscaler is unknown.
  const nodes = group.autoscaling?.external
    ? Infinity
    : withDefault(group.autoscaling?.minReplicas, group.replicas);
  return {
    minAvailable: checks.resolve({ minAvailable, nodes }, (value, report) =>
      resolveMinimum(value, `${path}.minAvailable`, report),
    ),
  };
}

function resolveMinimum(
  value: { minAvailable: number; nodes: number },
  path: string,
  report: Report,
): number {
  const { minAvailable, nodes } = value;
  if (isCount(minAvailable) && isCount(nodes) && minAvailable >= nodes) {
    const instead = nodes > 1 ? `use at most ${nodes - 1}, or maxUnavailable` : "use maxUnavailable";
    const reason = `no drain of a Kubernetes node would ever finish with ${nodes} ${nodes > 1 ? "nodes" : "node"}; ${instead}`;
    report(path, reason, minAvailable);
  }
  return minAvailable;
}
