import type { Input } from "@pulumi/pulumi";
import type { Eventual } from "../eventual";
import type { EmqxClusterArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectNothingBeside,
  expectObject,
  isCount,
  type Report,
  resolvesToNothing,
  withDefault,
} from "./checks";

/** The number of nodes that may be unavailable, or that must stay available. */
export type DisruptionBudget = { maxUnavailable: Eventual<number> } | { minAvailable: Eventual<number> };

/**
 * The PodDisruptionBudget of a group of nodes. `prefix` is the argument path of the group, empty for cores. Undefined if it is
 * disabled.
 */
export function resolveDisruptionBudget(
  checks: Checks,
  { podDisruptionBudget = {}, autoscaling }: Pick<EmqxClusterArgs, "podDisruptionBudget" | "autoscaling">,
  replicas: Input<number>,
  prefix = "",
): DisruptionBudget | undefined {
  const path = `${prefix}podDisruptionBudget`;
  const { enabled, ...given } = checks.plain(podDisruptionBudget, path, (value, report) =>
    expectObject(value, ["enabled", "minAvailable", "maxUnavailable"], path, report),
  );
  if (!checks.toggle(enabled, true, `${path}.enabled`)) {
    checks.now((report) => expectNothingBeside(given, path, report));
    return undefined;
  }
  const { minAvailable, maxUnavailable } = given;
  if (minAvailable === undefined) {
    return {
      maxUnavailable: checks.resolve(withDefault(maxUnavailable, 1), (value, report) =>
        resolveAway(value, path, report),
      ),
    };
  }
  if (maxUnavailable !== undefined) {
    checks.now((report) => report(`${path}.minAvailable`, `only valid without ${path}.maxUnavailable`));
  }
  // The minimum of an external autoscaler is unknown.
  const nodes = autoscaling?.external ? Infinity : withDefault(autoscaling?.minReplicas, replicas);
  return {
    minAvailable: checks.resolve({ minAvailable, nodes }, (value, report) =>
      resolveStaying(value, path, report),
    ),
  };
}

function resolveAway(value: number, path: string, report: Report): number {
  const accepted = "a whole number of at least 1: with 0, no drain of a Kubernetes node would ever finish";
  expect(value, isCount, `${path}.maxUnavailable`, accepted, report);
  return value;
}

function resolveStaying(
  value: { minAvailable?: number; nodes: number },
  path: string,
  report: Report,
): number {
  const { minAvailable, nodes } = value;
  if (minAvailable === undefined) {
    report(`${path}.minAvailable`, resolvesToNothing);
    return 0;
  }
  expect(minAvailable, isCount, `${path}.minAvailable`, "a whole number of at least 1", report);
  if (isCount(minAvailable) && isCount(nodes) && minAvailable >= nodes) {
    const instead = nodes > 1 ? `use at most ${nodes - 1}, or maxUnavailable` : "use maxUnavailable";
    report(
      `${path}.minAvailable`,
      `no drain of a Kubernetes node would ever finish with ${nodes} ${nodes > 1 ? "nodes" : "node"}; ${instead}`,
      minAvailable,
    );
  }
  return minAvailable;
}
