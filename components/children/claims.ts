import { PersistentVolumeClaimPatch } from "@pulumi/kubernetes/core/v1/persistentVolumeClaimPatch";
import type { Resource } from "@pulumi/pulumi";
import { claimArgs } from "../kubernetes/claims";
import type { Context } from "./context";

/**
 * Creates the claims of the core nodes, if their number is known in advance. They are patches: a patch adopts a claim that an earlier
 * cluster left behind, and it can resize a claim. A changed claim template would replace the StatefulSet.
 */
export function makeClaims({ name, settings, parent }: Context, headlessService: Resource): Resource[] {
  return Array.from(
    { length: settings.claims },
    (_, ordinal) =>
      new PersistentVolumeClaimPatch(`${name}-data-${ordinal}`, claimArgs(settings, ordinal), {
        parent,
        // It fails if another cluster has the name already, before that cluster's claims are touched.
        dependsOn: [headlessService],
        // Data survives the cluster, unless the StatefulSet tells Kubernetes to delete it.
        retainOnDelete: true,
        // Kubernetes cannot change these in existing claims. New values apply only to new claims.
        ignoreChanges: ["spec.accessModes", "spec.storageClassName"],
      }),
  );
}
