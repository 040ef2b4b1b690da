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

/** The autoscaler, which owns the number of pods in a group. */
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

/** Scales down slowly, because all clients of a removed node reconnect at the same time. */
const defaultBehavior: Behavior = {
  scaleDown: {
    stabilizationWindowSeconds: 300,
    policies: [{ type: "Pods", value: 1, periodSeconds: 300 }],
  },
};

function metricSpecs({ cpu, memory, others }: Metrics): MetricSpec[] {
  return [...utilization("cpu", cpu), ...utilization("memory", memory), ...others];
}

/** Measures the broker's container only: Kubernetes cannot compute a pod's utilization if any of its containers lacks a request. */
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

/** The fields of a workload that an autoscaler owns. The program only sets them at creation. */
export function autoscaledFields({ autoscaling }: Pick<NodeGroup, "autoscaling">): string[] {
  return autoscaling ? ["spec.replicas"] : [];
}

/** An annotation that lists these fields for readers, and for tools that apply the manifests again. */
export function autoscaledAnnotations(group: Pick<NodeGroup, "autoscaling">): Record<string, string> {
  const fields = autoscaledFields(group);
  return fields.length > 0 ? { "pulumi-emqx/autoscaled": fields.join() } : {};
}
