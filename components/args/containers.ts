import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { NetworkProtocol } from "./networkPolicy";

/** When Kubernetes pulls an image: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy. */
export const ImagePullPolicy = {
  Always: "Always",
  IfNotPresent: "IfNotPresent",
  Never: "Never",
} as const;
export type ImagePullPolicy = (typeof ImagePullPolicy)[keyof typeof ImagePullPolicy];

/** A port of an additional container. */
interface ContainerPort {
  /** The name of the port. Default: none. */
  name?: Input<string>;
  /** The port number. */
  containerPort: Input<number>;
  /** The protocol. Default: `TCP`. */
  protocol?: Input<NetworkProtocol>;
}

/** An HTTP request, which succeeds with a status from 200 to 399. */
interface HttpGet {
  /** The path of the request, which starts with `/`. Default: `/`. */
  path?: Input<string>;
  /** The container's port, 1 to 65535. */
  port: Input<number>;
  /** The protocol: `HTTP` or `HTTPS`. Default: `HTTP`. */
  scheme?: Input<HttpScheme>;
}

/** The protocol of a probe's HTTP request. */
export const HttpScheme = {
  Http: "HTTP",
  /** HTTPS. The certificate is not verified. */
  Https: "HTTPS",
} as const;
export type HttpScheme = (typeof HttpScheme)[keyof typeof HttpScheme];

/**
 * A probe of an additional container: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/. Set exactly one
 * of `command`, `httpGet`, `tcpPort` and `grpc`.
 */
interface ContainerProbe {
  /** A command in the container. It succeeds with exit status 0. */
  command?: Input<Input<string>[]>;
  /** An HTTP request. */
  httpGet?: Input<HttpGet>;
  /** A port of the container that must accept connections, 1 to 65535. */
  tcpPort?: Input<number>;
  /** A request of the gRPC health checking protocol. */
  grpc?: Input<types.input.core.v1.GRPCAction>;
  /** The seconds from the container's start to the first check, at least 0. Default: 0. */
  initialDelaySeconds?: Input<number>;
  /** The seconds between checks, at least 1. Default: 10. */
  periodSeconds?: Input<number>;
  /** The seconds after which a check fails without an answer, at least 1. Default: 1. */
  timeoutSeconds?: Input<number>;
  /** How many checks must succeed in a row after a failure, at least 1. Must be 1, except for `readinessProbe`. Default: 1. */
  successThreshold?: Input<number>;
  /** How many checks must fail in a row before the probe fails, at least 1. Default: 3. */
  failureThreshold?: Input<number>;
}

/** The commands that the kubelet runs in a container: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/. */
interface Lifecycle {
  /** A command that runs right after the container has started. Default: none. */
  postStart?: Input<Input<string>[]>;
  /** A command that runs before the container stops. Its time counts against the grace period. Default: none. */
  preStop?: Input<Input<string>[]>;
}

/**
 * An additional container. It has the same hardened security context as the broker's container; `securityContext` overrides single fields.
 * To set other fields of a container, use Pulumi's `transforms`.
 */
interface Container {
  /** The name of the container, unique in the pod. `emqx` is reserved for the broker. */
  name: Input<string>;
  /** The image of the container. */
  image: Input<string>;
  /** When Kubernetes pulls the image. Default: `Always` for the tag `latest`, otherwise `IfNotPresent`, as in Kubernetes. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /** The command that the container runs. Default: the image's entrypoint. */
  command?: Input<Input<string>[]>;
  /** The arguments of the command. Default: the image's arguments. */
  args?: Input<Input<string>[]>;
  /** The working directory of the command. Default: the image's working directory. */
  workingDir?: Input<string>;
  /** The environment variables. Refer to Secrets with `valueFrom.secretKeyRef`. Default: none. */
  env?: Input<Input<types.input.core.v1.EnvVar>[]>;
  /** ConfigMaps and Secrets whose keys all become environment variables. Default: none. */
  envFrom?: Input<Input<types.input.core.v1.EnvFromSource>[]>;
  /** The ports of the container. Default: none. */
  ports?: Input<Input<ContainerPort>[]>;
  /** The CPU and memory of the container. Default: neither requests nor limits. */
  resources?: Input<types.input.core.v1.ResourceRequirements>;
  /** The mounted volumes: from `volumes` of the pod, or the component's own `emqx-data`, `log` and `tmp`. Default: none. */
  volumeMounts?: Input<Input<types.input.core.v1.VolumeMount>[]>;
  /** Fields that override the hardened security context. Default: none. */
  securityContext?: Input<types.input.core.v1.SecurityContext>;
  /**
   * `Always` makes an init container a sidecar, which starts before the broker and stops after it. Only valid for `initContainers`:
   * Kubernetes restarts all other containers anyway, and a pod with a terminated container would never be ready.
   *
   * Default: none.
   */
  restartPolicy?: Input<string>;
  /** The probe that tells when the container has started. For init containers, only valid for sidecars. Default: none. */
  startupProbe?: Input<ContainerProbe>;
  /**
   * The probe that tells whether the container is ready. A pod gets traffic only when all its containers are ready. For init containers,
   * only valid for sidecars.
   *
   * Default: none.
   */
  readinessProbe?: Input<ContainerProbe>;
  /** The probe that restarts the container when it fails. For init containers, only valid for sidecars. Default: none. */
  livenessProbe?: Input<ContainerProbe>;
  /** The commands that the kubelet runs in the container. For init containers, only valid for sidecars. Default: none. */
  lifecycle?: Input<Lifecycle>;
}

export type {
  ContainerPort as ContainerPortArgs,
  HttpGet as HttpGetArgs,
  ContainerProbe as ContainerProbeArgs,
  Lifecycle as LifecycleArgs,
  Container as ContainerArgs,
};
