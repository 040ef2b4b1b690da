import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { NodeGroup } from "../settings/replicants";
import { autoscaledAnnotations } from "./autoscaler";
import { groupName, objectMeta, selectorLabels } from "./metadata";
import { podTemplate } from "./podTemplate";

/** The Deployment of the replicants. */
export function deploymentArgs(settings: Settings, replicants: NodeGroup): types.input.apps.v1.Deployment {
  return {
    metadata: objectMeta(
      settings,
      groupName(settings.name, replicants.role),
      autoscaledAnnotations(replicants),
    ),
    spec: {
      replicas: replicants.replicas,
      minReadySeconds: settings.updates.minReadySeconds,
      // A new replicant is ready before an old one stops. With a new release, it becomes ready once the first core is updated.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selectorLabels(settings.name, replicants.role) },
      template: podTemplate(settings, replicants),
    },
  };
}
