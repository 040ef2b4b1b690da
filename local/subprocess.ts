import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Passed to the process on standard input. */
  input?: string;
  /** Time until the process is killed, in milliseconds. */
  timeout?: number;
  /** Exit codes that are not an error. Default: 0. */
  expect?: number[];
  /** Called with each line of standard error as it is written. */
  onLine?: (line: string) => void;
}

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A program could not be started, or ended with an unexpected exit code. */
export class ProcessError extends Error {
  constructor(
    readonly command: string,
    readonly result: RunResult,
    override readonly cause?: NodeJS.ErrnoException,
  ) {
    super(`${command}: ${cause?.message ?? (lastLines(result.stderr) || `exit code ${result.code}`)}`);
  }

  get notFound(): boolean {
    return this.cause?.code === "ENOENT";
  }
}

/** Runs a program and returns its output. It ends with this process at the latest. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<RunResult> {
  const { input, timeout, expect = [0], onLine, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...spawnOptions, stdio: ["pipe", "pipe", "pipe"] });
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    let late: Error | undefined;
    const onTimeout = () => {
      late = new Error(`not finished after ${timeout! / 1000} s`);
      kill();
    };
    const timer = timeout === undefined ? undefined : setTimeout(onTimeout, timeout);

    const result: RunResult = { code: -1, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (result.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (result.stderr += text));
    if (onLine) createInterface(child.stderr).on("line", onLine);
    // A program may end without reading its input. Only its exit code matters.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);

    const finish = (cause?: NodeJS.ErrnoException) => {
      process.removeListener("exit", kill);
      clearTimeout(timer);
      const name = [command.split("/").at(-1), ...args].join(" ");
      if (cause || !expect.includes(result.code)) reject(new ProcessError(name, result, cause));
      else resolve(result);
    };
    child.on("error", finish);
    child.on("close", (code) => {
      result.code = code ?? -1;
      finish(late);
    });
  });
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-15).join("\n");
}
