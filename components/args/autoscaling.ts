import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/**
 * How an autoscaler sets the number of core nodes, or of replicants. `replicas` is then only the initial number, and later updates leave
 * the number unchanged. Must be a plain value, because it decides which resources are created.
 *
 * The clients of a removed node reconnect to other nodes. Core nodes leave the cluster if `leaveWhenScaledDown` is set. Replicants store
 * no data, so they can come and go.
 */
interface Autoscaling {
  /**
   * Whether an autoscaler outside the component, such as KEDA, sets the number of nodes. If `true`, no HorizontalPodAutoscaler is created,
   * and all other fields are rejected. Must be a plain value.
   *
   * Default: `false`.
   */
  external?: boolean;
  /** The minimum number of nodes, 1 to 1000. Default: `replicas`. */
  minReplicas?: Input<number>;
  /** The maximum number of nodes, from `minReplicas` to 1000. Required unless `external` is `true`. */
  maxReplicas?: Input<number>;
  /**
   * The target CPU usage of a node, in percent of the CPU request, at least 1. If you set `resources`, they must request or limit CPU.
   *
   * Default: 80 if neither `memoryUtilization` nor `metrics` is set, otherwise none.
   */
  cpuUtilization?: Input<number>;
  /**
   * The target memory usage of a node, in percent of the memory request, at least 1. If you set `resources`, they must request or limit
   * memory. A broker releases little memory, so this seldom scales down.
   *
   * Default: none.
   */
  memoryUtilization?: Input<number>;
  /**
   * Additional metrics, such as the number of connections from a metrics adapter. The metric that demands the most nodes wins.
   *
   * Default: none.
   */
  metrics?: Input<Input<types.input.autoscaling.v2.MetricSpec>[]>;
  /**
   * How fast the autoscaler adds and removes nodes: `scaleUp` and `scaleDown`.
   *
   * Default: for `scaleUp`, the default of Kubernetes. For `scaleDown`, one node every 5 minutes, after fewer nodes were sufficient for 5
   * minutes: the clients of a removed node all reconnect at once.
   */
  behavior?: Input<types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior>;
}

export type { Autoscaling as AutoscalingArgs };
