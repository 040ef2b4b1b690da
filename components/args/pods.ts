import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { ContainerArgs, LifecycleArgs } from "./containers";

/** When an image is pulled: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy. */
export enum ImagePullPolicy {
  Always = "Always",
  IfNotPresent = "IfNotPresent",
  Never = "Never",
}

/** Where pods look up names: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy. */
export enum DnsPolicy {
  /** In the Kubernetes cluster's DNS. Nodes find each other there. */
  ClusterFirst = "ClusterFirst",
  /** The same, for pods in the network of their Kubernetes node. */
  ClusterFirstWithHostNet = "ClusterFirstWithHostNet",
  /** Where the Kubernetes node does. */
  Default = "Default",
  /** Where `dnsConfig` says. */
  None = "None",
}

/** Who chooses the user and the groups that pods run as. */
export enum UserIds {
  /** The component: user, group and file system group 1000, EMQX's own in its images. */
  Fixed = "fixed",
  /** The platform, as OpenShift does for pods under the SCC `restricted-v2`. EMQX 5.0 and later. */
  Assigned = "assigned",
}

/**
 * The pods beyond the broker itself. A plain value, whose fields may be known later. Secret values are refused in all fields, as the definition
 * of a pod shows them.
 */
export interface PodArgs {
  /** Labels of the pods alone, besides those of all objects. */
  labels?: Input<{ [key: string]: Input<string> }>;
  /** Annotations of the pods alone, besides those of all objects. A change rolls the pods. */
  annotations?: Input<{ [key: string]: Input<string> }>;
  /**
   * Who chooses the user and the groups that pods run as. On OpenShift, set `assigned`: its SCC `restricted-v2` rejects pods that choose
   * IDs outside of their namespace's ranges.
   *
   * Default: `fixed`.
   */
  userIds?: Input<UserIds>;
  /**
   * What differs from the pods' hardened security context, field by field: user, group and file system group 1000, never root, the runtime's
   * default seccomp profile.
   */
  securityContext?: Input<types.input.core.v1.PodSecurityContext>;
  /**
   * What differs from the broker's hardened security context, field by field: no capabilities, no privilege escalation, a read-only root
   * file system (not on EMQX 4.x).
   */
  containerSecurityContext?: Input<types.input.core.v1.SecurityContext>;
  /** Containers that run to their end before the broker starts, or beside it as sidecars. */
  initContainers?: Input<Input<ContainerArgs>[]>;
  /** Containers beside the broker's. */
  extraContainers?: Input<Input<ContainerArgs>[]>;
  /** Volumes besides the component's own. */
  volumes?: Input<Input<types.input.core.v1.Volume>[]>;
  /**
   * Where the broker sees them. A mount at `/opt/emqx/log` or `/tmp` takes the place of the component's empty volume `log` or `tmp`. On
   * a claim that all pods share, give each node a folder of its own: `subPathExpr: $(POD_NAME)`.
   */
  volumeMounts?: Input<Input<types.input.core.v1.VolumeMount>[]>;
  /**
   * Variables of the broker's container from elsewhere than `env` and `secretEnv`, such as fields of the pod. Names that other arguments
   * set, and secret values, are refused; literal text of EMQX's variables is read as in `env`.
   */
  env?: Input<Input<types.input.core.v1.EnvVar>[]>;
  /** What the broker's container runs. Default: the image's entrypoint, which EMQX needs: another must end by starting it. */
  command?: Input<Input<string>[]>;
  /** The arguments of that. Default: the image's. */
  args?: Input<Input<string>[]>;
  /** What the kubelet runs in the broker's container. Not together with `evacuation`. */
  lifecycle?: Input<LifecycleArgs>;
  /** Seconds that a broker has to stop, besides those of an `evacuation` and the 180 of `leaveWhenScaledDown`. Default: 120, as brokers hand their sessions over. */
  terminationGracePeriodSeconds?: Input<number>;
  /** Names for addresses, in the pods' `/etc/hosts`. */
  hostAliases?: Input<Input<types.input.core.v1.HostAlias>[]>;
  /** Where pods look up names. Default: `ClusterFirst`. */
  dnsPolicy?: Input<DnsPolicy>;
  /** How pods look up names, besides that. */
  dnsConfig?: Input<types.input.core.v1.PodDNSConfig>;
  /** What runs the containers, such as gVisor's class: https://kubernetes.io/docs/concepts/containers/runtime-class/. */
  runtimeClassName?: Input<string>;
}

/** The identity of the pods. A plain value, whose fields may be known later. */
export interface ServiceAccountArgs {
  /** The name of a ServiceAccount in the cluster's namespace. None is then created; what discovery needs is granted to this one. */
  existing?: Input<string>;
  /** Annotations of the ServiceAccount alone, as cloud identities want them. Not together with `existing`. */
  annotations?: Input<{ [key: string]: Input<string> }>;
}
