import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { ApiKeysArgs } from "./args/apiKeys";
import type { AuthenticationArgs } from "./args/authentication";
import type { AuthorizationArgs } from "./args/authorization";
import type { AutoscalingArgs } from "./args/autoscaling";
import type { ConfigurationArgs, LogArgs } from "./args/configuration";
import type { ImagePullPolicy } from "./args/containers";
import type { CredentialsArgs, SecretKeyArgs } from "./args/credentials";
import type { CustomResources } from "./args/customResources";
import type { DiscoveryArgs } from "./args/discovery";
import type { PodDisruptionBudgetArgs } from "./args/disruptionBudget";
import type { EvacuationArgs } from "./args/evacuation";
import type { IngressesArgs, RoutesArgs } from "./args/exposure";
import type { LimitsArgs } from "./args/limits";
import type { MonitoringArgs } from "./args/monitoring";
import type { LicenseArgs } from "./args/license";
import type { ListenerArgs } from "./args/listeners";
import type { NetworkPolicyArgs } from "./args/networkPolicy";
import type { PersistenceArgs } from "./args/persistence";
import type { PodArgs, ServiceAccountArgs } from "./args/pods";
import type { ProbesArgs } from "./args/probes";
import type { Edition } from "./args/release";
import type { ReplicantsArgs } from "./args/replicants";
import type { Exposure, Risk } from "./args/risks";
import type { SchedulingArgs } from "./args/scheduling";
import type {
  DashboardServiceArgs,
  ExtraServiceArgs,
  InternalServiceArgs,
  ServiceArgs,
} from "./args/service";
import type { TlsArgs } from "./args/tls";
import type { UpdateArgs } from "./args/updates";

// Pulumi appends `Args` to each type of the schema. So these files declare `Persistence`, and export it as `PersistenceArgs`.
export * from "./args/index";

