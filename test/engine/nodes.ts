import { startCluster } from "../../local/cluster";
import { kubectl, testCluster } from "../support/cluster";

/** Puts a new Kubernetes node in the place of one. */
export async function replaceNode(name: string): Promise<void> {
  await kubectl("delete", "node", name, "--ignore-not-found");
  await kubectl("delete", "lease", name, "--namespace", "kube-node-lease", "--ignore-not-found");
  // Makes the nodes that are missing.
  await startCluster({ directory: (await testCluster()).directory });
}
