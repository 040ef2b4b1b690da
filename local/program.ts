import { fork } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { KubernetesObject } from "./manifests";
import type { StackConfig } from "./stackConfig";

export interface ProgramRequest {
  /** The folder of the program. */
  root: string;
  config: StackConfig;
  /** The namespace of objects that do not set one. */
  namespace: string;
}

export interface ProgramResult {
  objects: KubernetesObject[];
  /** Objects other than Secrets that contain a secret value. */
  exposed: string[];
}

export type ProgramMessage = { result: ProgramResult } | { error: string };

/**
 * Runs a stack's program without an engine and returns its resources. It runs in a separate process, because the SDK
 * keeps global state and must be set up before the program is loaded.
 */
export function runProgram(request: ProgramRequest): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, "programHost.ts"), {
      cwd: request.root,
      execArgv: ["--import", pathToFileURL(require.resolve("tsx")).href],
      // The output of the program must not mix with the manifests.
      stdio: ["ignore", 2, 2, "ipc"],
    });
    let message: ProgramMessage | undefined;
    child.on("message", (received: ProgramMessage) => (message = received));
    child.on("error", reject);
    child.on("close", () => {
      if (!message) reject(new Error("The program ended before all of its resources were declared."));
      else if ("error" in message) reject(new Error(message.error));
      else resolve(message.result);
    });
    child.send(request);
  });
}
