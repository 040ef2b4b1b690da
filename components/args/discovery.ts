import type { Input } from "@pulumi/pulumi";

/** How the nodes find each other. */
export enum DiscoveryStrategy {
  /** Ask the Kubernetes API for the endpoints of the headless Service. Needs RBAC, which the component creates. */
  K8s = "k8s",
  /** Ask the cluster's DNS for the records of the headless Service. Needs no RBAC and no mounted token. */
  Dns = "dns",
}

/** What a node is called by, after the `emqx@` of its name, with `k8s` discovery. */
export enum AddressType {
  /** The pod's stable DNS name: survives restarts, so data and membership do too. */
  Hostname = "hostname",
  /** The pod's IP address: new at every restart, so only for clusters without persistence. */
  Ip = "ip",
  /** The DNS name of the pod's IP address: new at every restart as well. */
  Dns = "dns",
}

/** Which records `dns` discovery reads. */
export enum DnsRecordType {
  /** SRV records: nodes are called by their stable DNS names. From EMQX 4.4 on. */
  Srv = "srv",
  /** A records: nodes are called by IP address, so only for clusters without persistence. */
  A = "a",
}

/** How the nodes find each other and what they are called. */
export interface DiscoveryArgs {
  /**
   * The strategy. A plain value, as Role and RoleBinding exist for `k8s` only.
   *
   * Default: `k8s`.
   */
  strategy?: DiscoveryStrategy;
  /**
   * The address in a node's name, for the strategy `k8s`.
   *
   * Default: `hostname`. The others need `persistence.enabled: false`.
   */
  addressType?: Input<AddressType>;
  /**
   * The DNS records read, for the strategy `dns`.
   *
   * Default: `srv`. `a` needs `persistence.enabled: false`.
   */
  recordType?: Input<DnsRecordType>;
}
