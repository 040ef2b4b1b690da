import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/**
 * An autoscaler that owns the number of nodes, of cores or of replicants: `replicas` beside it is then the number to begin with, and
 * later updates leave it as it is. A plain value, as it decides which objects there are.
 *
 * The clients of nodes that are scaled away connect again elsewhere. Cores leave the cluster as `leaveWhenScaledDown` says; replicants
 * keep nothing, and come and go.
 */
export interface AutoscalingArgs {
  /**
   * Whether somebody else's autoscaler (KEDA, one of your own) owns the number of nodes. No HorizontalPodAutoscaler is then
   * created, and no other field may be given. A plain value.
   *
   * Default: `false`.
   */
  external?: boolean;
  /** The smallest number of nodes, 1 to 1000. Default: `replicas`. */
  minReplicas?: Input<number>;
  /** The largest number of nodes, at least `minReplicas` and at most 1000. Required, unless `external`. */
  maxReplicas?: Input<number>;
  /**
   * The CPU that a node should use on average, in percent of what `resources` requests, which it needs. At least 1.
   *
   * Default: 80 where neither `memoryUtilization` nor `metrics` is given, otherwise none.
   */
  cpuUtilization?: Input<number>;
  /**
   * The memory that a node should use on average, in percent of what `resources` requests, which it needs. At least 1. A
   * broker gives little memory back: this seldom scales down.
   *
   * Default: none.
   */
  memoryUtilization?: Input<number>;
  /** Further metrics, such as the number of connections from a metrics adapter. The one that asks for most nodes wins. */
  metrics?: Input<Input<types.input.autoscaling.v2.MetricSpec>[]>;
  /**
   * How fast it scales: `scaleUp` and `scaleDown`.
   *
   * Default: up as Kubernetes does; down by one node in 5 minutes, when fewer were enough for 5 minutes, as the clients of
   * a removed node connect again all at once.
   */
  behavior?: Input<types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior>;
}
