import type { Input } from "@pulumi/pulumi";

/**
 * How many nodes may be away when Kubernetes nodes are drained:
 * https://kubernetes.io/docs/concepts/workloads/pods/disruptions/. Pods that are not ready never block a drain.
 */
export interface PodDisruptionBudgetArgs {
  /** Whether there is a PodDisruptionBudget. A plain value. Default: `true`. */
  enabled?: boolean;
  /**
   * How many nodes must stay, at least 1 and fewer than there are: otherwise no drain would ever end. With `autoscaling`,
   * fewer than its `minReplicas`. Not together with `maxUnavailable`.
   */
  minAvailable?: Input<number>;
  /**
   * How many nodes may be away, at least 1: otherwise no drain would ever end.
   *
   * Default: 1, without `minAvailable`. So a cluster of one node can be drained.
   */
  maxUnavailable?: Input<number>;
}
