import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { ApiKeysArgs } from "./args/apiKeys";
import type { AutoscalingArgs } from "./args/autoscaling";
import type { ConfigurationArgs, LogArgs } from "./args/configuration";
import type { CredentialsArgs, SecretKeyArgs } from "./args/credentials";
import type { CustomResources } from "./args/customResources";
import type { DiscoveryArgs } from "./args/discovery";
import type { PodDisruptionBudgetArgs } from "./args/disruptionBudget";
import type { EvacuationArgs } from "./args/evacuation";
import type { IngressesArgs, RoutesArgs } from "./args/exposure";
import type { MonitoringArgs } from "./args/monitoring";
import type { LicenseArgs } from "./args/license";
import type { ListenerArgs } from "./args/listeners";
import type { NetworkPolicyArgs } from "./args/networkPolicy";
import type { PersistenceArgs } from "./args/persistence";
import type { ImagePullPolicy, PodArgs, ServiceAccountArgs } from "./args/pods";
import type { ProbesArgs } from "./args/probes";
import type { Edition } from "./args/release";
import type { ReplicantsArgs } from "./args/replicants";
import type { Risk } from "./args/risks";
import type { SchedulingArgs } from "./args/scheduling";
import type {
  DashboardServiceArgs,
  ExtraServiceArgs,
  InternalServiceArgs,
  ServiceArgs,
} from "./args/service";
import type { TlsArgs } from "./args/tls";
import type { UpdateArgs } from "./args/updates";

export * from "./args/apiKeys";
export * from "./args/autoscaling";
export * from "./args/configuration";
export * from "./args/containers";
export * from "./args/credentials";
export * from "./args/customResources";
export * from "./args/discovery";
export * from "./args/disruptionBudget";
export * from "./args/evacuation";
export * from "./args/exposure";
export * from "./args/license";
export * from "./args/listeners";
export * from "./args/monitoring";
export * from "./args/networkPolicy";
export * from "./args/persistence";
export * from "./args/pods";
export * from "./args/probes";
export * from "./args/release";
export * from "./args/replicants";
export * from "./args/risks";
export * from "./args/scheduling";
export * from "./args/service";
export * from "./args/tls";
export * from "./args/updates";

