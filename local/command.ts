import { resolve } from "node:path";
import type { StackConfig } from "./stackConfig";

/** The folder of the root stack. */
export const root = resolve(__dirname, "..");

/** The namespace of objects that name none: the provider's default namespace. */
export function defaultNamespace({ values }: StackConfig): string {
  return values["kubernetes:namespace"] || "default";
}

/** Runs a command to its end: an error is one message and a non-zero exit code. */
export function runCommand(body: () => Promise<number | void>): void {
  // Exiting, rather than dying, ends the programs that were started. Ctrl-C reaches them by itself.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(143));
  body().then(
    (code) => (process.exitCode = code ?? 0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
