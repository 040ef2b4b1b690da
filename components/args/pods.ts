import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

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

/** A port of a container of the user's. */
export interface ContainerPortArgs {
  /** Its name. */
  name?: Input<string>;
  /** Its number. */
  containerPort: Input<number>;
  /** `TCP`, `UDP` or `SCTP`. Default: `TCP`. */
  protocol?: Input<string>;
}

/**
 * A container of the user's. It has the same hardened security context as the broker's, unless `securityContext` says otherwise field by
 * field. What else a container can have is set by Pulumi's `transforms`.
 */
export interface ContainerArgs {
  /** Its name, in the pod. */
  name: Input<string>;
  /** Its image. */
  image: Input<string>;
  /** When its image is pulled. Default: what Kubernetes takes. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /** What it runs. Default: what its image says. */
  command?: Input<Input<string>[]>;
  /** With which arguments. Default: what its image says. */
  args?: Input<Input<string>[]>;
  /** In which directory. Default: what its image says. */
  workingDir?: Input<string>;
  /** Its variables. `valueFrom.secretKeyRef` names where secrets are. */
  env?: Input<Input<types.input.core.v1.EnvVar>[]>;
  /** Whole sources of variables. */
  envFrom?: Input<Input<types.input.core.v1.EnvFromSource>[]>;
  /** Its ports. */
  ports?: Input<Input<ContainerPortArgs>[]>;
  /** Its CPU and memory. */
  resources?: Input<types.input.core.v1.ResourceRequirements>;
  /** Where it sees which volume: `volumes` of the pod, or the broker's own `emqx-data`, `log` and `tmp`. */
  volumeMounts?: Input<Input<types.input.core.v1.VolumeMount>[]>;
  /** What differs from the hardened security context. */
  securityContext?: Input<types.input.core.v1.SecurityContext>;
  /** `Always` makes an init container a sidecar, which starts before the broker and stops after it. */
  restartPolicy?: Input<string>;
}

/** What the kubelet runs in the broker's container: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/. */
export interface LifecycleArgs {
  /** A command right after the start. */
  postStart?: Input<Input<string>[]>;
  /** A command before the stop; it counts against the grace period. */
  preStop?: Input<Input<string>[]>;
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
  /** Where the broker sees them. */
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
