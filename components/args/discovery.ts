import type { Input } from "@pulumi/pulumi";

/** The strategy by which nodes find each other. */
export const DiscoveryStrategy = {
  /** Read the endpoints of the headless Service from the Kubernetes API. Requires RBAC, which the component creates. */
  K8s: "k8s",
  /** Read the DNS records of the headless Service. Requires neither RBAC nor a mounted token. */
  Dns: "dns",
} as const;
export type DiscoveryStrategy = (typeof DiscoveryStrategy)[keyof typeof DiscoveryStrategy];

/** The address in a node's name, after `emqx@`, with `k8s` discovery. */
export const AddressType = {
  /** The pod's stable DNS name. It survives restarts, and so do data and membership. */
  Hostname: "hostname",
  /** The pod's IP address. It changes at every restart, so it is only for clusters without persistence. */
  Ip: "ip",
  /** The DNS name of the pod's IP address. It also changes at every restart. */
  Dns: "dns",
} as const;
export type AddressType = (typeof AddressType)[keyof typeof AddressType];

/** The DNS records that `dns` discovery reads. */
export const DnsRecordType = {
  /** SRV records. Nodes are named after their stable DNS names. Requires EMQX 4.4 or later. */
  Srv: "srv",
  /** A records. Nodes are named after their IP addresses, so it is only for clusters without persistence. */
  A: "a",
} as const;
export type DnsRecordType = (typeof DnsRecordType)[keyof typeof DnsRecordType];

/** How nodes find each other, and how they are named. */
interface Discovery {
  /**
   * The discovery strategy. Must be a plain value, because `k8s` requires a Role and a RoleBinding.
   *
   * Default: `k8s`.
   */
  strategy?: DiscoveryStrategy;
  /**
   * The address in a node's name. Only valid with the strategy `k8s`. `ip` and `dns` require `persistence.enabled: false`, and are not
   * valid with `replicants`.
   *
   * Default: `hostname`.
   */
  addressType?: Input<AddressType>;
  /**
   * The type of the DNS records. Only valid with the strategy `dns`. `a` requires `persistence.enabled: false`, and is not valid with
   * `replicants`.
   *
   * Default: `srv`.
   */
  recordType?: Input<DnsRecordType>;
}

export type { Discovery as DiscoveryArgs };
