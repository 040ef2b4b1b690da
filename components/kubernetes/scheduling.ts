import type { types } from "@pulumi/kubernetes";
import { Strictness } from "../emqxClusterArgs";
import { type Scheduling, zoneLabel } from "../settings/scheduling";
import { whenKnown } from "../eventual";

type Affinity = types.input.core.v1.Affinity;
type PodAffinityTerm = types.input.core.v1.PodAffinityTerm;
type SpreadConstraint = types.input.core.v1.TopologySpreadConstraint;

/** The scheduling fields of the pods with these labels. */
export function schedulingSpec(
  scheduling: Scheduling,
  matchLabels: Record<string, string>,
): Partial<types.input.core.v1.PodSpec> {
  const { affinity, antiAffinity, zoneSpread, topologySpreadConstraints, asGiven } = scheduling;
  return {
    ...asGiven,
    affinity: whenKnown([affinity, antiAffinity], (given, strictness) =>
      podAffinity(given as Affinity, strictness, matchLabels)!,
    ),
    topologySpreadConstraints: whenKnown([topologySpreadConstraints, zoneSpread], (given, strictness) =>
      spreadConstraints(given, strictness, matchLabels)!,
    ),
  };
}

function podAffinity(
  given: Affinity,
  strictness: Strictness,
  matchLabels: Record<string, string>,
): Affinity | undefined {
  const term: PodAffinityTerm = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels } };
  const { podAntiAffinity = {} } = given as { podAntiAffinity?: Record<string, unknown[]> };
  const rule = {
    [Strictness.Soft]: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        ...(podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? []),
        { weight: 100, podAffinityTerm: term },
      ],
    },
    [Strictness.Hard]: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        ...(podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution ?? []),
        term,
      ],
    },
    [Strictness.None]: undefined,
  }[strictness];
  const whole = rule === undefined ? given : { ...given, podAntiAffinity: { ...podAntiAffinity, ...rule } };
  return Object.keys(whole).length === 0 ? undefined : (whole as Affinity);
}

function spreadConstraints(
  given: SpreadConstraint[],
  strictness: Strictness,
  matchLabels: Record<string, string>,
): SpreadConstraint[] | undefined {
  const zones: SpreadConstraint = {
    maxSkew: 1,
    topologyKey: zoneLabel,
    whenUnsatisfiable: strictness === Strictness.Hard ? "DoNotSchedule" : "ScheduleAnyway",
    labelSelector: { matchLabels },
  };
  const all = strictness === Strictness.None ? given : [...given, zones];
  return all.length === 0 ? undefined : all;
}