/** The arguments of an `EmqxCluster`. All of them are optional. */
export interface EmqxClusterArgs {
  /**
   * The base name of all objects. Accepted: a DNS label of at most 52 characters that starts with a letter and does not end in
   * `-headless`. Must be a plain value, not an output, because the names of pods and nodes are derived from it. A change would leave the
   * data behind, so a preview rejects it: see `acceptedRisks`.
   *
   * Default: the component's name.
   */
  nameOverride?: string;
  /**
   * The namespace of all objects. It must exist. A change would leave the data behind, so a preview rejects it: see `acceptedRisks`.
   *
   * Default: the provider's default namespace.
   */
  namespace?: Input<string>;
  /**
   * The container image of EMQX, with a tag or a digest. The component reads the EMQX release from the tag: see `releaseLine`.
   *
   * Default: `emqx/emqx:5.8.9`, the last release under the Apache licence.
   */
  image?: Input<string>;
  /** When Kubernetes pulls the image. Default: `Always` for the tag `latest`, otherwise `IfNotPresent`, as in Kubernetes. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /** The names of Secrets of type `kubernetes.io/dockerconfigjson`, for registries that require a login. Default: none. */
  imagePullSecrets?: Input<Input<string>[]>;
  /**
   * The EMQX release line in the image, such as `5.8`. Set it if the image's tag does not contain the version. Accepted: 4.1 to 4.4, 5.0
   * to 5.10, 6.0 to 6.2. For a later release, give the last accepted line: the component then treats the image as that line.
   *
   * Default: read from the image's tag.
   */
  releaseLine?: Input<string>;
  /**
   * The edition in the image, for EMQX 5.8 and earlier. Later releases have a single edition.
   *
   * Default: `enterprise` for an image whose name ends in `-enterprise` or `-ee`, otherwise `openSource`.
   */
  edition?: Input<Edition>;
  /**
   * The number of nodes, 1 to 1000. With `replicants`, it is the number of core nodes. With `autoscaling`, it is the initial number. From
   * EMQX 5.9 on, more than one node requires a `license`. A change starts or stops single nodes and restarts no other node.
   *
   * Default: 3, or `autoscaling.minReplicas` if that is set.
   */
  replicas?: Input<number>;
  /**
   * Additional replicant nodes, which serve clients and store no data. Must be a plain value, because it decides which resources are
   * created. Its fields may be outputs.
   *
   * Default: none.
   */
  replicants?: ReplicantsArgs;
  /**
   * The DNS domain of the Kubernetes cluster. It is part of every node's name, and a node does not find the data that it stored under
   * another name. So a preview rejects a change: see `acceptedRisks`.
   *
   * Default: `cluster.local`.
   */
  clusterDomain?: Input<string>;
  /** How nodes find each other. Default: through the Kubernetes API, with host names. */
  discovery?: DiscoveryArgs;
  /**
   * Whether a node leaves the cluster permanently when you scale down, so that the other nodes forget it. The node reads the desired
   * number of nodes from the Kubernetes API. This requires curl in the image: EMQX 4.3, 4.4, and 5.8.5 or later. Must be a plain value.
   *
   * If nodes do not leave, EMQX forgets stopped nodes after one day (`EMQX_CLUSTER__AUTOCLEAN`). A forgotten node cannot start with its
   * old data: see `persistence.retention.whenScaled`.
   *
   * Default: `true` for `k8s` discovery, `false` for `dns` discovery, because its pods need no token otherwise.
   */
  leaveWhenScaledDown?: boolean;
  /** The Erlang cookie and the dashboard's first user. Default: the component generates cookie and password. */
  credentials?: CredentialsArgs;
  /** The keys of EMQX's REST API. Default: a single key, for the startup probe. */
  apiKeys?: ApiKeysArgs;
  /** The licence of EMQX. Default: none, which EMQX 5.9 and later accept for a single node. */
  license?: LicenseArgs;
  /** Configuration files of EMQX, and other files for the pods. Default: none. */
  configuration?: ConfigurationArgs;
  /**
   * Who may connect: one or more backends, which EMQX asks in order. Must be a plain list, because it decides which resources are created;
   * fields of its entries may be outputs. Requires EMQX 5.1 or later. A change restarts the pods one by one.
   *
   * Default: none; everybody may connect.
   */
  authentication?: AuthenticationArgs[];
  /** Which clients may publish and subscribe, and to which topics. Default: EMQX's own rules, which allow almost everything. */
  authorization?: AuthorizationArgs;
  /** Limits of what clients may use: connections, rates, packet sizes and queue lengths. Default: those of EMQX. */
  limits?: LimitsArgs;
  /** The level and the format of the console log. Default: warnings and more severe messages, as text. */
  log?: Input<LogArgs>;
  /**
   * Settings of EMQX as environment variables, in plain text: `EMQX_MQTT__MAX_PACKET_SIZE: "2MB"`. They are stored in a ConfigMap. A
   * change restarts the pods one by one. Variables that other arguments set are rejected. So are secret values: use `secretEnv`.
   *
   * The component quotes text that EMQX would misread, such as `#`, `//`, spaces, `::1`, `null`, `007` and `1.10`. It does not quote
   * plain numbers, fractions from 0 to 1, `true`, `false`, words, durations, and HOCON that starts with `[`, `{` or a quote.
   *
   * Default: none.
   */
  env?: Input<{ [name: string]: Input<string> }>;
  /** Settings of EMQX from keys of existing Secrets, as environment variables. Default: none. */
  secretEnv?: Input<{ [name: string]: Input<SecretKeyArgs> }>;
  /** The names of existing Secrets. Each of their keys becomes an environment variable. Default: none. */
  envFromSecrets?: Input<Input<string>[]>;
  /**
   * CPU and memory of each node; with `replicants`, of each core node. A change restarts the pods one by one.
   *
   * In production, set `limits.memory` and the same memory request. From 5.8.2 on, EMQX's memory alarm is then relative to the limit
   * instead of the memory of the whole Kubernetes node. As in EMQX's own chart, no limit is set by default: the right limit depends on
   * clients, sessions and messages, and Kubernetes kills a node that exceeds it. An idle node uses about 265 MB.
   *
   * Default: requests of `250m` and `512Mi`, no limits.
   */
  resources?: Input<types.input.core.v1.ResourceRequirements>;
  /** Pod settings, such as additional containers, volumes and security contexts. Default: hardened pods with the broker alone. */
  pods?: PodArgs;
  /** On which Kubernetes nodes pods run. Default: on different Kubernetes nodes and zones if possible. */
  scheduling?: SchedulingArgs;
  /** The ServiceAccount of the pods. Default: one that the component creates. */
  serviceAccount?: ServiceAccountArgs;
  /** Where nodes store their data. Default: a volume of 1 GiB for each node. */
  persistence?: Input<PersistenceArgs>;
  /**
   * The listeners of EMQX, at least one. The component disables all listeners that are not in the list.
   *
   * Default: `mqtt` and `ws`, and with a certificate in `tls` also `mqtts` and `wss`.
   */
  listeners?: Input<Input<ListenerArgs>[]>;
  /** The certificate of the TLS listeners. Default: none, and no TLS listeners. */
  tls?: TlsArgs;
  /** The Service that clients connect to. Default: a Service of type `ClusterIP`. */
  service?: Input<ServiceArgs>;
  /**
   * Additional Services for exposed listeners, such as a second load balancer. Must be a plain value, because it decides which resources
   * are created.
   *
   * Default: none.
   */
  extraServices?: ExtraServiceArgs[];
  /** A separate Service for the dashboard. Must be a plain value: it decides which resources are created. Default: none. */
  dashboardService?: DashboardServiceArgs;
  /** A Service for listeners with `exposed: false`. Must be a plain value: it decides which resources are created. Default: none. */
  internalService?: InternalServiceArgs;
  /**
   * Ingresses that expose the dashboard or MQTT over WebSocket. Must be a plain value, because it decides which resources are created.
   * Fields of an Ingress may be outputs.
   *
   * Default: none.
   */
  ingress?: IngressesArgs;
  /**
   * Gateway API routes that expose the dashboard or listeners. Must be a plain value, because it decides which resources are created.
   * Fields of a route may be outputs.
   *
   * Default: none.
   */
  routes?: RoutesArgs;
  /** The probes of the broker's container. Default: all three probes; a node has started when it is a member of the cluster. */
  probes?: Input<ProbesArgs>;
  /** How nodes hand over clients and sessions before they stop. Default: they do not, and all clients of a node reconnect at once. */
  evacuation?: Input<EvacuationArgs>;
  /** Monitoring with the Prometheus operator and Grafana. Default: none. */
  monitoring?: MonitoringArgs;
  /** How to handle resources whose CRDs may be missing. Must be a plain value. Default: `checked`. */
  customResources?: CustomResources;
  /**
   * The NetworkPolicy of the pods.
   *
   * Default: anyone may connect to the listeners and the dashboard; only the cluster's own pods may connect to the ports between nodes.
   */
  networkPolicy?: NetworkPolicyArgs;
  /** How many nodes may be unavailable while Kubernetes nodes are drained. Default: 1. */
  podDisruptionBudget?: PodDisruptionBudgetArgs;
  /** How changes roll out to the pods. Default: one pod at a time; each must be ready for 3 seconds before the next one. */
  updates?: Input<UpdateArgs>;
  /** An autoscaler for the number of nodes. Default: none; `replicas` is the number of nodes. */
  autoscaling?: AutoscalingArgs;
  /**
   * The risks of data loss or downtime that you accept for this update. Remove them again after the update. Must be a plain value.
   * Accepted: `downgrade`, `unsupportedUpgrade`, `newNodeNames`, `dataLoss`, `replacement`.
   *
   * Default: none; a preview rejects such changes and says why.
   */
  acceptedRisks?: Risk[];
  /** The exposures that you accept. Must be a plain value. Default: none; a preview rejects such exposures and says why. */
  acceptedExposures?: Exposure[];
  /** Additional labels of all objects, including the pods. A change restarts the pods one by one. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of all objects, including the pods. A change restarts the pods one by one. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}
