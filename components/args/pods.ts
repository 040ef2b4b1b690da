import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { ContainerArgs, LifecycleArgs } from "./containers";

/** Where pods resolve DNS names: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy. */
export const DnsPolicy = {
  /** The DNS of the Kubernetes cluster. Nodes find each other through it. */
  ClusterFirst: "ClusterFirst",
  /** The same, for pods in the network of their Kubernetes node. */
  ClusterFirstWithHostNet: "ClusterFirstWithHostNet",
  /** The DNS of the pod's Kubernetes node. */
  Default: "Default",
  /** Only the settings in `dnsConfig`. */
  None: "None",
} as const;
export type DnsPolicy = (typeof DnsPolicy)[keyof typeof DnsPolicy];

/** How the user and group IDs of pods are chosen. */
export const UserIds = {
  /** The component sets user, group and file system group 1000, as in EMQX's images. */
  Fixed: "fixed",
  /** The platform assigns them, as OpenShift does for pods under the SCC `restricted-v2`. Requires EMQX 5.0 or later. */
  Assigned: "assigned",
} as const;
export type UserIds = (typeof UserIds)[keyof typeof UserIds];

/**
 * How to configure the pods. Must be a plain value; its fields may be outputs. Secret values are rejected in all fields, because the pod's
 * definition would show them. A change of any field restarts the pods one by one.
 */
interface Pod {
  /** Labels of the pods, in addition to the labels of all objects. Default: none. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of the pods, in addition to the annotations of all objects. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
  /**
   * How the user and group IDs of pods are chosen. On OpenShift, set `assigned`: its SCC `restricted-v2` rejects pods with IDs outside
   * their namespace's ranges.
   *
   * Default: `fixed`.
   */
  userIds?: Input<UserIds>;
  /**
   * Fields that override the pods' hardened security context. The defaults are user, group and file system group 1000, never root, and the
   * container runtime's default seccomp profile.
   *
   * Default: none.
   */
  securityContext?: Input<types.input.core.v1.PodSecurityContext>;
  /**
   * Fields that override the broker container's hardened security context. The defaults are no capabilities, no privilege escalation, and a
   * read-only root file system, except on EMQX 4.x.
   *
   * Default: none.
   */
  containerSecurityContext?: Input<types.input.core.v1.SecurityContext>;
  /** Containers that run to completion before the broker starts, or next to it as sidecars. Default: none. */
  initContainers?: Input<Input<ContainerArgs>[]>;
  /** Additional containers, which run next to the broker's container. Default: none. */
  extraContainers?: Input<Input<ContainerArgs>[]>;
  /** Additional volumes of the pods. Default: none. */
  volumes?: Input<Input<types.input.core.v1.Volume>[]>;
  /**
   * Additional volume mounts of the broker's container. A mount at `/opt/emqx/log` or `/tmp` replaces the component's empty volume `log` or
   * `tmp`. If all pods share a claim, give each node its own folder: `subPathExpr: $(POD_NAME)`.
   *
   * Default: none.
   */
  volumeMounts?: Input<Input<types.input.core.v1.VolumeMount>[]>;
  /**
   * Environment variables of the broker's container that `env` and `secretEnv` cannot express, such as fields of the pod. Names that other
   * arguments set are rejected. EMQX's variables with plain text follow the rules of `env`.
   *
   * Default: none.
   */
  env?: Input<Input<types.input.core.v1.EnvVar>[]>;
  /**
   * The command of the broker's container. EMQX requires the image's entrypoint, so another command must end by starting it.
   *
   * Default: the image's entrypoint.
   */
  command?: Input<Input<string>[]>;
  /** The arguments of the command. Default: the image's arguments. */
  args?: Input<Input<string>[]>;
  /** The commands that the kubelet runs in the broker's container. Not valid together with `evacuation`. Default: none. */
  lifecycle?: Input<LifecycleArgs>;
  /**
   * How many seconds a broker has to stop, at least 0. The time of an `evacuation` and the 180 seconds of `leaveWhenScaledDown` are added.
   *
   * Default: 120, because brokers hand over their sessions.
   */
  terminationGracePeriodSeconds?: Input<number>;
  /** Additional host names in the pods' `/etc/hosts`. Default: none. */
  hostAliases?: Input<Input<types.input.core.v1.HostAlias>[]>;
  /** Where pods resolve DNS names. Default: `ClusterFirst`. */
  dnsPolicy?: Input<DnsPolicy>;
  /** DNS settings of the pods, in addition to `dnsPolicy`. Default: none. */
  dnsConfig?: Input<types.input.core.v1.PodDNSConfig>;
  /**
   * The name of the RuntimeClass, such as gVisor's: https://kubernetes.io/docs/concepts/containers/runtime-class/.
   *
   * Default: the container runtime of the Kubernetes cluster.
   */
  runtimeClassName?: Input<string>;
}

/** The ServiceAccount of the pods. Must be a plain value; its fields may be outputs. */
interface ServiceAccount {
  /**
   * The name of an existing ServiceAccount in the cluster's namespace. The component then creates none, and grants the required permissions
   * to this one.
   *
   * Default: none.
   */
  existing?: Input<string>;
  /** Annotations of the ServiceAccount, such as for cloud identities. Not valid together with `existing`. Default: none. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}

export type { Pod as PodArgs, ServiceAccount as ServiceAccountArgs };
