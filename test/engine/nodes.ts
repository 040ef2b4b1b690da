import { setTimeout } from "node:timers/promises";
import { startCluster } from "../../local/cluster";
import { kubectl, testCluster } from "../support/cluster";

/**
 * Lets a simulated Kubernetes node answer no more, as one that has lost its network: kwok leaves a node alone whose lease
 * another has. The status is what the node controller makes of it after 50 seconds; all that follows is Kubernetes' own.
 */
export async function silenceNode(name: string): Promise<void> {
  const lease = {
    holderIdentity: "nobody",
    leaseDurationSeconds: 3600,
    renewTime: new Date().toISOString().replace("Z", "000Z"),
  };
  await kubectl(
    ...["patch", "lease", name, "--namespace", "kube-node-lease", "--type=merge"],
    `--patch=${JSON.stringify({ spec: lease })}`,
  );
  // kwok looks at the lease every 10 seconds, a quarter of its duration, and ends pods until then.
  await setTimeout(15_000);
  const condition = { type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" };
  await kubectl(
    ...["patch", "node", name, "--subresource=status"],
    `--patch=${JSON.stringify({ status: { conditions: [condition] } })}`,
  );
}

/** Puts a new Kubernetes node in the place of one. */
export async function replaceNode(name: string): Promise<void> {
  await kubectl("delete", "node", name, "--ignore-not-found");
  await kubectl("delete", "lease", name, "--namespace", "kube-node-lease", "--ignore-not-found");
  // Makes the nodes that are missing.
  await startCluster({ directory: (await testCluster()).directory });
}
