import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { Persistence } from "../settings/persistence";
import { coreNodes } from "../settings/replicants";
import type { Updates } from "../settings/updates";
import { autoscaledAnnotations } from "./autoscaler";
import { claimTemplates } from "./claims";
import { objectMeta, selectorLabels } from "./metadata";
import { podTemplate } from "./podTemplate";
import { headlessServiceName } from "./services";
import { type Eventual, whenKnown } from "../eventual";

/** The core nodes of the cluster. */
export function statefulSetArgs(settings: Settings): types.input.apps.v1.StatefulSet {
  const { name, persistence, updates } = settings;
  return {
    metadata: objectMeta(settings, name, ownAnnotations(settings)),
    spec: {
      replicas: settings.replicas,
      serviceName: headlessServiceName(name),
      // After a full stop each node waits for the others' tables: one after the other, the first would wait for ever.
      podManagementPolicy: "Parallel",
      updateStrategy: whenKnown([updates], updateStrategy),
      minReadySeconds: updates.minReadySeconds,
      selector: { matchLabels: selectorLabels(name) },
      template: podTemplate(settings, coreNodes(settings)),
      volumeClaimTemplates: whenKnown([persistence], (given) => claimTemplates(name, given)),
      persistentVolumeClaimRetentionPolicy: whenKnown([persistence], (given) => retentionPolicy(given)!),
    },
  };
}

function updateStrategy({ strategy, partition }: Updates) {
  return { type: strategy, ...(partition > 0 ? { rollingUpdate: { partition } } : {}) };
}

function ownAnnotations(settings: Settings): Eventual<Record<string, string>> {
  const { replicas, updates } = settings;
  const autoscaled = autoscaledAnnotations(settings);
  const condition = whenKnown([updates], ({ partition }) =>
    partition > 0 ? whenKnown([replicas], (count) => partlyUpdated(count - partition)) : undefined,
  );
  return whenKnown([condition], (waitFor): Record<string, string> =>
    waitFor === undefined ? autoscaled : { ...autoscaled, "pulumi.com/waitFor": waitFor },
  );
}

/**
 * The condition of a StatefulSet whose pods are ready, and all alike or, as many as the partition lets, changed. The
 * provider's own condition waits for all to be changed, in vain. It reads no operator with a single `=`, and no spaces.
 */
function partlyUpdated(changed: number): string {
  const ready = "@.replicas==$.spec.replicas&&@.readyReplicas==$.spec.replicas";
  const updated = `@.currentRevision==@.updateRevision||@.updatedReplicas>${changed - 1}`;
  return `jsonpath={$[?${ready}${changed > 0 ? `&&(${updated})` : ""}]}`;
}

function retentionPolicy({ enabled, whenDeleted, whenScaled }: Persistence) {
  return enabled ? { whenDeleted, whenScaled } : undefined;
}
