/** The result of an operation on one stack. */
export interface Result {
  name: string;
  /** The number of resources by operation. Empty after a failure. */
  changes: Record<string, number>;
  seconds: number;
  /** Why the operation failed. */
  error?: string;
}

/** A table with one line for each stack, and a last line with the totals. */
export function summarize(results: Result[]): string {
  const rows = results.map(({ name, changes, seconds, error }) => [
    name,
    error === undefined ? "succeeded" : "FAILED",
    `${seconds} s`,
    error ?? describe(changes),
  ]);
  const header = ["cluster", "result", "time", "changes or error"];
  const failed = results.filter(({ error }) => error !== undefined).length;
  return [...table([header, ...rows]), "", `${results.length - failed} succeeded, ${failed} failed`].join(
    "\n",
  );
}

function describe(changes: Record<string, number>): string {
  const changed = Object.entries(changes).filter(([operation, count]) => operation !== "same" && count > 0);
  return changed.map(([operation, count]) => `${operation} ${count}`).join(", ") || "no changes";
}

/** Aligns the columns, except the last one. */
function table(rows: string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column]) : cell)).join("  "),
  );
}

/** The first error in the output of the Pulumi CLI, in one line. The message of the Automation API contains all output. */
export function reasonOf({ message }: Error): string {
  const lines = message.split("\n").map((line) => line.trim());
  const first = lines.findIndex((line) => line.startsWith("error: "));
  if (first < 0) return lines[0];
  const [head, next] = lines.slice(first);
  // Some messages continue on the next line.
  return (head.endsWith(":") ? `${head} ${next}` : head).replace(/^error: /, "");
}
