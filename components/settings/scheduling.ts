import type { types } from "@pulumi/kubernetes";
import { type SchedulingArgs, Strictness } from "../emqxClusterArgs";
import { type Checks, type Report } from "./checks";
import { anyObject, checkedList, checkedMap, list, map, object } from "./rules/collections";
import { group } from "./rules/parts";
import { type Known, optional, type Rule, unchecked } from "./rules/rule";
import { anyString, objectName, oneOf } from "./rules/scalars";

type Affinity = Known<types.input.core.v1.Affinity>;
type Constraint = Known<types.input.core.v1.TopologySpreadConstraint>;

/** The label for the zone of a Kubernetes node. */
export const zoneLabel = "topology.kubernetes.io/zone";

/** Settings for the placement of pods. */
export type Scheduling = ReturnType<typeof schedulingSettings>;

const affinityFields = object<types.input.core.v1.Affinity>()({
  nodeAffinity: unchecked(),
  podAffinity: unchecked(),
  podAntiAffinity: unchecked(),
});

const affinity: Rule<Affinity> = (given, path, report) => {
  const complete = affinityFields(given, path, report);
  for (const [kind, rules] of Object.entries(complete)) {
    checkedMap(rules, `${path}.${kind}`, report);
  }
  const at = `${path}.podAntiAffinity`;
  for (const [when, terms] of Object.entries(complete.podAntiAffinity ?? {})) {
    checkedList<unknown>(terms ?? [], `${at}.${when}`, report);
  }
  return complete;
};

const kubernetesName = objectName("a Kubernetes name of lowercase letters, digits, - and .");

export const scheduling = group<SchedulingArgs>()({
  nodeSelector: optional(map(anyString)),
  tolerations: list(anyObject<Known<types.input.core.v1.Toleration>>()),
  affinity,
  antiAffinity: oneOf(Strictness, Strictness.Soft),
  zoneSpread: oneOf(Strictness),
  topologySpreadConstraints: list(anyObject<Constraint>(), []),
  priorityClassName: kubernetesName,
  schedulerName: kubernetesName,
});

/** The scheduling of a group of nodes. `path` is the path of the argument. */
export function schedulingSettings(
  checks: Checks,
  complete: ReturnType<typeof scheduling.complete>,
  path: string,
) {
  const { affinity, antiAffinity, zoneSpread, topologySpreadConstraints, ...asGiven } = complete;
  return {
    affinity,
    antiAffinity,
    topologySpreadConstraints,
    zoneSpread: checks.resolve(
      { strictness: zoneSpread, constraints: topologySpreadConstraints },
      (value, report) => resolveZoneSpread(value, `${path}.zoneSpread`, report),
    ),
    /** Fields that are copied to the pod unchanged. */
    asGiven,
  };
}

/** Kubernetes rejects two constraints with the same label and strictness. The default is none if the user sets one. */
function resolveZoneSpread(
  { strictness, constraints }: { strictness?: Strictness; constraints: Constraint[] },
  path: string,
  report: Report,
): Strictness {
  const hasOwn = constraints.some((constraint) => constraint?.topologyKey === zoneLabel);
  if (hasOwn && strictness !== undefined && strictness !== Strictness.None) {
    report(path, "also set by topologySpreadConstraints; use one of the two");
  }
  return strictness ?? (hasOwn ? Strictness.None : Strictness.Soft);
}
