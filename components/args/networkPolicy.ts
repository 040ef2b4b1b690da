import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/** The transport protocol of a port. */
export const NetworkProtocol = {
  /** TCP. */
  Tcp: "TCP",
  /** UDP, including QUIC. */
  Udp: "UDP",
  /** SCTP. */
  Sctp: "SCTP",
} as const;
export type NetworkProtocol = (typeof NetworkProtocol)[keyof typeof NetworkProtocol];

/** A port of a rule, or a range of ports. */
interface NetworkPolicyPort {
  /** The port in the pods, 1 to 65535. It is not the port of a Service. */
  port: Input<number>;
  /** The last port of a range that starts with `port`, up to 65535. Default: `port` alone. */
  endPort?: Input<number>;
  /** The protocol. Default: `TCP`. */
  protocol?: Input<NetworkProtocol>;
}

/** An additional rule for connections to the pods. Set `from`, `ports` or both. */
interface IngressRule {
  /** The sources that may connect. An empty list allows none. Default: any source. */
  from?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /** The ports of the pods. An empty list allows none. Default: all ports, including the ports between nodes. */
  ports?: Input<Input<NetworkPolicyPort>[]>;
}

/** An additional rule for connections from the pods. Set `to`, `ports` or both. */
interface EgressRule {
  /** The destinations that pods may connect to. An empty list allows none. Default: any destination. */
  to?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /** The ports of the destinations. An empty list allows none. Default: all ports. */
  ports?: Input<Input<NetworkPolicyPort>[]>;
}

/** The addresses and ports of the Kubernetes API server, as pods see them. */
interface ApiServer {
  /**
   * The networks (CIDR) of the API server, at least one. Use the addresses from `kubectl get endpoints kubernetes`, each with `/32`: most
   * network plugins check the address behind the Service.
   *
   * Default: any address.
   */
  cidrs?: Input<Input<string>[]>;
  /**
   * The ports of the API server, at least one.
   *
   * Default: `[443, 6443]`, the port of the Service and the port of most API servers behind it.
   */
  ports?: Input<Input<number>[]>;
}

/** How to restrict connections from the pods. */
interface Egress {
  /**
   * Whether to restrict connections from the pods. If `true`, pods may connect only to each other, to port 53 for DNS, to the API server if
   * they call it, and to the destinations in `rules`. Pods call the API server with `k8s` discovery or `leaveWhenScaledDown`. If `false`,
   * the other fields are rejected.
   *
   * Default: `false`, because only you know which databases and bridges the broker connects to.
   */
  enabled?: Input<boolean>;
  /**
   * The Kubernetes API server. Only valid with `k8s` discovery or `leaveWhenScaledDown`.
   *
   * Default: any address, ports 443 and 6443.
   */
  apiServer?: Input<ApiServer>;
  /** Additional destinations: databases for authentication, bridges, a DNS server on a port other than 53. Default: none. */
  rules?: Input<Input<EgressRule>[]>;
}

/**
 * How to restrict connections to and from the pods: https://kubernetes.io/docs/concepts/services-networking/network-policies/. Requires a
 * network plugin that enforces NetworkPolicies. Other NetworkPolicies for the same pods can only allow more.
 */
interface NetworkPolicy {
  /**
   * Whether to create a NetworkPolicy. It allows only the cluster's own pods to connect to the ports between nodes (Erlang distribution and
   * RPC). If `false`, the other fields are rejected. Must be a plain value.
   *
   * Default: `true`.
   */
  enabled?: boolean;
  /**
   * The sources from which clients may connect to the listeners. An empty list allows none. A peer with only a `podSelector` selects pods
   * in the cluster's namespace. An `ipBlock` works only if the client's address reaches the pods: see `service.externalTrafficPolicy`.
   *
   * If set, only pods may connect to listeners with `exposed: false`, from any namespace.
   *
   * Default: any source.
   */
  clients?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /**
   * The sources that may connect to the dashboard and the management API. An empty list allows only the cluster's own pods. Probes always
   * work, because Kubernetes nodes may connect to their pods.
   *
   * Default: any source, because only you know where Ingress controllers, Prometheus and users are. A password protects the dashboard.
   */
  dashboard?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /**
   * Additional rules for connections to the pods, such as to listeners that you create in the dashboard, or to additional containers.
   *
   * Default: none.
   */
  ingressRules?: Input<Input<IngressRule>[]>;
  /** How to restrict connections from the pods. Default: no restriction. */
  egress?: Input<Egress>;
}

export type {
  NetworkPolicyPort as NetworkPolicyPortArgs,
  IngressRule as IngressRuleArgs,
  EgressRule as EgressRuleArgs,
  ApiServer as ApiServerArgs,
  Egress as EgressArgs,
  NetworkPolicy as NetworkPolicyArgs,
};
