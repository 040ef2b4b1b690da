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

/** How many nodes may be away, or must stay. */
export type DisruptionBudget = { maxUnavailable: Eventual<number> } | { minAvailable: Eventual<number> };

/** Of the cores, or of a group of nodes whose arguments are below `prefix`. Undefined where there is to be no PodDisruptionBudget. */
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
    checks.now((report) => report(`${path}.minAvailable`, "accepted without maxUnavailable only"));
  }
  // Nobody knows how far somebody else's autoscaler goes down.
  const nodes = autoscaling?.external ? Infinity : withDefault(autoscaling?.minReplicas, replicas);
  return {
    minAvailable: checks.resolve({ minAvailable, nodes }, (value, report) =>
      resolveStaying(value, path, report),
    ),
  };
}

function resolveAway(value: number, path: string, report: Report): number {
  const accepted = "a whole number of at least 1, as with 0 no drain of a Kubernetes node would ever end";
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
    const accepted = nodes > 1 ? `at most ${nodes - 1}, or maxUnavailable` : "maxUnavailable";
    report(
      `${path}.minAvailable`,
      `no drain of a Kubernetes node would ever end with ${nodes} nodes; accepted: ${accepted}`,
      minAvailable,
    );
  }
  return minAvailable;
}
