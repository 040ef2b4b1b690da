import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { Persistence } from "../settings/persistence";
import { objectMeta, selectorLabels } from "./metadata";
import { dataVolume } from "./volumes";
import { whenKnown } from "../eventual";

/** One claim for each core node that comes later. Kubernetes cannot change it, so only labels that never change. */
export function claimTemplates(
  name: string,
  persistence: Persistence,
): types.input.core.v1.PersistentVolumeClaim[] {
  return persistence.enabled
    ? [{ metadata: { name: dataVolume, labels: selectorLabels(name) }, spec: claimSpec(persistence) }]
    : [];
}

/** The claim of one core node, which its StatefulSet takes for its own by the name. */
export function claimArgs(
  settings: Settings,
  ordinal: number,
): types.input.core.v1.PersistentVolumeClaimPatch {
  const { name, persistence } = settings;
  const ownAnnotations = {
    // Its fields may belong to the StatefulSet's controller, which made it.
    "pulumi.com/patchForce": "true",
    // Many classes bind a claim only when there is a pod.
    "pulumi.com/skipAwait": "true",
  };
  return {
    metadata: objectMeta(settings, `${dataVolume}-${name}-${ordinal}`, ownAnnotations, selectorLabels(name)),
    spec: whenKnown([persistence], claimSpec),
  };
}

function claimSpec({ size, storageClassName, accessModes }: Persistence) {
  return { accessModes, storageClassName, resources: { requests: { storage: size } } };
}
