import type { Input } from "@pulumi/pulumi";

/** One probe of the kubelet: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/. */
export interface ProbeArgs {
  /** Whether there is one. Default: `true`. */
  enabled?: Input<boolean>;
  /** Seconds from the container's start to the first question. Default: 0. */
  initialDelaySeconds?: Input<number>;
  /** Seconds from one question to the next, at least 1. Default: 2 for startup, 5 for readiness, 30 for liveness. */
  periodSeconds?: Input<number>;
  /** Seconds until a question counts as failed, at least 1. Default: 10 for startup, otherwise 5. */
  timeoutSeconds?: Input<number>;
  /** How many questions fail in a row until something is done, at least 1. Default: 300, 3 and 10. */
  failureThreshold?: Input<number>;
}

/** The probe that a node must pass once, before the others begin. */
export interface StartupProbeArgs {
  /** Whether there is one. Default: `true`. */
  enabled?: Input<boolean>;
  /**
   * Whether a node has started only when it sees more than half of the nodes behind the headless Service as members of its
   * cluster. Without, when it answers `GET /status`: nodes answer that before they have joined, so that an update can pass
   * over nodes that are still alone.
   *
   * Default: `true`.
   */
  membership?: Input<boolean>;
  /** Seconds from the container's start to the first question. Default: 0. */
  initialDelaySeconds?: Input<number>;
  /** Seconds from one question to the next, at least 1. Default: 2. */
  periodSeconds?: Input<number>;
  /** Seconds until a question counts as failed, at least 1. Default: 10. */
  timeoutSeconds?: Input<number>;
  /**
   * How many questions fail in a row until the container is restarted, at least 1. Default: 300, ten minutes: a node waits for the
   * others' tables, and a restart would not make that faster.
   */
  failureThreshold?: Input<number>;
}

/** What tells the kubelet how a node is. */
export interface ProbesArgs {
  /** When a node has started: when it is a member of the cluster. */
  startup?: Input<StartupProbeArgs>;
  /** When a node gets traffic: while it answers `GET /status` with success. */
  readiness?: Input<ProbeArgs>;
  /** When a node is restarted: when it has not answered `GET /status` with success for five minutes, so never as it rejoins. */
  liveness?: Input<ProbeArgs>;
}
