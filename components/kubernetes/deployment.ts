import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { NodeGroup } from "../settings/replicants";
import { autoscaledAnnotations } from "./autoscaler";
import { groupName, objectMeta, selectorLabels } from "./metadata";
import { podTemplate } from "./podTemplate";

/** The replicant nodes of the cluster. */
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
      // No client loses its node before there is another: a replicant of a new release gets ready when the first core is updated.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selectorLabels(settings.name, replicants.role) },
      template: podTemplate(settings, replicants),
    },
  };
}
