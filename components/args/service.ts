import type { Input } from "@pulumi/pulumi";

/** How a Service is exposed: https://kubernetes.io/docs/concepts/services-networking/service/. */
export const ServiceType = {
  /** Only inside the Kubernetes cluster. */
  ClusterIP: "ClusterIP",
  /** Also on a port of every Kubernetes node. */
  NodePort: "NodePort",
  /** Also through a load balancer, with an address of its own. */
  LoadBalancer: "LoadBalancer",
} as const;
export type ServiceType = (typeof ServiceType)[keyof typeof ServiceType];

/** To which pods Kubernetes routes traffic from outside the Kubernetes cluster. */
export const ExternalTrafficPolicy = {
  /** To all pods. The client's address is lost. */
  Cluster: "Cluster",
  /** Only to pods on the Kubernetes node that received the traffic. The client's address is preserved. */
  Local: "Local",
} as const;
export type ExternalTrafficPolicy = (typeof ExternalTrafficPolicy)[keyof typeof ExternalTrafficPolicy];

/** An IP address family. */
export const IpFamily = {
  IPv4: "IPv4",
  IPv6: "IPv6",
} as const;
export type IpFamily = (typeof IpFamily)[keyof typeof IpFamily];

/** Whether a Service has addresses of one or two IP families: https://kubernetes.io/docs/concepts/services-networking/dual-stack/. */
export const IpFamilyPolicy = {
  /** One family. */
  SingleStack: "SingleStack",
  /** Both families if the Kubernetes cluster supports both. */
  PreferDualStack: "PreferDualStack",
  /** Both families. Fails if the Kubernetes cluster does not support both. */
  RequireDualStack: "RequireDualStack",
} as const;
export type IpFamilyPolicy = (typeof IpFamilyPolicy)[keyof typeof IpFamilyPolicy];

/** Whether all connections of a client go to the same pod. */
export const SessionAffinity = {
  /** Connections of a client may go to different pods. */
  None: "None",
  /** All connections from an IP address go to the same pod. */
  ClientIP: "ClientIP",
} as const;
export type SessionAffinity = (typeof SessionAffinity)[keyof typeof SessionAffinity];

/** The fields that the client Service, the dashboard Service and additional Services share. */
interface ExposedService {
  /** How the Service is exposed. Default: `ClusterIP`. */
  type?: Input<ServiceType>;
  /** Additional labels of this Service. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of this Service, such as for load balancers. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
  /** The class of the load balancer, such as `example.com/class`. Only valid if `type` is `LoadBalancer`. Default: the cloud's own. */
  loadBalancerClass?: Input<string>;
  /**
   * The IP address of the load balancer. Only valid if `type` is `LoadBalancer`. It is deprecated in Kubernetes; many clouds support
   * annotations instead.
   *
   * Default: the cloud chooses an address.
   */
  loadBalancerIP?: Input<string>;
  /** The networks (CIDR) that may connect to the load balancer. Only valid if `type` is `LoadBalancer`. Default: all networks. */
  loadBalancerSourceRanges?: Input<Input<string>[]>;
  /** The IP address inside the Kubernetes cluster. A change replaces the Service. Default: Kubernetes chooses an address. */
  clusterIP?: Input<string>;
  /**
   * To which pods Kubernetes routes traffic from outside the Kubernetes cluster. Only valid if `type` is `NodePort` or `LoadBalancer`.
   *
   * Default: `Cluster`.
   */
  externalTrafficPolicy?: Input<ExternalTrafficPolicy>;
  /**
   * Whether the load balancer uses ports of Kubernetes nodes. Only valid if `type` is `LoadBalancer`.
   *
   * Default: `true`, as in Kubernetes.
   */
  allocateLoadBalancerNodePorts?: Input<boolean>;
  /** IP addresses at which Kubernetes nodes accept traffic for the Service. Deprecated since Kubernetes 1.36. Default: none. */
  externalIPs?: Input<Input<string>[]>;
  /**
   * Whether the Service has addresses of one or two IP families: see `service.ipFamilyPolicy`.
   *
   * Default: the default of Kubernetes, `SingleStack`.
   */
  ipFamilyPolicy?: Input<IpFamilyPolicy>;
  /**
   * The IP families of the Service, in order of preference. Two families require a dual-stack `ipFamilyPolicy`.
   *
   * Default: the families of the Kubernetes cluster.
   */
  ipFamilies?: Input<Input<IpFamily>[]>;
  /** Whether all connections of a client go to the same pod. Default: `None`. */
  sessionAffinity?: Input<SessionAffinity>;
  /**
   * How many seconds a client stays with the same pod after its last packet, 1 to 86400. Only valid if `sessionAffinity` is `ClientIP`.
   *
   * Default: the default of Kubernetes, 10800.
   */
  sessionAffinityTimeoutSeconds?: Input<number>;
}

