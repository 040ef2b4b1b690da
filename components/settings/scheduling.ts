import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type SchedulingArgs, Strictness } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectMap,
  expectObject,
  expectOneOf,
  expectStrings,
  isDnsSubdomain,
  type Report,
  withDefault,
  withoutAbsent,
} from "./checks";
import type { Eventual } from "../eventual";

type Known<T> = pulumi.Unwrap<T>;

/** The label for the zone of a Kubernetes node. */
export const zoneLabel = "topology.kubernetes.io/zone";

/** Settings for the placement of pods. */
export interface Scheduling {
  affinity: Eventual<Known<types.input.core.v1.Affinity>>;
  antiAffinity: Eventual<Strictness>;
  zoneSpread: Eventual<Strictness>;
  topologySpreadConstraints: Eventual<Known<types.input.core.v1.TopologySpreadConstraint>[]>;
  /** Fields that are copied to the pod unchanged. */
  asGiven: Pick<
    types.input.core.v1.PodSpec,
    "nodeSelector" | "tolerations" | "priorityClassName" | "schedulerName"
  >;
}

const fields: (keyof SchedulingArgs)[] = [
  "nodeSelector",
  "tolerations",
  "affinity",
  "antiAffinity",
  "zoneSpread",
  "topologySpreadConstraints",
  "priorityClassName",
  "schedulerName",
];

/** The scheduling of a group of nodes. `path` is the path of the argument. */
export function resolveScheduling(checks: Checks, args: SchedulingArgs = {}, path: string): Scheduling {
  const given = checks.plain(args, path, (value, report) => expectObject(value, fields, path, report));
  const constraints = withDefault(given.topologySpreadConstraints, []);
  const name = (field: "priorityClassName" | "schedulerName") =>
    checks.optional(given[field], (value, report) => {
      expect(
        value,
        isDnsSubdomain,
        `${path}.${field}`,
        "a Kubernetes name of lowercase letters, digits, - and .",
        report,
      );
      return value;
    });
  return {
    affinity: checks.resolve(withDefault(given.affinity, {}), (value, report) =>
      resolveAffinity(value, `${path}.affinity`, report),
    ),
    antiAffinity: checks.resolve(withDefault(given.antiAffinity, Strictness.Soft), (value, report) => {
      expectOneOf(value, Strictness, `${path}.antiAffinity`, report);
      return value;
    }),
    zoneSpread: checks.resolve({ strictness: given.zoneSpread, constraints }, (value, report) =>
      resolveZoneSpread(value.strictness, value.constraints, `${path}.zoneSpread`, report),
    ),
    topologySpreadConstraints: checks.resolve(constraints, (value, report) => {
      const at = `${path}.topologySpreadConstraints`;
      return expectList(value, at, report).map((entry, index) => expectMap(entry, `${at}[${index}]`, report));
    }),
    asGiven: {
      nodeSelector: checks.optional(given.nodeSelector, (value, report) => {
        expectStrings(expectMap(value, `${path}.nodeSelector`, report), `${path}.nodeSelector`, report);
        return value;
      }),
      tolerations: checks.optional(given.tolerations, (value, report) =>
        expectList(value, `${path}.tolerations`, report).map((entry, index) =>
          expectMap(entry, `${path}.tolerations[${index}]`, report),
        ),
      ),
      priorityClassName: name("priorityClassName"),
      schedulerName: name("schedulerName"),
    },
  };
}

function resolveAffinity(
  value: Known<types.input.core.v1.Affinity>,
  path: string,
  report: Report,
): Known<types.input.core.v1.Affinity> {
  const affinity = expectObject(value, ["nodeAffinity", "podAffinity", "podAntiAffinity"], path, report);
  for (const [kind, rules] of Object.entries(withoutAbsent(affinity))) {
    expectMap(rules, `${path}.${kind}`, report);
  }
  const at = `${path}.podAntiAffinity`;
  for (const [when, terms] of Object.entries(affinity.podAntiAffinity ?? {})) {
    expectList<unknown>(terms ?? [], `${at}.${when}`, report);
  }
  return affinity;
}

/** Kubernetes rejects two constraints with the same label and strictness. The default is none if the user sets one. */
function resolveZoneSpread(
  given: Strictness | undefined,
  constraints: Known<types.input.core.v1.TopologySpreadConstraint>[],
  path: string,
  report: Report,
): Strictness {
  const hasOwn =
    Array.isArray(constraints) && constraints.some((constraint) => constraint?.topologyKey === zoneLabel);
  const strictness = given ?? (hasOwn ? Strictness.None : Strictness.Soft);
  expectOneOf(strictness, Strictness, path, report);
  if (hasOwn && strictness !== Strictness.None) {
    report(path, "also set by topologySpreadConstraints; use one of the two");
  }
  return strictness;
}
