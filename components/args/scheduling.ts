import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/** How strictly a scheduling rule applies. */
export const Strictness = {
  /** Preferred: the rule applies if possible. */
  Soft: "soft",
  /** Required: a pod stays pending if no Kubernetes node satisfies the rule. */
  Hard: "hard",
  /** The rule is off. */
  None: "none",
} as const;
export type Strictness = (typeof Strictness)[keyof typeof Strictness];

/** On which Kubernetes nodes pods run. Must be a plain value; its fields may be outputs. */
interface Scheduling {
  /**
   * Labels that a Kubernetes node must have, such as `kubernetes.io/arch: arm64`. EMQX's images support amd64 and arm64.
   *
   * Default: none.
   */
  nodeSelector?: Input<{ [key: string]: Input<string> }>;
  /** The taints of Kubernetes nodes that pods tolerate. Default: none. */
  tolerations?: Input<Input<types.input.core.v1.Toleration>[]>;
  /** Affinity rules of the pods. The rule of `antiAffinity` is added. Default: none. */
  affinity?: Input<types.input.core.v1.Affinity>;
  /** Whether pods run on different Kubernetes nodes: `soft`, `hard` or `none`. Default: `soft`. */
  antiAffinity?: Input<Strictness>;
  /**
   * Whether pods are spread evenly across zones (label `topology.kubernetes.io/zone`): `soft`, `hard` or `none`. Must be `none` if
   * `topologySpreadConstraints` contain a rule for that label.
   *
   * Default: `soft`, or `none` if there is such a rule.
   */
  zoneSpread?: Input<Strictness>;
  /** Additional topology spread constraints. Default: none. */
  topologySpreadConstraints?: Input<Input<types.input.core.v1.TopologySpreadConstraint>[]>;
  /** The PriorityClass of the pods: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/. Default: none. */
  priorityClassName?: Input<string>;
  /** The name of the scheduler. Default: the default scheduler of Kubernetes. */
  schedulerName?: Input<string>;
}

export type { Scheduling as SchedulingArgs };
