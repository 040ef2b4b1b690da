import { readFile, readdir, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Selects processes by program and by a variable in their environment. */
export interface ProcessFilter {
  variable: string;
  value: string;
  programs: string[];
}

/**
 * Finds processes through the kernel, not through files of process ids. Such files are missing after a crash, and list
 * unrelated processes after a reboot. Child processes inherit the environment.
 */
export async function findProcesses({ variable, value, programs }: ProcessFilter): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      // Other users' processes are not readable, and any process may end meanwhile.
      const executable = await readlink(`/proc/${id}/exe`).catch(() => "");
      if (!programs.includes(basename(executable.replace(/ \(deleted\)$/, "")))) return false;
      const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
      return environment.split("\0").includes(`${variable}=${value}`);
    }),
  );
  return ids.filter((_, i) => found[i]).map(Number);
}

/** Kills all matching processes, including those that they start meanwhile. */
export async function killProcesses(filter: ProcessFilter): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const ids = await findProcesses(filter);
    if (ids.length === 0) return;
    for (const id of ids) {
      try {
        process.kill(id, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    }
    await sleep(50);
  }
  throw new Error(`Processes with ${filter.variable}=${filter.value} in their environment do not end.`);
}
