import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/** How strictly a rule of scheduling holds. */
export enum Strictness {
  /** Where possible. */
  Soft = "soft",
  /** Always: a pod for which there is no place waits. */
  Hard = "hard",
  /** Not at all. */
  None = "none",
}

/** Where pods run. A plain value, whose fields may be known later. */
export interface SchedulingArgs {
  /** Labels that a Kubernetes node must have, such as `kubernetes.io/arch: arm64`. EMQX's images are for amd64 and arm64. */
  nodeSelector?: Input<{ [key: string]: Input<string> }>;
  /** Taints of Kubernetes nodes that pods put up with. */
  tolerations?: Input<Input<types.input.core.v1.Toleration>[]>;
  /** Rules of attraction and repulsion. Those of `antiAffinity` are added. */
  affinity?: Input<types.input.core.v1.Affinity>;
  /** Whether no two pods run on one Kubernetes node. Default: `soft`. */
  antiAffinity?: Input<Strictness>;
  /**
   * Whether pods are spread evenly over zones (label `topology.kubernetes.io/zone`). Default: `soft`, and `none` where
   * `topologySpreadConstraints` have a rule for that label.
   */
  zoneSpread?: Input<Strictness>;
  /** Further rules of even spreading. */
  topologySpreadConstraints?: Input<Input<types.input.core.v1.TopologySpreadConstraint>[]>;
  /** How important pods are: https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/. Default: none. */
  priorityClassName?: Input<string>;
  /** Who schedules. Default: Kubernetes' own scheduler. */
  schedulerName?: Input<string>;
}