/** The Service that clients connect to. */
interface Service extends ExposedService {
  /**
   * The exposed listeners that the Service serves, by the names in the output `endpoints`: the type, such as `mqtt`, or type and name, such
   * as `mqtt-devices`. Each exposed listener must be here or in one of `extraServices`. An empty list makes a Service with only the dashboard.
   *
   * Default: all exposed listeners.
   */
  listeners?: Input<Input<string>[]>;
  /**
   * Whether the Service also has the dashboard's port, and on EMQX 4.x the management API's port.
   *
   * Default: `true` if `type` is `ClusterIP` and you have no `dashboardService`, otherwise `false`: a public MQTT address should not expose
   * the dashboard.
   */
  dashboard?: Input<boolean>;
  /**
   * The dashboard's port on every Kubernetes node, 1 to 65535. Only valid if `dashboard` is `true` and `type` is `NodePort` or
   * `LoadBalancer`.
   *
   * Default: Kubernetes chooses a port.
   */
  dashboardNodePort?: Input<number>;
  /**
   * Whether the Service has addresses of one or two IP families. The headless Service and the `internalService` follow this setting.
   * Values other than `SingleStack` require EMQX 5.0 or later.
   *
   * With them, EMQX listens on `[::]`, which on Linux also accepts IPv4. Pods then require a kernel with IPv6 (not `ipv6.disable=1`), even
   * if the Kubernetes cluster has only IPv4. `access_rules`, ACLs and bans see IPv4 clients as `::ffff:10.0.0.1`.
   *
   * Default: the default of Kubernetes, `SingleStack`.
   */
  ipFamilyPolicy?: Input<IpFamilyPolicy>;
  /**
   * The IP families of the Service, in order of preference. Two families require a dual-stack `ipFamilyPolicy`. `IPv4` must be included if
   * the policy is `SingleStack`, because nodes connect to each other over IPv4.
   *
   * Default: the families of the Kubernetes cluster.
   */
  ipFamilies?: Input<Input<IpFamily>[]>;
}

/**
 * A separate Service `<name>-dashboard` for the dashboard and the API. Use it to keep the dashboard internal while MQTT has a public address.
 * Must be a plain value; its fields may be outputs.
 */
interface DashboardService extends ExposedService {
  /**
   * The dashboard's port on every Kubernetes node, 1 to 65535. Only valid if `type` is `NodePort` or `LoadBalancer`.
   *
   * Default: Kubernetes chooses a port.
   */
  nodePort?: Input<number>;
}

/**
 * An additional Service for exposed listeners. Use it for a second load balancer, such as for UDP next to TCP, or an internal one next to a
 * public one. Must be a plain value; its fields may be outputs.
 */
interface ExtraService extends ExposedService {
  /**
   * The name, which is appended to the cluster's name: the Service is called `<cluster>-<name>`. Accepted: a DNS label of at most 10
   * characters. `headless`, `dashboard` and `internal` are reserved. Must be a plain value.
   */
  name: string;
  /**
   * The exposed listeners that the Service serves, at least one, by the names in the output `endpoints`: the type, such as `quic`, or type
   * and name, such as `mqtt-devices`. To serve a listener only here, leave it out of `service.listeners`. If several Services serve a
   * listener, its `nodePort` applies to the first one: the client Service, then `extraServices` in order.
   */
  listeners: Input<Input<string>[]>;
}

/**
 * A Service `<name>-internal` of type `ClusterIP` for the listeners with `exposed: false`. Use it for services inside the Kubernetes cluster
 * while devices use a public address. Must be a plain value; its fields may be outputs.
 */
interface InternalService {
  /** Additional labels of this Service. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of this Service. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}

export type {
  Service as ServiceArgs,
  DashboardService as DashboardServiceArgs,
  ExtraService as ExtraServiceArgs,
  InternalService as InternalServiceArgs,
};
