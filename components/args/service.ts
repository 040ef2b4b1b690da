import type { Input } from "@pulumi/pulumi";

/** How a Service is reached: https://kubernetes.io/docs/concepts/services-networking/service/. */
export enum ServiceType {
  /** From inside the Kubernetes cluster only. */
  ClusterIP = "ClusterIP",
  /** Also at a port of every Kubernetes node. */
  NodePort = "NodePort",
  /** Also at an address of the cloud's load balancer. */
  LoadBalancer = "LoadBalancer",
}

/** Where traffic that enters the Kubernetes cluster may be sent on to. */
export enum ExternalTrafficPolicy {
  /** To any pod; the client's address is lost. */
  Cluster = "Cluster",
  /** To pods of the node it arrived at only; the client's address is kept. */
  Local = "Local",
}

/** A family of IP addresses. */
export enum IpFamily {
  IPv4 = "IPv4",
  IPv6 = "IPv6",
}

/** Of how many families of IP addresses a Service has one: https://kubernetes.io/docs/concepts/services-networking/dual-stack/. */
export enum IpFamilyPolicy {
  SingleStack = "SingleStack",
  /** Of both where the Kubernetes cluster has both. */
  PreferDualStack = "PreferDualStack",
  /** Of both. */
  RequireDualStack = "RequireDualStack",
}

/** Whether a client is always sent to the same pod. */
export enum SessionAffinity {
  /** No. */
  None = "None",
  /** By its IP address. */
  ClientIP = "ClientIP",
}

/** The Service that clients connect to. */
export interface ServiceArgs {
  /** How it is reached. Default: `ClusterIP`. */
  type?: Input<ServiceType>;
  /**
   * The exposed listeners that it has, as the output `endpoints` calls them: `mqtt`, or by type and name `mqtt-devices`. An empty list:
   * none, for a Service with the dashboard alone.
   *
   * Default: all.
   */
  listeners?: Input<Input<string>[]>;
  /** Labels of this Service alone. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of this Service alone, as load balancers want them. */
  annotations?: Input<{ [key: string]: Input<string> }>;
  /**
   * Whether it also has the dashboard's port (and on EMQX 4.x the management API's).
   *
   * Default: `true` for the type `ClusterIP` where there is no `dashboardService`, otherwise `false`: a public MQTT address is no
   * public dashboard.
   */
  dashboard?: Input<boolean>;
  /** The dashboard's port on every Kubernetes node, where it has one. Default: one that Kubernetes chooses. */
  dashboardNodePort?: Input<number>;
  /** The implementation of the load balancer, for the type `LoadBalancer`. Default: the cloud's own. */
  loadBalancerClass?: Input<string>;
  /** The address of the load balancer, for the type `LoadBalancer`. Kubernetes deprecates it: many clouds have annotations for it. Default: the cloud chooses. */
  loadBalancerIP?: Input<string>;
  /** The networks (CIDR) that may connect, for the type `LoadBalancer`. Default: all. */
  loadBalancerSourceRanges?: Input<Input<string>[]>;
  /** Its address inside the Kubernetes cluster. With another one, the Service is made anew. Default: one that Kubernetes chooses. */
  clusterIP?: Input<string>;
  /** Where outside traffic may be sent on to, for the types `NodePort` and `LoadBalancer`. Default: `Cluster`. */
  externalTrafficPolicy?: Input<ExternalTrafficPolicy>;
  /** Whether a load balancer goes through ports of Kubernetes nodes, for the type `LoadBalancer`. Default: `true`, as in Kubernetes. */
  allocateLoadBalancerNodePorts?: Input<boolean>;
  /** IP addresses at which Kubernetes nodes take traffic for it. Kubernetes deprecates it from 1.36 on. Default: none. */
  externalIPs?: Input<Input<string>[]>;
  /**
   * Of how many families it has an address; so have the headless Service and the `internalService`. With any but `SingleStack`, EMQX
   * listens at `[::]`, which on Linux takes IPv4 too: pods need a kernel with IPv6 (not `ipv6.disable=1`), even where the Kubernetes
   * cluster has IPv4 alone, and clients by IPv4 are `::ffff:10.0.0.1` to `access_rules`, ACL and bans. EMQX 5 and later.
   *
   * Default: what Kubernetes takes, `SingleStack`.
   */
  ipFamilyPolicy?: Input<IpFamilyPolicy>;
  /**
   * Of which families, the first one first. IPv4 must be among them: the nodes talk to each other by IPv4.
   *
   * Default: those of the Kubernetes cluster.
   */
  ipFamilies?: Input<Input<IpFamily>[]>;
  /** Whether a client is always sent to the same pod. Default: `None`. */
  sessionAffinity?: Input<SessionAffinity>;
  /** For how many seconds after its last packet, 1 to 86400, with `ClientIP`. Default: what Kubernetes takes, 10800. */
  sessionAffinityTimeoutSeconds?: Input<number>;
}

/**
 * A Service for the dashboard and the API alone, `<name>-dashboard`: an internal dashboard beside a public MQTT address. A plain value,
 * whose fields may be known later.
 */