/** The arguments of an `EmqxCluster`. All are optional. */
export interface EmqxClusterArgs {
  /**
   * The base name of all objects: a DNS label of at most 52 characters that starts with a letter. A plain value, as the
   * names of pods and nodes come from it. A change would leave the data behind, and is refused: see `acceptedRisks`.
   *
   * Default: the component's name.
   */
  nameOverride?: string;
  /**
   * The namespace, which must exist. A change would leave the data behind, and is refused: see `acceptedRisks`.
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
  /** When the image is pulled. Default: what Kubernetes takes: always for the tag `latest`, otherwise if it is not there. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /** Names of Secrets of type `kubernetes.io/dockerconfigjson`, for registries that ask who pulls. Default: none. */
  imagePullSecrets?: Input<Input<string>[]>;
  /**
   * The EMQX release in the image, such as `5.8`: needed where the image's tag does not tell. Accepted: 4.1 to 4.4,
   * 5.0 to 5.10, 6.0 to 6.2; a later release is treated as the one that is given.
   *
   * Default: read from the image's tag.
   */
  releaseLine?: Input<string>;
  /**
   * The edition in the image, for 5.8 and earlier: later releases are one.
   *
   * Default: `enterprise` for an image whose name ends in `-enterprise` or `-ee`, otherwise `openSource`.
   */
  edition?: Input<Edition>;
  /**
   * The number of nodes, at least 1; with `replicants`, of core nodes; with `autoscaling`, to begin with. From EMQX 5.9 on, more than 1 needs a
   * `license`.
   *
   * Default: 3.
   */
  replicas?: Input<number>;
  /** Replicant nodes besides. Default: none. A plain value, as it decides which objects there are; its fields may be known later. */
  replicants?: ReplicantsArgs;
  /**
   * The DNS domain of the Kubernetes cluster. It is part of every node's name: nodes do not find the data that they kept
   * under another name, so a change is refused: see `acceptedRisks`.
   *
   * Default: `cluster.local`.
   */
  clusterDomain?: Input<string>;
  /** How the nodes find each other. Default: through the Kubernetes API, by host name. */
  discovery?: DiscoveryArgs;
  /**
   * Whether a node leaves the cluster for good when it is scaled down, so that the others forget it. It asks the Kubernetes API for the
   * number of nodes that there are to be, and takes curl in the image: EMQX 4.3, 4.4, and from 5.8.5 on. Otherwise EMQX forgets stopped
   * nodes after a day (`EMQX_CLUSTER__AUTOCLEAN`), and then they cannot start on their data again: see `persistence.retention.whenScaled`.
   * A plain value.
   *
   * Default: `true` for discovery through the Kubernetes API, `false` for discovery through DNS, whose pods otherwise need no token.
   */
  leaveWhenScaledDown?: boolean;
  /** Erlang cookie and dashboard user. Default: generated. */
  credentials?: CredentialsArgs;
  /** Keys of EMQX's REST API. Default: one for the startup probe. */
  apiKeys?: ApiKeysArgs;
  /** The licence of EMQX. Default: none, which 5.9 and later take as the one for a single node. */
  license?: LicenseArgs;
  /** Settings of EMQX beyond single variables, and further files. Default: none. */
  configuration?: ConfigurationArgs;
  /** What the console log tells. Default: warnings and worse, as text. */
  log?: Input<LogArgs>;
  /**
   * Settings of EMQX in clear, as environment variables: `EMQX_MQTT__MAX_PACKET_SIZE: "2MB"`. They are kept in a ConfigMap;
   * a change rolls the pods. Text is quoted where EMQX would read it as
   * something else (`#`, `//`, spaces); HOCON structures that begin with `[`, `{` or a quote are left as they are. Keys that other arguments
   * set, and secret values, are refused.
   */
  env?: Input<{ [name: string]: Input<string> }>;
  /** Settings of EMQX from keys of existing Secrets, as environment variables. */
  secretEnv?: Input<{ [name: string]: Input<SecretKeyArgs> }>;
  /** Names of existing Secrets whose keys all become environment variables. */
  envFromSecrets?: Input<Input<string>[]>;
  /**
   * CPU and memory of each node; with `replicants`, of each core node. In production, set `limits.memory` and request as much: EMQX's
   * memory alarm then counts against the limit (from 5.8.2 on), not against the whole Kubernetes node. There is no limit by default, as
   * in EMQX's own chart: the right one depends on clients, sessions and messages, and a node that exceeds it is killed.
   *
   * Default: requests of `250m` and `512Mi`, no limits. A node at rest takes about 265 MB.
   */
  resources?: Input<types.input.core.v1.ResourceRequirements>;
  /** The pods beyond the broker itself: further containers, volumes, security. Default: nothing further, hardened. */
  pods?: PodArgs;
  /** Where pods run. Default: where possible, apart from each other. */
  scheduling?: SchedulingArgs;
  /** The identity of the pods. Default: one of the cluster's own. */
  serviceAccount?: ServiceAccountArgs;
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
  /** Further Services for exposed listeners, such as a second load balancer. Default: none. A plain value, as it decides which objects there are. */
  extraServices?: ExtraServiceArgs[];
  /** A Service for the dashboard alone. Default: none. A plain value, as it decides which objects there are. */
  dashboardService?: DashboardServiceArgs;
  /** A Service for listeners with `exposed: false`. Default: none. A plain value, as it decides which objects there are. */
  internalService?: InternalServiceArgs;
  /** Ways in through Ingresses. Default: none. A plain value, as it decides which objects there are; its fields may be known later. */
  ingress?: IngressesArgs;
  /** Ways in through Gateways. Default: none. A plain value, as it decides which objects there are; its fields may be known later. */
  routes?: RoutesArgs;
  /** What tells Kubernetes how a node is. Default: a node has started when it is a member of the cluster. */
  probes?: Input<ProbesArgs>;
  /** How nodes hand over clients and sessions before they stop. Default: they do not, and clients connect again all at once. */
  evacuation?: Input<EvacuationArgs>;
  /** What tells of the cluster's health: for the Prometheus operator and for Grafana. Default: nothing. */
  monitoring?: MonitoringArgs;
  /** What becomes of objects whose definitions come with other projects. A plain value. Default: `checked`. */
  customResources?: CustomResources;
  /**
   * Who may connect to the pods.
   *
   * Default: a NetworkPolicy that lets anyone connect to listeners and dashboard, and only the cluster's own pods to the ports
   * between the nodes.
   */
  networkPolicy?: NetworkPolicyArgs;
  /** How many nodes may be away when Kubernetes nodes are drained. Default: 1. */
  podDisruptionBudget?: PodDisruptionBudgetArgs;
  /** How a change reaches the pods. Default: one pod after the other, each ready for 5 seconds before the next. */
  updates?: Input<UpdateArgs>;
  /** An autoscaler that owns the number of nodes. Default: none, `replicas` does. */
  autoscaling?: AutoscalingArgs;
  /**
   * What this update may do although it can lose data. A plain value; take it out again afterwards. Accepted: `downgrade`,
   * `unsupportedUpgrade`, `newNodeNames`, `dataLoss`.
   *
   * Default: none; such changes are refused at preview, with the reason.
   */
  acceptedRisks?: Risk[];
  /** Labels of all objects, pods included, besides the component's own. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of all objects, pods included. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}
