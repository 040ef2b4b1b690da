import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { ImagePullPolicy } from "./pods";

/** A port of a container of the user's. */
export interface ContainerPortArgs {
  /** Its name. */
  name?: Input<string>;
  /** Its number. */
  containerPort: Input<number>;
  /** `TCP`, `UDP` or `SCTP`. Default: `TCP`. */
  protocol?: Input<string>;
}

/** A request by HTTP, answered with a status from 200 to 399. */
export interface HttpGetArgs {
  /** Its path. Default: `/`. */
  path?: Input<string>;
  /** The container's port, 1 to 65535. */
  port: Input<number>;
  /** `HTTP` or `HTTPS`. Default: `HTTP`. */
  scheme?: Input<HttpScheme>;
}

/** By what protocol a probe asks. */
export enum HttpScheme {
  Http = "HTTP",
  /** The certificate is not verified. */
  Https = "HTTPS",
}

/**
 * A probe of a container of the user's: one of `command`, `httpGet`, `tcpPort` and `grpc`.
 * https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/.
 */
export interface ContainerProbeArgs {
  /** A command in the container that ends with status 0. */
  command?: Input<Input<string>[]>;
  /** A request by HTTP. */
  httpGet?: Input<HttpGetArgs>;
  /** A port of the container that accepts connections, 1 to 65535. */
  tcpPort?: Input<number>;
  /** A request by the gRPC health checking protocol. */
  grpc?: Input<types.input.core.v1.GRPCAction>;
  /** Seconds from the container's start to the first question, at least 0. Default: 0. */
  initialDelaySeconds?: Input<number>;
  /** Seconds from one question to the next, at least 1. Default: 10. */
  periodSeconds?: Input<number>;
  /** Seconds until a question counts as failed, at least 1. Default: 1. */
  timeoutSeconds?: Input<number>;
  /** How many questions succeed in a row until a container that failed is ready again, at least 1. For `readinessProbe`. Default: 1. */
  successThreshold?: Input<number>;
  /** How many questions fail in a row until the container counts as failed, at least 1. Default: 3. */
  failureThreshold?: Input<number>;
}

/** What the kubelet runs in a container: https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/. */
export interface LifecycleArgs {
  /** A command right after the start. */
  postStart?: Input<Input<string>[]>;
  /** A command before the stop; it counts against the grace period. */
  preStop?: Input<Input<string>[]>;
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
  /** Where it sees which volume: `volumes` of the pod, or the component's own `emqx-data`, `log` and `tmp`. */
  volumeMounts?: Input<Input<types.input.core.v1.VolumeMount>[]>;
  /** What differs from the hardened security context. */
  securityContext?: Input<types.input.core.v1.SecurityContext>;
  /**
   * `Always` makes an init container a sidecar, which starts before the broker and stops after it. Only for `initContainers`: Kubernetes
   * restarts all others anyway, and a pod with a container that has ended would never be ready.
   */
  restartPolicy?: Input<string>;
  /** When it has started. Init containers have probes and `lifecycle` only as sidecars. Default: none. */
  startupProbe?: Input<ContainerProbeArgs>;
  /** When it is ready. The pod gets no traffic before all its containers are. Default: none. */
  readinessProbe?: Input<ContainerProbeArgs>;
  /** When it must be restarted. Default: none. */
  livenessProbe?: Input<ContainerProbeArgs>;
  /** What the kubelet runs in it. Default: nothing. */
  lifecycle?: Input<LifecycleArgs>;
}