export interface DashboardServiceArgs {
  /** How it is reached. Default: `ClusterIP`. */
  type?: Input<ServiceType>;
  /** Labels of this Service alone. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of this Service alone. */
  annotations?: Input<{ [key: string]: Input<string> }>;
  /** The dashboard's port on every Kubernetes node, for the types `NodePort` and `LoadBalancer`. Default: one that Kubernetes chooses. */
  nodePort?: Input<number>;
  /** The implementation of the load balancer, for the type `LoadBalancer`. Default: the cloud's own. */
  loadBalancerClass?: Input<string>;
  /** The address of the load balancer, for the type `LoadBalancer`. Default: the cloud chooses. */
  loadBalancerIP?: Input<string>;
  /** The networks (CIDR) that may connect, for the type `LoadBalancer`. Default: all. */
  loadBalancerSourceRanges?: Input<Input<string>[]>;
  /** Its address inside the Kubernetes cluster. With another one, the Service is made anew. Default: one that Kubernetes chooses. */
  clusterIP?: Input<string>;
  /** Where outside traffic may be sent on to, for the types `NodePort` and `LoadBalancer`. Default: `Cluster`. */
  externalTrafficPolicy?: Input<ExternalTrafficPolicy>;
  /** Whether a load balancer goes through ports of Kubernetes nodes, for the type `LoadBalancer`. Default: `true`, as in Kubernetes. */
  allocateLoadBalancerNodePorts?: Input<boolean>;
  /** IP addresses at which Kubernetes nodes take traffic for it. Kubernetes deprecates it from 1.36 on. Default: none. */
  externalIPs?: Input<Input<string>[]>;
  /** Of how many families it has an address: see `service.ipFamilyPolicy`. Default: what Kubernetes takes, `SingleStack`. */
  ipFamilyPolicy?: Input<IpFamilyPolicy>;
  /** Of which families, the first one first. Default: those of the Kubernetes cluster. */
  ipFamilies?: Input<Input<IpFamily>[]>;
  /** Whether a client is always sent to the same pod. Default: `None`. */
  sessionAffinity?: Input<SessionAffinity>;
  /** For how many seconds after its last packet, 1 to 86400, with `ClientIP`. Default: what Kubernetes takes, 10800. */
  sessionAffinityTimeoutSeconds?: Input<number>;
}

/**
 * A further Service for exposed listeners, `<name>-<its name>`: a load balancer for UDP beside one for TCP, or an internal one beside a
 * public one. A plain value, whose fields may be known later.
 */
export interface ExtraServiceArgs {
  /**
   * Its name, which follows the cluster's: a DNS label of at most 10 characters. `headless`, `dashboard` and `internal` are taken. A plain
   * value.
   */
  name: string;
  /**
   * Its listeners, at least one, as the output `endpoints` calls them: `quic`, or by type and name `mqtt-devices`. To have a listener here
   * alone, leave it out of `service.listeners`. A listener's `nodePort` goes to the first Service that has it, the client Service before
   * all others.
   */
  listeners: Input<Input<string>[]>;
  /** How it is reached. Default: `ClusterIP`. */
  type?: Input<ServiceType>;
  /** Labels of this Service alone. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of this Service alone. */
  annotations?: Input<{ [key: string]: Input<string> }>;
  /** The implementation of the load balancer, for the type `LoadBalancer`. Default: the cloud's own. */
  loadBalancerClass?: Input<string>;
  /** The address of the load balancer, for the type `LoadBalancer`. Default: the cloud chooses. */
  loadBalancerIP?: Input<string>;
  /** The networks (CIDR) that may connect, for the type `LoadBalancer`. Default: all. */
  loadBalancerSourceRanges?: Input<Input<string>[]>;
  /** Its address inside the Kubernetes cluster. With another one, the Service is made anew. Default: one that Kubernetes chooses. */
  clusterIP?: Input<string>;
  /** Where outside traffic may be sent on to, for the types `NodePort` and `LoadBalancer`. Default: `Cluster`. */
  externalTrafficPolicy?: Input<ExternalTrafficPolicy>;
  /** Whether a load balancer goes through ports of Kubernetes nodes, for the type `LoadBalancer`. Default: `true`, as in Kubernetes. */
  allocateLoadBalancerNodePorts?: Input<boolean>;
  /** IP addresses at which Kubernetes nodes take traffic for it. Kubernetes deprecates it from 1.36 on. Default: none. */
  externalIPs?: Input<Input<string>[]>;
  /** Of how many families it has an address: see `service.ipFamilyPolicy`. Default: what Kubernetes takes, `SingleStack`. */
  ipFamilyPolicy?: Input<IpFamilyPolicy>;
  /** Of which families, the first one first. Default: those of the Kubernetes cluster. */
  ipFamilies?: Input<Input<IpFamily>[]>;
  /** Whether a client is always sent to the same pod. Default: `None`. */
  sessionAffinity?: Input<SessionAffinity>;
  /** For how many seconds after its last packet, 1 to 86400, with `ClientIP`. Default: what Kubernetes takes, 10800. */
  sessionAffinityTimeoutSeconds?: Input<number>;
}

/**
 * A Service of type `ClusterIP`, `<name>-internal`, for the listeners with `exposed: false`: those for services inside the Kubernetes
 * cluster, beside a public address for devices. A plain value, whose fields may be known later.
 */
export interface InternalServiceArgs {
  /** Labels of this Service alone. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of this Service alone. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}
