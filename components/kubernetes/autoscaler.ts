import type { types } from "@pulumi/kubernetes";
import type { Settings } from "../settings";
import type { Metrics, OwnAutoscaler } from "../settings/autoscaling";
import { objectMeta } from "./metadata";

type MetricSpec = types.input.autoscaling.v2.MetricSpec;
type Behavior = types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** What is scaled, and the container whose use counts. */
export interface ScaleTarget {
  kind: "StatefulSet" | "Deployment";
  name: string;
  container: string;
}

/** Owns the number of the target's pods. */
export function autoscalerArgs(
  settings: Settings,
  { minReplicas, maxReplicas, metrics, behavior }: OwnAutoscaler,
  { kind, name, container }: ScaleTarget,
): types.input.autoscaling.v2.HorizontalPodAutoscaler {
  return {
    metadata: objectMeta(settings, name),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind, name },
      minReplicas,
      maxReplicas,
      metrics: metrics.apply((given) => metricSpecs(given, container)),
      behavior: behavior.apply((given) => ({ ...defaultBehavior, ...given })),
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

function metricSpecs({ cpu, memory, others }: Metrics, container: string): MetricSpec[] {
  return [...utilization("cpu", cpu, container), ...utilization("memory", memory, container), ...others];
}

/** Of one container: a pod's use is not known where another of its containers requests nothing. */
function utilization(name: string, percent: number | undefined, container: string): MetricSpec[] {
  return percent === undefined
    ? []
    : [
        {
          type: "ContainerResource",
          containerResource: {
            container,
            name,
            target: { type: "Utilization", averageUtilization: percent },
          },
        },
      ];
}
