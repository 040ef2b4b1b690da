import type { types } from "@pulumi/kubernetes";
import type { NodeRole } from "../emqx/nodeRole";
import type { Settings } from "../settings";
import type { Metrics, OwnAutoscaler } from "../settings/autoscaling";
import type { NodeGroup } from "../settings/replicants";
import { groupName, objectMeta } from "./metadata";
import { brokerContainer } from "./podTemplate";
import { whenKnown } from "../eventual";

type MetricSpec = types.input.autoscaling.v2.MetricSpec;
type Behavior = types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** Owns the number of a group's pods. */
export function autoscalerArgs(
  settings: Settings,
  { minReplicas, maxReplicas, metrics, behavior }: OwnAutoscaler,
  role: NodeRole,
): types.input.autoscaling.v2.HorizontalPodAutoscaler {
  const name = groupName(settings.name, role);
  return {
    metadata: objectMeta(settings, name),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: role === "core" ? "StatefulSet" : "Deployment", name },
      minReplicas,
      maxReplicas,
      metrics: whenKnown([metrics], metricSpecs),
      behavior: whenKnown([behavior], (given) => ({ ...defaultBehavior, ...given })),
    },
  };
}

/** The clients of a removed node connect again all at once. */
const defaultBehavior: Behavior = {
  scaleDown: {
    stabilizationWindowSeconds: 300,
    policies: [{ type: "Pods", value: 1, periodSeconds: 300 }],
  },
};

function metricSpecs({ cpu, memory, others }: Metrics): MetricSpec[] {
  return [...utilization("cpu", cpu), ...utilization("memory", memory), ...others];
}

/** Of the broker's container: a pod's use is not known where another of its containers requests nothing. */
function utilization(name: string, percent: number | undefined): MetricSpec[] {
  return percent === undefined
    ? []
    : [
        {
          type: "ContainerResource",
          containerResource: {
            container: brokerContainer,
            name,
            target: { type: "Utilization", averageUtilization: percent },
          },
        },
      ];
}

/** The fields of a workload that count at its creation alone, as an autoscaler owns them. */
export function autoscaledFields({ autoscaling }: Pick<NodeGroup, "autoscaling">): string[] {
  return autoscaling ? ["spec.replicas"] : [];
}

/** Names these fields for readers, and for tools that apply the manifests again. */
export function autoscaledAnnotations(group: Pick<NodeGroup, "autoscaling">): Record<string, string> {
  const fields = autoscaledFields(group);
  return fields.length > 0 ? { "pulumi-emqx/autoscaled": fields.join() } : {};
}
