import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { AutoscalingArgs } from "./autoscaling";
import type { PodDisruptionBudgetArgs } from "./disruptionBudget";
import type { PodArgs } from "./pods";
import type { SchedulingArgs } from "./scheduling";

/**
 * Replicant nodes: a Deployment `<name>-replicant` besides the core nodes of the StatefulSet. They keep no data, serve all clients
 * of the client Service, and can be many: https://docs.emqx.com/en/emqx/v5.8/deploy/cluster/mria-introduction.html. EMQX has
 * them from 5.0 on, in 5.8 in its enterprise edition alone. They need cores that keep their names.
 *
 * A replicant works only with cores of its own release. When the image changes, new ones start as soon as one core is updated,
 * and old ones go when new ones are ready.
 */
export interface ReplicantsArgs {
  /** The number of replicants, 1 to 1000; with `autoscaling`, to begin with. From EMQX 5.9 on they need a `license`. Default: 3. */
  replicas?: Input<number>;
  /** CPU and memory of each; see `resources` of the cluster for limits. Default: requests of `250m` and `1Gi`, no limits. */
  resources?: Input<types.input.core.v1.ResourceRequirements>;
  /** Their pods beyond the broker itself. Default: what `pods` says of the cores'. */
  pods?: PodArgs;
  /** Where their pods run. Default: what `scheduling` says of the cores'; apart and evenly among themselves. */
  scheduling?: SchedulingArgs;
  /** An autoscaler that owns their number. Default: none, `replicas` does. A plain value, whose fields may be known later. */
  autoscaling?: AutoscalingArgs;
  /** How many of them may be away when Kubernetes nodes are drained. Default: 1, as long as the cores have a budget. */
  podDisruptionBudget?: PodDisruptionBudgetArgs;
}
