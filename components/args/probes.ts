import type { Input } from "@pulumi/pulumi";

/** A readiness or liveness probe: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/. */
interface Probe {
  /** Whether the probe is enabled. Default: `true`. */
  enabled?: Input<boolean>;
  /** The seconds from the container's start to the first check, at least 0. Default: 0. */
  initialDelaySeconds?: Input<number>;
  /** The seconds between checks, at least 1. Default: 5 for readiness, 30 for liveness. */
  periodSeconds?: Input<number>;
  /** The seconds after which a check fails without an answer, at least 1. Default: 5. */
  timeoutSeconds?: Input<number>;
  /** How many checks must fail in a row before the probe fails, at least 1. Default: 3 for readiness, 10 for liveness. */
  failureThreshold?: Input<number>;
}

/** The startup probe. A node must pass it once before the other probes start. */
interface StartupProbe {
  /** Whether the probe is enabled. Default: `true`. */
  enabled?: Input<boolean>;
  /**
   * Whether the probe checks membership. A node has then started only when more than half of the nodes behind the headless Service are
   * members of its cluster, DNS has its address (it waits at most one minute for that), and it has the tables of the other nodes. If
   * `false`, a node has started when it answers `GET /status`. Nodes answer that before they have joined, so an update can move on while
   * nodes are still isolated.
   *
   * Default: `true`.
   */
  membership?: Input<boolean>;
  /** The seconds from the container's start to the first check, at least 0. Default: 0. */
  initialDelaySeconds?: Input<number>;
  /** The seconds between checks, at least 1. Default: 2. */
  periodSeconds?: Input<number>;
  /** The seconds after which a check fails without an answer, at least 1. Default: 10. */
  timeoutSeconds?: Input<number>;
  /**
   * How many checks must fail in a row before Kubernetes restarts the container, at least 1. A node waits for the tables of other nodes,
   * and a restart would not make that faster.
   *
   * Default: 300, which is ten minutes.
   */
  failureThreshold?: Input<number>;
}

/** How the kubelet checks the broker. */
interface Probes {
  /** When a node has started. Default: when it is a member of the cluster. */
  startup?: Input<StartupProbe>;
  /**
   * When a node gets traffic. With `evacuation`, a node that is being evacuated gets none (from EMQX 5.4 on).
   *
   * Default: while `GET /status` succeeds.
   */
  readiness?: Input<Probe>;
  /** When Kubernetes restarts a node. Default: when `GET /status` has failed for five minutes, so that a node can rejoin first. */
  liveness?: Input<Probe>;
}

export type { Probe as ProbeArgs, StartupProbe as StartupProbeArgs, Probes as ProbesArgs };
