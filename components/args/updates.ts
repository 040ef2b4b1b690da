import type { Input } from "@pulumi/pulumi";

/** How a change reaches the pods: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies. */
export enum UpdateStrategy {
  /** One pod after the other, the highest ordinal first. */
  RollingUpdate = "RollingUpdate",
  /** Each pod when somebody deletes it. `up` then waits for ready pods, and not for changed ones. */
  OnDelete = "OnDelete",
}

/** How a change reaches the pods. */
export interface UpdateArgs {
  /** The strategy. Default: `RollingUpdate`. */
  strategy?: Input<UpdateStrategy>;
  /**
   * The lowest ordinal that a change reaches, for trying it on some nodes first: with 3 nodes, 2 changes `emqx-2` alone.
   * `up` waits for these. A whole number of at least 0, for the strategy `RollingUpdate`, and not with `autoscaling`.
   *
   * Default: 0, all of them.
   */
  partition?: Input<number>;
  /**
   * For how many seconds a node must be ready before a rolling update goes on with the next one: time for Services and load
   * balancers to send clients to it. A whole number of at least 0. An update takes that long for each node but the last;
   * the first start and scaling take no longer.
   *
   * Default: 5. Load balancers outside of Kubernetes may take longer to see that a pod is back.
   */
  minReadySeconds?: Input<number>;
  /**
   * For how many seconds `up` waits for the pods to be ready, and to have joined, before it fails and says which are not. A whole number
   * of at least 1, and a plain value.
   *
   * Default: 600, or 180 for each node where that is more, and with `evacuation` its `timeoutSeconds` more for each.
   */
  timeoutSeconds?: number;
}
