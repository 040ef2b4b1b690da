import type { Unwrap } from "@pulumi/pulumi";
import type { LimitsArgs } from "../emqxClusterArgs";
import { listenerPrefix } from "./listenerEnvironment";
import { type Listener, listenerKinds } from "./listeners";
import type { ReleaseLine } from "./releaseLine";

/** The limits of clients. An omitted limit is the one of EMQX. */
export type Limits = Unwrap<LimitsArgs>;

/** Every limit, for the names of all variables. */
export const allLimits: Limits = {
  ...{ maxConnections: 1, maxConnRate: 1, messagesRate: 1, bytesRate: "1", maxPacketSize: "1" },
  ...{ maxClientidLen: 1, maxTopicLevels: 1, maxSubscriptions: 1, maxInflight: 1 },
  ...{ maxAwaitingRel: 1, maxMqueueLen: 1 },
  flappingDetect: { maxCount: 1, windowTime: "1m", banTime: "1m" },
  forceShutdown: { maxMailboxSize: 1, maxHeapSize: "1" },
};

/**
 * The limits as environment. Sources: priv/emqx.schema of 4.1.5 and 4.4.19, and apps/emqx/src/emqx_schema.erl of 5.0.0, 5.1.6, 5.8.9 and
 * 6.2.2. In 4.x, a zone has its own limits of sessions, and all listeners are in the zone "external".
 */
export function limitsEnvironment(
  line: ReleaseLine,
  limits: Limits,
  served: Listener[],
): Record<string, string> {
  const { flappingDetect, forceShutdown } = limits;
  const session = line.version.major === 4 ? "ZONE__EXTERNAL" : "MQTT";
  const values: Record<string, number | string | boolean | undefined> = {
    EMQX_MQTT__MAX_PACKET_SIZE: limits.maxPacketSize,
    EMQX_MQTT__MAX_CLIENTID_LEN: limits.maxClientidLen,
    EMQX_MQTT__MAX_TOPIC_LEVELS: limits.maxTopicLevels,
    [`EMQX_${session}__MAX_SUBSCRIPTIONS`]: limits.maxSubscriptions,
    [`EMQX_${session}__MAX_INFLIGHT`]: limits.maxInflight,
    [`EMQX_${session}__MAX_AWAITING_REL`]: limits.maxAwaitingRel,
    [`EMQX_${session}__MAX_MQUEUE_LEN`]: limits.maxMqueueLen,
    EMQX_FLAPPING_DETECT__ENABLE: flappingDetect && true,
    EMQX_FLAPPING_DETECT__MAX_COUNT: flappingDetect?.maxCount,
    EMQX_FLAPPING_DETECT__WINDOW_TIME: flappingDetect?.windowTime,
    EMQX_FLAPPING_DETECT__BAN_TIME: flappingDetect?.banTime,
    EMQX_FORCE_SHUTDOWN__MAX_MAILBOX_SIZE: forceShutdown?.maxMailboxSize,
    EMQX_FORCE_SHUTDOWN__MAX_HEAP_SIZE: forceShutdown?.maxHeapSize,
    ...Object.fromEntries(served.flatMap((listener) => listenerLimits(line, limits, listener))),
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

/** The limits of one listener. Gateways have limits of their own. */
function listenerLimits(
  line: ReleaseLine,
  limits: Limits,
  listener: Listener,
): [variable: string, value: number | string | undefined][] {
  if (listenerKinds[listener.type].isGateway) {
    return [];
  }
  const prefix = listenerPrefix(line, listener);
  return [
    [`${prefix}__MAX_CONNECTIONS`, limits.maxConnections],
    [`${prefix}__MAX_CONN_RATE`, perSecond(line, limits.maxConnRate)],
    [`${prefix}__MESSAGES_RATE`, perSecond(line, limits.messagesRate)],
    [`${prefix}__BYTES_RATE`, perSecond(line, limits.bytesRate)],
  ];
}

/** A rate per second: `to_rate` of apps/emqx/src/emqx_limiter/src/emqx_limiter_schema.erl of 5.1.6 and 6.2.2. 4.x reads a number. */
function perSecond({ version }: ReleaseLine, amount: number | string | undefined): string | undefined {
  if (amount === undefined) {
    return undefined;
  }
  return version.major === 4 ? String(amount) : `${amount}/s`;
}

/** The limits that a release line lacks, each with the releases that have it. Sources: see `limitsEnvironment`. */
export function missingLimits({
  version: { major, minor },
}: ReleaseLine): Partial<Record<keyof Limits, string>> {
  const later = "requires EMQX 5.1 or later";
  const is50 = major === 5 && minor === 0;
  return {
    ...(is50 ? { maxConnRate: "is not supported by EMQX 5.0; use 5.1 or later" } : {}),
    ...(is50 || major === 4
      ? {
          messagesRate: later,
          bytesRate: later,
          flappingDetect: `${later}; for earlier releases, use env`,
          forceShutdown: `${later}; for earlier releases, use env`,
        }
      : {}),
  };
}
