import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One run of a command. */
export interface Sample {
  /** Duration of the operation, as the command prints it. */
  seconds: number;
  /** Peak of the resident memory of all processes of the command, sampled 10 times a second. */
  megabytes: number;
}

export interface Command {
  command: string;
  args: string[];
  directory: string;
  environment: NodeJS.ProcessEnv;
}

/** Runs a command that prints a duration, and measures its memory. */
export function measure({ command, args, directory, environment }: Command): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    let megabytes = 0;
    const sampling = setInterval(() => (megabytes = Math.max(megabytes, residentMemory(child.pid!))), 100);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(sampling);
      if (code === 0) {
        resolve({ seconds: Number(Buffer.concat(output).toString()), megabytes });
      } else {
        reject(
          new Error(
            `${command} ${args.join(" ")} exited with code ${code}\n${Buffer.concat(errors).toString()}`,
          ),
        );
      }
    });
  });
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Resident memory of a process and all its descendants. */
function residentMemory(root: number): number {
  const processes = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => processStatus(pid) ?? []);
  const family = new Set([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    processes.filter(({ parent }) => family.has(parent)).forEach(({ pid }) => family.add(pid));
  }
  const members = processes.filter(({ pid }) => family.has(pid));
  return members.reduce((sum, { megabytes }) => sum + megabytes, 0);
}

function processStatus(pid: string): { pid: number; parent: number; megabytes: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return { pid: Number(pid), parent: field("PPid"), megabytes: field("VmRSS") / 1024 };
  } catch {
    return undefined; // The process has ended meanwhile.
  }
}
