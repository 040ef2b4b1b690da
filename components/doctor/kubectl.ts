import { execFile } from "node:child_process";

/** What cannot be looked at: there is no kubectl, no Kubernetes cluster, or no right to read. */
export class CannotLook extends Error {}

/** Runs kubectl and returns what it prints; rejects with what it says of an error. */
export interface Kubectl {
  (...args: string[]): Promise<string>;
  /** What each of its commands begins with, such as `--context`. */
  options?: string[];
}

/** The kubectl on the PATH, for one Kubernetes cluster. */
export function kubectl(options: string[]): Kubectl {
  const run = (...args: string[]) =>
    new Promise<string>((resolve, reject) => {
      const all = [...options, "--request-timeout=20s", ...args];
      execFile("kubectl", all, { maxBuffer: 64 << 20, timeout: 120_000 }, (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
        } else if (error.code === "ENOENT") {
          reject(new CannotLook("kubectl is not on the PATH: https://kubernetes.io/docs/tasks/tools/"));
        } else {
          reject(new Error(stderr.trim() || stdout.trim() || error.message));
        }
      });
    });
  return Object.assign(run, { options });
}

/** A command to be copied into a shell, which means the same Kubernetes cluster and namespace as what was looked at. */
export function kubectlCommand(
  { namespace, options }: { namespace: string; options: string[] },
  command: string,
): string {
  return ["kubectl", "--namespace", namespace, ...options.map(quoted), command].join(" ");
}

/** A word of a command that is to be copied into a shell. */
export function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
