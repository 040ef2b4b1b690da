import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { Persistence } from "../settings/persistence";
import { objectMeta, selectorLabels } from "./metadata";
import { podTemplate } from "./podTemplate";
import { headlessServiceName } from "./services";
import { dataVolume } from "./volumes";

/** The nodes of the cluster. */
export function statefulSetArgs(settings: Settings): types.input.apps.v1.StatefulSet {
  const { name, persistence } = settings;
  return {
    metadata: objectMeta(settings, name),
    spec: {
      replicas: settings.replicas,
      serviceName: headlessServiceName(name),
      // After a full stop each node waits for the others' tables: one after the other, the first would wait for ever.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate" },
      selector: { matchLabels: selectorLabels(name) },
      template: podTemplate(settings),
      volumeClaimTemplates: persistence.apply((given) => claimTemplates(name, given)),
      persistentVolumeClaimRetentionPolicy: persistence.apply((given) => retentionPolicy(given)!),
    },
  };
}

/** One claim for each pod. Only labels that never change: Kubernetes cannot change a template. */
function claimTemplates(name: string, persistence: Persistence): types.input.core.v1.PersistentVolumeClaim[] {
  const { enabled, size, storageClassName, accessModes } = persistence;
  if (!enabled) {
    return [];
  }
  return [
    {
      metadata: { name: dataVolume, labels: selectorLabels(name) },
      spec: { accessModes, storageClassName, resources: { requests: { storage: size } } },
    },
  ];
}

function retentionPolicy({ enabled, whenDeleted, whenScaled }: Persistence) {
  return enabled ? { whenDeleted, whenScaled } : undefined;
}
