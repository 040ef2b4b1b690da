import type { Input } from "@pulumi/pulumi";

/** The update strategy: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies. */
export const UpdateStrategy = {
  /** Kubernetes replaces one pod at a time, from the highest ordinal to the lowest. */
  RollingUpdate: "RollingUpdate",
  /** A pod changes only when you delete it. `up` waits until pods are ready, but not until they have changed. */
  OnDelete: "OnDelete",
} as const;
export type UpdateStrategy = (typeof UpdateStrategy)[keyof typeof UpdateStrategy];

/** How changes roll out to the pods. */
interface Update {
  /** The update strategy. `OnDelete` is not valid with `replicants`. Default: `RollingUpdate`. */
  strategy?: Input<UpdateStrategy>;
  /**
   * The lowest ordinal that a change reaches, at least 0. Use it to try a change on some nodes first: with 3 nodes, 2 changes only
   * `emqx-2`. `up` waits for these pods. Only valid with the strategy `RollingUpdate`, and without `autoscaling`. With `replicants`, it must
   * be less than `replicas`.
   *
   * Default: 0, all pods.
   */
  partition?: Input<number>;
  /**
   * How many seconds a node must be ready before a rolling update continues with the next one, at least 0. It gives Services and load
   * balancers time to send clients to the node. An update takes this time for each node except the last one. The first start and scaling
   * take no longer. Load balancers outside Kubernetes may require a higher value.
   *
   * Default: 3.
   */
  minReadySeconds?: Input<number>;
  /**
   * How many seconds `up` waits until the pods are ready and have joined the cluster, at least 1. After that, `up` fails and reports the
   * pods that are not ready. Must be a plain value.
   *
   * Default: 600, or 180 for each node if that is more; with `evacuation`, its `timeoutSeconds` is added to these 180.
   */
  timeoutSeconds?: number;
}

export type { Update as UpdateArgs };
