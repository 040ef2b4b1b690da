import * as automation from "@pulumi/pulumi/automation";
import { inlineProgram } from "../../local/inlineProgram";

// One operation on the stack of the project in this folder, with its program in this process, which a test ends before its time.

async function main([operation, stackName, main, providerVersion, commandRoot]: string[]): Promise<void> {
  // The engine gets the signal as well, and this waits for its end.
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
