import { expect, isCount, type Report } from "./checks";

/** The maximum number of nodes: a typing error must not create millions of resources. */
export const maxNodes = 1000;

/** True if a value is a valid number of nodes. */
export function isNodeCount(value: unknown): value is number {
  return isCount(value) && (value as number) <= maxNodes;
}

/** Reports an invalid number of nodes. */
export function expectNodeCount(value: unknown, path: string, report: Report): void {
  expect(value, isCount, path, "a whole number of at least 1", report);
  expect(value, (count) => !isCount(count) || isNodeCount(count), path, `at most ${maxNodes} nodes`, report);
}
