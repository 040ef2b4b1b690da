/** The risks that a preview rejects unless you accept them. */
export const Risk = {
  /** An earlier release line of EMQX. It may be unable to read the data of the later one. */
  Downgrade: "downgrade",
  /** A release line without a rolling upgrade in EMQX: https://docs.emqx.com/en/emqx/latest/deploy/rolling-upgrades.html. */
  UnsupportedUpgrade: "unsupportedUpgrade",
  /** Other node names, from `nameOverride`, `namespace` or `clusterDomain`. Nodes do not find the data that they stored under the old names. */
  NewNodeNames: "newNodeNames",
  /**
   * Nodes that start without their existing data. This happens if `persistence.enabled` becomes `false`, or if the StatefulSet is replaced
   * while `persistence.retention.whenDeleted` is `Delete`.
   */
  DataLoss: "dataLoss",
  /**
   * A replacement of the StatefulSet or the headless Service, for any reason: another namespace, provider or Kubernetes cluster, or a field
   * that Kubernetes cannot change. In the same place, all nodes stop at once and start again. In another place, an empty cluster is created
   * and the old one is deleted. `newNodeNames` and `dataLoss` include this risk.
   */
  Replacement: "replacement",
} as const;
export type Risk = (typeof Risk)[keyof typeof Risk];

/** The exposures that a preview rejects unless you accept them: see `acceptedExposures`. */
export const Exposure = {
  /** A listener that lets anybody in, reachable from outside the Kubernetes cluster. */
  OpenListener: "openListener",
  /** A listener without TLS, at a public load balancer or external IP address, or behind an Ingress or Gateway without TLS. */
  PlainMqtt: "plainMqtt",
  /** The dashboard without TLS, at a public load balancer, on node ports, or behind an Ingress or Gateway without TLS. */
  PlainDashboard: "plainDashboard",
  /** A listener with `proxyProtocol` that clients reach without the proxy. They can pretend to have any address. */
  ProxyProtocol: "proxyProtocol",
} as const;
export type Exposure = (typeof Exposure)[keyof typeof Exposure];
