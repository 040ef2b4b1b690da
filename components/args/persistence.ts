import type { Input } from "@pulumi/pulumi";

/** What happens to the volume claims. */
export enum ClaimRetention {
  /** They stay, with their data. */
  Retain = "Retain",
  /** They are deleted, and with them, as the storage class says, their data. */
  Delete = "Delete",
}

/** What happens to the volume claims when their pods are not wanted any more. */
export interface ClaimRetentionArgs {
  /** When the StatefulSet is deleted. Default: `Retain`. */
  whenDeleted?: Input<ClaimRetention>;
  /** When the cluster is scaled down. Default: `Retain`. */
  whenScaled?: Input<ClaimRetention>;
}

/** Where the nodes keep their data. */
export interface PersistenceArgs {
  /**
   * Whether each node has a volume of its own. Without, data is gone when a pod is.
   * Switching it replaces the StatefulSet, as Kubernetes cannot change its claim template.
   *
   * Default: `true`.
   */
  enabled?: Input<boolean>;
  /**
   * The size of each volume, a Kubernetes quantity such as `10Gi`. A larger one grows the claims in place, where the storage class allows
   * it; a smaller one is refused at preview.
   *
   * Default: `1Gi`.
   */
  size?: Input<string>;
  /**
   * The storage class. A change replaces the StatefulSet.
   *
   * Default: the Kubernetes cluster's default class.
   */
  storageClassName?: Input<string>;
  /**
   * The access modes: `ReadWriteOnce`, `ReadWriteOncePod` or `ReadWriteMany`. A change replaces the StatefulSet.
   *
   * Default: `["ReadWriteOnce"]`.
   */
  accessModes?: Input<Input<string>[]>;
  /** What happens to the claims when their pods are not wanted any more. Default: they are kept. */
  retention?: Input<ClaimRetentionArgs>;
}
