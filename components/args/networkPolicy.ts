import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/** What a rule of a NetworkPolicy lets through. */
export enum NetworkProtocol {
  /** TCP. */
  Tcp = "TCP",
  /** UDP, QUIC included. */
  Udp = "UDP",
  /** SCTP. */
  Sctp = "SCTP",
}

/** One port of a rule, or a range of them. */
export interface NetworkPolicyPortArgs {
  /** The port, 1 to 65535: the pods' own, not a Service's. */
  port: Input<number>;
  /** The last port of a range that begins with `port`. Default: `port` alone. */
  endPort?: Input<number>;
  /** The protocol. Default: `TCP`. */
  protocol?: Input<NetworkProtocol>;
}

/** Who may connect to ports of the pods, besides what the component knows of. */
export interface IngressRuleArgs {
  /** From where. An empty list: from nowhere. Default: from anywhere. */
  from?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /** To which ports. An empty list: to none. Default: to all, those between the nodes included. */
  ports?: Input<Input<NetworkPolicyPortArgs>[]>;
}

/** Where pods may connect to, besides what the component knows of. */
export interface EgressRuleArgs {
  /** To where. An empty list: to nowhere. Default: to anywhere. */
  to?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /** To which ports there. An empty list: to none. Default: to all. */
  ports?: Input<Input<NetworkPolicyPortArgs>[]>;
}

/** Where the Kubernetes API server is, as pods see it. */
export interface ApiServerArgs {
  /**
   * Its networks (CIDR), at least one: the addresses of `kubectl get endpoints kubernetes`, each with `/32`, as most
   * implementations look at the address behind the Service.
   *
   * Default: anywhere.
   */
  cidrs?: Input<Input<string>[]>;
  /**
   * Its ports, at least one.
   *
   * Default: `[443, 6443]`, the Service's port and that of most API servers behind it.
   */
  ports?: Input<Input<number>[]>;
}

/** Where the pods may connect to. */
export interface EgressArgs {
  /**
   * Whether the pods may connect only to each other, to DNS, with `k8s` discovery to the API server, and as `rules` say.
   *
   * Default: `false`: to anywhere, as nobody but the user knows what databases and bridges the broker talks to.
   */
  enabled?: Input<boolean>;
  /** The Kubernetes API server, for `k8s` discovery only. Default: anywhere, at ports 443 and 6443. */
  apiServer?: Input<ApiServerArgs>;
  /** Where else the pods may connect to: databases for authentication, bridges, a DNS server at another port than 53. */
  rules?: Input<Input<EgressRuleArgs>[]>;
}

/**
 * Who may connect to the pods: https://kubernetes.io/docs/concepts/services-networking/network-policies/. It takes a
 * network plugin that enforces it. Other NetworkPolicies for the same pods can only allow more.
 */
export interface NetworkPolicyArgs {
  /**
   * Whether there is a NetworkPolicy. A plain value.
   *
   * Default: `true`: the ports between the nodes (Erlang distribution and RPC) are open to the cluster's own pods only.
   */
  enabled?: boolean;
  /**
   * From where clients may connect to the listeners. An empty list: from nowhere. To listeners with `exposed: false`, pods of all
   * namespaces may then connect, and nobody else. A peer with a `podSelector` alone selects pods of the cluster's namespace. For an `ipBlock` the client's address must reach the pods: see
   * `service.externalTrafficPolicy`.
   *
   * Default: from anywhere.
   */
  clients?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /**
   * From where the dashboard and the management API may be reached. An empty list: from nowhere but the cluster's own pods, and their
   * Kubernetes nodes, whose probes always arrive.
   *
   * Default: from anywhere, as nobody but the user knows where Ingress controllers, Prometheus and people are; a password
   * protects it.
   */
  dashboard?: Input<Input<types.input.networking.v1.NetworkPolicyPeer>[]>;
  /** Who else may connect, such as to listeners that are made in the dashboard, and to containers beside the broker's. */
  ingressRules?: Input<Input<IngressRuleArgs>[]>;
  /** Where the pods may connect to. Default: to anywhere. */
  egress?: Input<EgressArgs>;
}
