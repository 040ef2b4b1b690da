import { startCluster } from "../../local/cluster";
import { kubectl, testCluster } from "../support/cluster";

/** Replaces a Kubernetes node with a new one. */
export async function replaceNode(name: string): Promise<void> {
  await kubectl("delete", "node", name, "--ignore-not-found");
  await kubectl("delete", "lease", name, "--namespace", "kube-node-lease", "--ignore-not-found");
  // Creates missing nodes.
  await startCluster({ directory: (await testCluster()).directory });
}
