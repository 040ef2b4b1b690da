import { expect, isCount, type Report } from "./checks";

/** The most nodes that one cluster can be given: a typing error must not end in millions of objects. */
export const maxNodes = 1000;

/** Whether a value can be a number of nodes. */
export function isNodeCount(value: unknown): value is number {
  return isCount(value) && (value as number) <= maxNodes;
}

/** Reports what cannot be a number of nodes. */
export function expectNodeCount(value: unknown, path: string, report: Report): void {
  expect(value, isCount, path, "a whole number of at least 1", report);
  expect(value, (count) => !isCount(count) || isNodeCount(count), path, `at most ${maxNodes} nodes`, report);
}
