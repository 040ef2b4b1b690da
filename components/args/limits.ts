import type { Input } from "@pulumi/pulumi";

/**
 * A ban of clients that connect too often. Such clients use up CPU, and two clients with the same ID disconnect each other again and again.
 * Requires EMQX 5.1 or later.
 */
interface FlappingDetect {
  /** The number of disconnections within `windowTime` after which EMQX bans a client, at least 1. Default: 15, as in EMQX. */
  maxCount?: Input<number>;
  /** The time in which EMQX counts disconnections, such as `1m`. Default: `1m`, as in EMQX. */
  windowTime?: Input<string>;
  /** How long EMQX bans a client, such as `5m`. Default: `5m`, as in EMQX. */
  banTime?: Input<string>;
}

/** When EMQX closes a connection whose process uses too many resources. Requires EMQX 5.1 or later. */
interface ForceShutdown {
  /** The maximum number of messages that wait for the connection's process, at least 1. Default: 1000, as in EMQX. */
  maxMailboxSize?: Input<number>;
  /** The maximum heap size of the connection's process, such as `32MB`. Default: `32MB`, as in EMQX. */
  maxHeapSize?: Input<string>;
}

/**
 * Limits of what clients may use. Must be a plain value; its fields may be outputs. A change restarts the pods one by one. An omitted limit
 * is the one of EMQX.
 *
 * `maxConnections`, `maxConnRate`, `messagesRate` and `bytesRate` apply to each listener of type `mqtt`, `mqtts`, `ws`, `wss` and `quic`. The
 * same setting in `options` of a listener overrides them.
 */
interface Limits {
  /**
   * The maximum number of connections of each listener on each node. Each connection requires memory and a file descriptor, which the
   * container runtime limits.
   *
   * Default: as in EMQX.
   */
  maxConnections?: Input<number>;
  /** The number of new connections per second of each listener on each node. Not supported by EMQX 5.0. Default: as in EMQX. */
  maxConnRate?: Input<number>;
  /** The number of messages that a client may publish per second. Requires EMQX 5.1 or later. Default: as in EMQX, no limit. */
  messagesRate?: Input<number>;
  /** The bytes that a client may publish per second, such as `100KB`. Requires EMQX 5.1 or later. Default: as in EMQX, no limit. */
  bytesRate?: Input<string>;
  /** The maximum size of an MQTT packet, such as `1MB`, up to `255MB`. Default: `1MB`, as in EMQX. */
  maxPacketSize?: Input<string>;
  /** The maximum length of a client ID, 23 to 65535. Default: 65535, as in EMQX. */
  maxClientidLen?: Input<number>;
  /** The maximum number of levels of a topic, 1 to 65535. Default: as in EMQX, which is 128 from 5.1 on. */
  maxTopicLevels?: Input<number>;
  /** The maximum number of subscriptions of a client, at least 1. Default: as in EMQX, no limit. */
  maxSubscriptions?: Input<number>;
  /** The maximum number of QoS 1 and 2 messages to a client that are not acknowledged, 1 to 65535. Default: 32, as in EMQX. */
  maxInflight?: Input<number>;
  /** The maximum number of QoS 2 messages from a client that are not completed, at least 1. Default: 100, as in EMQX. */
  maxAwaitingRel?: Input<number>;
  /**
   * The maximum number of messages that wait for a client, while it is offline or has `maxInflight` unacknowledged messages. At least 1.
   *
   * Default: 1000, as in EMQX.
   */
  maxMqueueLen?: Input<number>;
  /** A ban of clients that connect too often. An empty object uses the defaults. Default: none. */
  flappingDetect?: Input<FlappingDetect>;
  /** When EMQX closes a connection whose process uses too many resources. Default: as in EMQX. */
  forceShutdown?: Input<ForceShutdown>;
}

export type {
  FlappingDetect as FlappingDetectArgs,
  ForceShutdown as ForceShutdownArgs,
  Limits as LimitsArgs,
};
