import { type Limits, missingLimits } from "../emqx/limits";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { FlappingDetectArgs, ForceShutdownArgs, LimitsArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isString, withoutAbsent } from "./checks";
import { object } from "./rules/collections";
import { isEmqxDuration } from "./rules/formats";
import { group } from "./rules/parts";
import { optional } from "./rules/rule";
import { count, number, text } from "./rules/scalars";

const units: Record<string, number> = { "": 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** The bytes of a size in the notation of EMQX. Undefined for any other text. */
function bytes(value: unknown): number | undefined {
  const [, amount, unit] = (isString(value) && /^(\d+)(KB|MB|GB)?$/.exec(value)) || [];
  return amount === undefined ? undefined : Number(amount) * units[unit ?? ""];
}

const size = text((value) => (bytes(value) ?? 0) > 0, "a size such as 100KB or 32MB");

/** The longest packet of MQTT has 268435455 bytes, which is less than 256 MB. */
const packetSize = text((value) => {
  const given = bytes(value) ?? 0;
  return given > 0 && given <= 268435455;
}, "a size such as 1MB, at most 255MB");

const duration = text(isEmqxDuration, "a duration such as 30s, 1m or 1h30m");

function between(least: number, most: number) {
  return number(
    (value) => Number.isInteger(value) && value >= least && value <= most,
    `a whole number from ${least} to ${most}`,
  );
}

export const limits = group<LimitsArgs>()({
  maxConnections: count,
  maxConnRate: count,
  messagesRate: count,
  bytesRate: size,
  maxPacketSize: packetSize,
  maxClientidLen: between(23, 65535),
  maxTopicLevels: between(1, 65535),
  maxSubscriptions: count,
  maxInflight: between(1, 65535),
  maxAwaitingRel: count,
  maxMqueueLen: count,
  flappingDetect: optional(
    object<FlappingDetectArgs>()({ maxCount: count, windowTime: duration, banTime: duration }),
  ),
  forceShutdown: optional(object<ForceShutdownArgs>()({ maxMailboxSize: count, maxHeapSize: size })),
});

/** The given limits, after a check of what the release supports. */
export function limitSettings(
  checks: Checks,
  given: ReturnType<typeof limits.complete>,
  line: Eventual<ReleaseLine | undefined>,
): Eventual<Limits> {
  return checks.resolve({ given, line }, (value, report): Limits => {
    const known = withoutAbsent(value.given as Limits);
    const missing = value.line === undefined ? {} : missingLimits(value.line);
    for (const name of Object.keys(known) as (keyof Limits)[]) {
      if (missing[name] !== undefined) {
        report(`limits.${name}`, missing[name]);
      }
    }
    return known;
  });
}
