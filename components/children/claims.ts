import { PersistentVolumeClaimPatch } from "@pulumi/kubernetes/core/v1/persistentVolumeClaimPatch";
import type { Resource } from "@pulumi/pulumi";
import { claimArgs } from "../kubernetes/claims";
import type { Settings } from "../settings";

/**
 * The claims of the core nodes, as far as their number is known before. They are patches, as these take over a claim that an earlier
 * cluster left behind, and grow claims, where the StatefulSet's template would have it replaced.
 */
export function makeClaims(
  name: string,
  settings: Settings,
  headlessService: Resource,
  parent: Resource,
): Resource[] {
  return Array.from(
    { length: settings.claims },
    (_, ordinal) =>
      new PersistentVolumeClaimPatch(`${name}-data-${ordinal}`, claimArgs(settings, ordinal), {
        parent,
        // Which another cluster of that name would have already: its claims are not to be touched.
        dependsOn: [headlessService],
        // Data outlive their cluster, unless Kubernetes is told otherwise by the StatefulSet.
        retainOnDelete: true,
        // They cannot change, but in claims that come later.
        ignoreChanges: ["spec.accessModes", "spec.storageClassName"],
      }),
  );
}
