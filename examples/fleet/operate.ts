import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import pLimit from "p-limit";
import { type Result, reasonOf } from "./summary";

export const operations = ["preview", "up", "destroy"] as const;
export type Operation = (typeof operations)[number];

export interface FleetOptions {
  operation: Operation;
  /** The names of the stacks. */
  names: string[];
  /** The number of stacks that run at the same time. */
  parallel: number;
  /** Receives a line when a stack starts, and when it has ended. */
  progress: (line: string) => void;
}

/**
 * Runs an operation on each stack, a few at a time. A stack that fails does not stop the others. Each program runs in a process of its
 * own, so an error in one program cannot reach another one.
 */
export async function operate({ operation, names, parallel, progress }: FleetOptions): Promise<Result[]> {
  await mkdir(logs, { recursive: true });
  const limit = pLimit(parallel);
  let ended = 0;
  return Promise.all(
    names.map((name) =>
      limit(async () => {
        progress(`${name}: started`);
        const result = await measure(name, () => run(operation, name));
        ended += 1;
        const how = result.error === undefined ? "succeeded" : "failed";
        progress(`${name}: ${how} (${ended} of ${names.length}), see logs/${name}.log`);
        return result;
      }),
    ),
  );
}

/** The folder with the output of each stack's last operation. */
const logs = join(__dirname, "logs");

async function measure(name: string, action: () => Promise<Record<string, number>>): Promise<Result> {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  try {
    return { name, changes: await action(), seconds: seconds() };
  } catch (error) {
    return { name, changes: {}, seconds: seconds(), error: reasonOf(error as Error) };
  }
}

/** Returns the number of resources by operation: `create`, `same` and so on. */
async function run(operation: Operation, name: string): Promise<Record<string, number>> {
  const log = createWriteStream(join(logs, `${name}.log`));
  const onOutput = (text: string) => void log.write(text);
  try {
    const stack = await LocalWorkspace.createOrSelectStack({ stackName: name, workDir: __dirname });
    return await changesOf(operation, stack, onOutput);
  } finally {
    log.end();
  }
}

async function changesOf(
  operation: Operation,
  stack: Stack,
  onOutput: (text: string) => void,
): Promise<Record<string, number>> {
  if (operation === "preview") return (await stack.preview({ onOutput })).changeSummary;
  const { summary } = await stack[operation]({ onOutput });
  return summary.resourceChanges ?? {};
}
