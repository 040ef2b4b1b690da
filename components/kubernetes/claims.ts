import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { Persistence } from "../settings/persistence";
import { objectMeta, selectorLabels } from "./metadata";
import { dataVolume } from "./volumes";
import { whenKnown } from "../eventual";

/** The PVC template for future core nodes. Kubernetes does not allow changes to it, so it only has labels that never change. */
export function claimTemplates(
  name: string,
  persistence: Persistence,
): types.input.core.v1.PersistentVolumeClaim[] {
  return persistence.enabled
    ? [{ metadata: { name: dataVolume, labels: selectorLabels(name) }, spec: claimSpec(persistence) }]
    : [];
}

/** The PVC of one core node. The StatefulSet uses it because of its name. */
export function claimArgs(
  settings: Settings,
  ordinal: number,
): types.input.core.v1.PersistentVolumeClaimPatch {
  const { name, persistence } = settings;
  const ownAnnotations = {
    // The StatefulSet controller may own the fields, because it created the PVC.
    "pulumi.com/patchForce": "true",
    // Many storage classes bind a PVC only once a pod uses it.
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
