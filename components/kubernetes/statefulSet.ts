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

/** The StatefulSet of the core nodes. */
export function statefulSetArgs(settings: Settings): types.input.apps.v1.StatefulSet {
  const { name, persistence, updates } = settings;
  return {
    metadata: objectMeta(settings, name, ownAnnotations(settings)),
    spec: {
      replicas: settings.replicas,
      serviceName: headlessServiceName(name),
      // After a full shutdown, each node waits for the tables of the others. If nodes started one by one, the first would wait forever.
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
 * The condition for a StatefulSet with a partition: all pods are ready, and either no update is pending or all pods outside the
 * partition are updated. The provider's own condition waits for all pods to be updated, and would time out. Its syntax
 * supports no spaces and no operator with a single `=`.
 */
function partlyUpdated(changed: number): string {
  const ready = "@.replicas==$.spec.replicas&&@.readyReplicas==$.spec.replicas";
  const updated = `@.currentRevision==@.updateRevision||@.updatedReplicas>${changed - 1}`;
  return `jsonpath={$[?${ready}${changed > 0 ? `&&(${updated})` : ""}]}`;
}

function retentionPolicy({ enabled, whenDeleted, whenScaled }: Persistence) {
  return enabled ? { whenDeleted, whenScaled } : undefined;
}
