import { isCount } from "./rules/formats";
import { check, type Rule } from "./rules/rule";
import { count } from "./rules/scalars";

/** The maximum number of nodes: a typing error must not create millions of resources. */
export const maxNodes = 1000;

/** True if a value is a valid number of nodes. */
export function isNodeCount(value: unknown): value is number {
  return isCount(value) && (value as number) <= maxNodes;
}

export const nodeCount: Rule<number, number | undefined> = (given, path, report) => {
  check(given, (value) => !isCount(value) || isNodeCount(value), path, `at most ${maxNodes} nodes`, report);
  return count(given, path, report);
};
nodeCount.kind = count.kind;
