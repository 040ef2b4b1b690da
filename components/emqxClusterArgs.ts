import type { types } from "@pulumi/kubernetes";
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

/** What a listener speaks. */
export enum ListenerType {
  /** MQTT over TCP, port 1883. */
  Mqtt = "mqtt",
  /** MQTT over TLS, port 8883. Needs `tls`. */
  Mqtts = "mqtts",
  /** MQTT over WebSocket, port 8083. */
  Ws = "ws",
  /** MQTT over WebSocket over TLS, port 8084. Needs `tls`. */
  Wss = "wss",
}

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

/** What happens to the volume claims. */
export enum ClaimRetention {
  /** They stay, with their data. */
  Retain = "Retain",
  /** They are deleted, and with them, as the storage class says, their data. */
  Delete = "Delete",
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

/**
 * The secrets of the cluster. Whatever is not given is generated once and then stays. The dashboard's password is kept in
 * the Secret `<name>-credentials` under the key `dashboard-password`, the Erlang cookie in `<name>-cookie` under `cookie`.
 *
 * Nodes read them when they start: a new cookie takes a restart of all nodes. The dashboard's user is made at the very first
 * start of a cluster; a password that is changed here afterwards is not changed in EMQX.
 */
export interface CredentialsArgs {
  /**
   * The Erlang cookie that nodes know each other by: at most 255 letters, digits, `_`, `-` and `.`, the first a letter,
   * as EMQX reads other characters differently in different places.
   *
   * Default: generated, 64 letters and digits.
   */
  cookie?: Input<string>;
  /**
   * The name of the dashboard's first user, of the same characters. It is no secret.
   *
   * Default: `admin`, as in EMQX.
   */
  dashboardUsername?: Input<string>;
  /**
   * The password of the dashboard's first user, of the same characters. On EMQX 4.x, user and password also open
   * the management API.
   *
   * Default: generated, 32 letters and digits.
   */
  dashboardPassword?: Input<string>;
  /**
   * The name of a Secret in the cluster's namespace that holds both under the keys above. No Secret is then
   * created, and neither `cookie` nor `dashboardPassword` may be given.
   */
  existingSecret?: Input<string>;
}

/** One key of an existing Secret. */
export interface SecretKeyArgs {
  /** The name of the Secret, in the cluster's namespace. */
  name: Input<string>;
  /** The key in it. */
  key: Input<string>;
}

/** What happens to the volume claims when their pods are not wanted any more. */
export interface ClaimRetentionArgs {
  /** When the StatefulSet is deleted. Default: `Retain`. */
  whenDeleted?: Input<ClaimRetention>;
  /** When the cluster is scaled down. Default: `Retain`. */
  whenScaled?: Input<ClaimRetention>;
}

/** Where the nodes keep their data. */
export interface PersistenceArgs {
  /**
   * Whether each node has a volume of its own. Without, data is gone when a pod is.
   * Switching it replaces the StatefulSet, as Kubernetes cannot change its claim template.
   *
   * Default: `true`.
   */
  enabled?: Input<boolean>;
  /**
   * The size of each volume, a Kubernetes quantity such as `10Gi`. A change replaces the StatefulSet, and leaves claims that
   * exist as they are.
   *
   * Default: `1Gi`.
   */
  size?: Input<string>;
  /**
   * The storage class. A change replaces the StatefulSet.
   *
   * Default: the Kubernetes cluster's default class.
   */
  storageClassName?: Input<string>;
  /**
   * The access modes: `ReadWriteOnce`, `ReadWriteOncePod` or `ReadWriteMany`. A change replaces the StatefulSet.
   *
   * Default: `["ReadWriteOnce"]`.
   */
  accessModes?: Input<Input<string>[]>;
  /** What happens to the claims when their pods are not wanted any more. Default: they are kept. */
  retention?: Input<ClaimRetentionArgs>;
}

/** One listener, with its port in the pods and in the client Service. */
export interface ListenerArgs {
  /** What it speaks. Each type once. */
  type: Input<ListenerType>;
  /** Its port, 1 to 65535. Default: the type's own. */
  port?: Input<number>;
  /** Its port on every Kubernetes node, for a Service of type `NodePort` or `LoadBalancer`. Default: one that Kubernetes chooses. */
  nodePort?: Input<number>;
}

/** The certificate of the TLS listeners. */
export interface TlsArgs {
  /**
   * The name of a Secret of type `kubernetes.io/tls` (keys `tls.crt` and `tls.key`), in the cluster's namespace.
   */
  secretName: Input<string>;
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

/** The arguments of an `EmqxCluster`. All are optional. */
export interface EmqxClusterArgs {
  /**
   * The base name of all objects: a DNS label of at most 52 characters that starts with a letter. A plain value, as the
   * names of pods and nodes come from it. A change replaces everything.
   *
   * Default: the component's name.
   */
  nameOverride?: string;
  /**
   * The namespace, which must exist. A change replaces everything.
   *
   * Default: the provider's default namespace.
   */
  namespace?: Input<string>;
  /**
   * The image, by tag or by digest. The EMQX release is read from the tag.
   *
   * Default: `emqx/emqx:5.8.9`, the last release under the Apache licence.
   */
  image?: Input<string>;
  /**
   * The EMQX release in the image, such as `5.8`: needed where the image's tag does not tell. Accepted: 4.1 to 4.4, 5.x, 6.x.
   *
   * Default: read from the image's tag.
   */
  releaseLine?: Input<string>;
  /**
   * The number of nodes, at least 1. From EMQX 5.9 on, more than 1 needs a licence: `EMQX_LICENSE__KEY` in `secretEnv`.
   *
   * Default: 3.
   */
  replicas?: Input<number>;
  /**
   * The DNS domain of the Kubernetes cluster. It is part of every node's name: nodes do not find the data that they kept
   * under another name.
   *
   * Default: `cluster.local`.
   */
  clusterDomain?: Input<string>;
  /** How the nodes find each other. Default: through the Kubernetes API, by host name. */
  discovery?: DiscoveryArgs;
  /** Erlang cookie and dashboard user. Default: generated. */
  credentials?: CredentialsArgs;
  /**
   * Settings of EMQX in clear, as environment variables: `EMQX_MQTT__MAX_PACKET_SIZE: "2MB"`. They are kept in a ConfigMap;
   * a change rolls the pods. Keys that other arguments set, and secret values, are refused.
   */
  env?: Input<{ [name: string]: Input<string> }>;
  /** Settings of EMQX from keys of existing Secrets, as environment variables. */
  secretEnv?: Input<{ [name: string]: Input<SecretKeyArgs> }>;
  /** Names of existing Secrets whose keys all become environment variables. */
  envFromSecrets?: Input<Input<string>[]>;
  /**
   * CPU and memory of each node.
   *
   * Default: requests of `250m` and `512Mi`, no limits. A node at rest takes about 265 MB.
   */
  resources?: Input<types.input.core.v1.ResourceRequirements>;
  /** Where the nodes keep their data. Default: on a volume of 1 GiB each. */
  persistence?: Input<PersistenceArgs>;
  /**
   * The listeners that are served; those left out are off.
   *
   * Default: `mqtt` and `ws`, and with `tls` also `mqtts` and `wss`.
   */
  listeners?: Input<Input<ListenerArgs>[]>;
  /** The certificate of the TLS listeners. Default: none, and TLS listeners off. */
  tls?: TlsArgs;
  /** The Service that clients connect to. Default: of type `ClusterIP`. */
  service?: Input<ServiceArgs>;
  /** Labels of all objects, pods included, besides the component's own. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of all objects, pods included. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}
