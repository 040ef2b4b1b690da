import { execFile } from "node:child_process";

/** What cannot be looked at: there is no kubectl, no Kubernetes cluster, or no right to read. */
export class CannotLook extends Error {}

/** Runs kubectl and returns what it prints; rejects with what it says of an error. */
export type Kubectl = (...args: string[]) => Promise<string>;

/** The kubectl on the PATH, for one Kubernetes cluster. */
export function kubectl(options: string[]): Kubectl {
  return (...args) =>
    new Promise((resolve, reject) => {
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
}
