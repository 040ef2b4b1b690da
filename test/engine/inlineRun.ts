import * as automation from "@pulumi/pulumi/automation";
import { inlineProgram } from "../../local/inlineProgram";

// Runs one operation on the stack in this folder, with its program in this process. A test interrupts the process.

async function main([operation, stackName, main, providerVersion, commandRoot]: string[]): Promise<void> {
  // The engine receives the signal too, and this process waits until the engine ends.
  process.on("SIGINT", () => undefined);
  const workDir = process.cwd();
  const workspace = await automation.LocalWorkspace.create({
    workDir,
    program: inlineProgram(main, providerVersion),
    pulumiCommand: await automation.PulumiCommand.get({ root: commandRoot }),
    envVars: process.env as Record<string, string>,
  });
  const stack = await automation.Stack.select(stackName, workspace);
  await stack[operation as "up" | "destroy"]();
}

main(process.argv.slice(2)).catch(() => process.exit(1));
