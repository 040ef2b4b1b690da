import { delimiter, join } from "node:path";
import { ensureBuilt } from "./build";
import { isExecutable } from "./executable";
import { controlPlane, type GoModule, kubernetesVersion, Pins } from "./modules";
import { run } from "./subprocess";

/** The programs of the local cluster. */
export interface Binaries {
  /** The release of Kubernetes, such as `v1.36.3`. */
  kubernetesVersion: string;
  kubectl: string;
  path: (artifact: string) => string;
}

/** Returns the programs of the local cluster. Builds those that the user's cache lacks, together with the other modules. */
export async function ensureBinaries(...others: GoModule[]): Promise<Binaries> {
  const version = kubernetesVersion(await Pins.read(controlPlane));
  const installed = await findKubectl(version);
  const [{ path }] = await ensureBuilt([controlPlane, ...others], installed ? ["kubectl"] : []);
  return { kubernetesVersion: version, kubectl: installed ?? path("kubectl"), path };
}

/** The kubectl on the PATH, if it is at most one minor release away: Kubernetes' version skew policy. */
async function findKubectl(version: string): Promise<string | undefined> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const kubectl = folders.map((folder) => join(folder, "kubectl")).find(isExecutable);
  if (!kubectl) return undefined;
  try {
    const { stdout } = await run(kubectl, ["version", "--client", "--output=json"], { timeout: 10_000 });
    const { clientVersion } = JSON.parse(stdout) as { clientVersion: { gitVersion: string } };
    const [one, other] = [clientVersion.gitVersion, version].map((text) => /^v1\.(\d+)/.exec(text)?.[1]);
    return Math.abs(Number(one) - Number(other)) <= 1 ? kubectl : undefined;
  } catch {
    return undefined;
  }
}
