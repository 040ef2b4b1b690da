import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { AutoscalingArgs } from "./autoscaling";
import type { PodDisruptionBudgetArgs } from "./disruptionBudget";
import type { PodArgs } from "./pods";
import type { SchedulingArgs } from "./scheduling";

/**
 * How to run replicant nodes, in a Deployment `<name>-replicant`: https://docs.emqx.com/en/emqx/v5.8/deploy/cluster/mria-introduction.html.
 * Replicants store no data, serve all clients of the client Service, and can be numerous. Requires EMQX 5.0 or later; for 5.8, the
 * enterprise edition. The core nodes must have stable names: see `discovery`.
 *
 * A replicant works only with core nodes of its own release. When the image changes, new replicants start as soon as one core node is
 * updated. Old ones stop when new ones are ready.
 */
interface Replicants {
  /**
   * The number of replicants, 1 to 1000. With `autoscaling`, it is the initial number. From EMQX 5.9 on, replicants require a `license`.
   *
   * Default: 3, or `autoscaling.minReplicas` of the replicants if that is set.
   */
  replicas?: Input<number>;
  /** CPU and memory of each replicant. For limits, see `resources` of the cluster. Default: requests of `250m` and `1Gi`, no limits. */
  resources?: Input<types.input.core.v1.ResourceRequirements>;
  /** Pod settings of the replicants. Default: the same as `pods` of the cluster. */
  pods?: PodArgs;
  /**
   * On which Kubernetes nodes the replicants run. Spreading considers only replicants.
   *
   * Default: the same as `scheduling` of the cluster.
   */
  scheduling?: SchedulingArgs;
  /**
   * An autoscaler for the number of replicants. Must be a plain value; its fields may be outputs.
   *
   * Default: none; `replicas` is the number of replicants.
   */
  autoscaling?: AutoscalingArgs;
  /**
   * How many replicants may be unavailable while Kubernetes nodes are drained.
   *
   * Default: 1, or no budget if `podDisruptionBudget.enabled` of the cluster is `false`.
   */
  podDisruptionBudget?: PodDisruptionBudgetArgs;
}

export type { Replicants as ReplicantsArgs };
