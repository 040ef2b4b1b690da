import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { inlineProgram } from "../local/inlineProgram";

// Runs one operation of the engine, in a fresh process, with the program inline. Prints its duration in seconds.

export type Operation = "preview" | "up" | "destroy";

/** The request from `bench/run.ts`. */
export interface Request {
  operation: Operation;
  stack: string;
  workDir: string;
  /** The path of the program. */
  program: string;
  providerVersion: string;
  commandRoot: string;
}

async function main(): Promise<void> {
  const request = JSON.parse(process.argv[2]) as Request;
  const workspace = await LocalWorkspace.create({
    workDir: request.workDir,
    program: inlineProgram(request.program, request.providerVersion),
    pulumiCommand: await PulumiCommand.get({ root: request.commandRoot }),
    envVars: process.env as Record<string, string>,
  });
  const stack = await Stack.createOrSelect(request.stack, workspace);
  const began = performance.now();
  await stack[request.operation]();
  console.log((performance.now() - began) / 1000);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
