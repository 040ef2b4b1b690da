/** What a preview refuses, unless it is accepted. */
export enum Risk {
  /** An earlier release line of EMQX, which may not read the data of the later one. */
  Downgrade = "downgrade",
  /** A release line that EMQX has no rolling upgrade to: https://docs.emqx.com/en/emqx/latest/deploy/rolling-upgrades.html. */
  UnsupportedUpgrade = "unsupportedUpgrade",
  /** Other node names, by `nameOverride`, `namespace` or `clusterDomain`: nodes do not find what they kept under the old ones. */
  NewNodeNames = "newNodeNames",
  /**
   * Nodes that begin without the data that they have: `persistence.enabled` switched off, or a StatefulSet that is replaced while
   * `persistence.retention.whenDeleted` is `Delete`.
   */
  DataLoss = "dataLoss",
  /**
   * A new StatefulSet or headless Service in place of the old one, whatever the cause: another namespace, provider or Kubernetes cluster, or a
   * field that Kubernetes cannot change. In place, all nodes stop at once and start again. Elsewhere, an empty cluster is created and the old
   * one is deleted. `newNodeNames` and `dataLoss` include this risk.
   */
  Replacement = "replacement",
}
