import type { Input } from "@pulumi/pulumi";

/**
 * How many nodes may be unavailable while Kubernetes nodes are drained:
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/. Pods that are not ready never block a drain.
 */
interface PodDisruptionBudget {
  /** Whether to create a PodDisruptionBudget. Must be a plain value. Default: `true`. */
  enabled?: boolean;
  /**
   * How many nodes must remain available, at least 1 and less than the number of nodes. With `autoscaling`, less than its `minReplicas`.
   * A higher value would block every drain. Not valid together with `maxUnavailable`.
   */
  minAvailable?: Input<number>;
  /**
   * How many nodes may be unavailable, at least 1. A value of 0 would block every drain.
   *
   * Default: 1, unless `minAvailable` is set. This allows draining even a cluster of a single node.
   */
  maxUnavailable?: Input<number>;
}

export type { PodDisruptionBudget as PodDisruptionBudgetArgs };
