import { resolve } from "node:path";
import type { StackConfig } from "./stackConfig";

/** The folder of the root stack. */
export const root = resolve(__dirname, "..");

/** The namespace of objects that do not set one: the provider's default namespace. */
export function defaultNamespace({ values }: StackConfig): string {
  return values["kubernetes:namespace"] || "default";
}

/** Runs a command. An error prints its message, unless it is empty, and sets a non-zero exit code. */
export function runCommand(body: () => Promise<void>): void {
  // A regular exit also ends the child processes. Ctrl-C reaches them anyway.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(143));
  body().then(
    () => undefined,
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== "") console.error(message);
      process.exitCode = 1;
    },
  );
}
