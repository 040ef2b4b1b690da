import type { Input } from "@pulumi/pulumi";

/** How the client Service is reached: https://kubernetes.io/docs/concepts/services-networking/service/. */
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

/** The Service that clients connect to. */
export interface ServiceArgs {
  /** How it is reached. Default: `ClusterIP`. */
  type?: Input<ServiceType>;
  /** Annotations of this Service alone, as load balancers want them. */
  annotations?: Input<{ [key: string]: Input<string> }>;
  /**
   * Whether it also has the dashboard's port (and on EMQX 4.x the management API's).
   *
   * Default: `true` for the type `ClusterIP`, otherwise `false`: a public MQTT address is no public dashboard.
   */
  dashboard?: Input<boolean>;
  /** The dashboard's port on every Kubernetes node, where it has one. Default: one that Kubernetes chooses. */
  dashboardNodePort?: Input<number>;
  /** The implementation of the load balancer, for the type `LoadBalancer`. Default: the cloud's own. */
  loadBalancerClass?: Input<string>;
  /** The networks (CIDR) that may connect, for the type `LoadBalancer`. Default: all. */
  loadBalancerSourceRanges?: Input<Input<string>[]>;
  /** Where outside traffic may be sent on to, for the types `NodePort` and `LoadBalancer`. Default: `Cluster`. */
  externalTrafficPolicy?: Input<ExternalTrafficPolicy>;
}
