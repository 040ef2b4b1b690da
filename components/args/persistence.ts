import type { Input } from "@pulumi/pulumi";

/** How to handle the PersistentVolumeClaims of pods that are removed. */
export const ClaimRetention = {
  /** Keep the claims with their data. */
  Retain: "Retain",
  /** Delete the claims. The storage class decides whether their data is deleted too. */
  Delete: "Delete",
} as const;
export type ClaimRetention = (typeof ClaimRetention)[keyof typeof ClaimRetention];

/** How to handle the PersistentVolumeClaims of pods that are removed. */
interface ClaimRetentionPolicy {
  /** How to handle the claims when the StatefulSet is deleted. Default: `Retain`. */
  whenDeleted?: Input<ClaimRetention>;
  /** How to handle the claims when you scale down. Default: `Retain`. */
  whenScaled?: Input<ClaimRetention>;
}

/** How nodes store their data. */
interface Persistence {
  /**
   * Whether each node has its own volume. If `false`, a node loses its data when its pod is removed, and the other fields are rejected. A
   * change replaces the StatefulSet, because Kubernetes cannot change its claim template. A preview rejects it: see `acceptedRisks`.
   *
   * Default: `true`.
   */
  enabled?: Input<boolean>;
  /**
   * The size of each volume, a Kubernetes quantity such as `10Gi`. A larger size resizes the volumes in place if the storage class allows
   * it. A preview rejects a smaller size.
   *
   * Default: `1Gi`.
   */
  size?: Input<string>;
  /**
   * The name of the storage class. A change replaces the StatefulSet. A preview rejects it: see `acceptedRisks`.
   *
   * Default: the default class of the Kubernetes cluster.
   */
  storageClassName?: Input<string>;
  /**
   * The access modes: `ReadWriteOnce`, `ReadWriteOncePod` or `ReadWriteMany`, at least one. A change replaces the StatefulSet. A preview
   * rejects it: see `acceptedRisks`.
   *
   * Default: `["ReadWriteOnce"]`.
   */
  accessModes?: Input<Input<string>[]>;
  /** How to handle the claims of pods that are removed. Default: keep the claims. */
  retention?: Input<ClaimRetentionPolicy>;
}

export type { ClaimRetentionPolicy as ClaimRetentionArgs, Persistence as PersistenceArgs };
