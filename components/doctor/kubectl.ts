import { execFile } from "node:child_process";

/** The cluster cannot be read: kubectl is missing, the API server does not answer, or a permission is missing. */
export class CannotReadCluster extends Error {}

/** Runs kubectl and returns its output. Rejects with its error message. */
export interface Kubectl {
  (...args: string[]): Promise<string>;
  /** Options that precede each command, such as `--context`. */
  options?: string[];
}

/** The kubectl on the PATH. The options select the Kubernetes cluster. */
export function kubectl(options: string[]): Kubectl {
  const run = (...args: string[]) =>
    new Promise<string>((resolve, reject) => {
      const all = [...options, "--request-timeout=20s", ...args];
      execFile("kubectl", all, { maxBuffer: 64 << 20, timeout: 120_000 }, (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
        } else if (error.code === "ENOENT") {
          reject(
            new CannotReadCluster(
              "kubectl is not on the PATH. Install it: https://kubernetes.io/docs/tasks/tools/",
            ),
          );
        } else {
          reject(new Error(stderr.trim() || stdout.trim() || error.message));
        }
      });
    });
  return Object.assign(run, { options });
}

/** A command to paste into a shell. It targets the Kubernetes cluster and namespace that were checked. */
export function kubectlCommand(
  { namespace, options }: { namespace: string; options: string[] },
  command: string,
): string {
  return ["kubectl", "--namespace", namespace, ...options.map(quoted), command].join(" ");
}

/** Quotes a word for the shell, if needed. */
export function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
