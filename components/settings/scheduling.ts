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
} from "./checks";

type Known<T> = pulumi.Unwrap<T>;

/** Where pods run. */
export interface Scheduling {
  affinity: pulumi.Output<Known<types.input.core.v1.Affinity>>;
  antiAffinity: pulumi.Output<Strictness>;
  zoneSpread: pulumi.Output<Strictness>;
  topologySpreadConstraints: pulumi.Output<Known<types.input.core.v1.TopologySpreadConstraint>[]>;
  /** Fields that the pod takes as they are. */
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

/** `path` is the argument's name. */
export function resolveScheduling(checks: Checks, args: SchedulingArgs = {}, path: string): Scheduling {
  const given = checks.plain(args, path, (value, report) => expectObject(value, fields, path, report));
  const strictness = (field: "antiAffinity" | "zoneSpread") =>
    checks.resolve(given[field] ?? Strictness.Soft, (value, report) => {
      expectOneOf(value, Strictness, `${path}.${field}`, report);
      return value;
    });
  const name = (field: "priorityClassName" | "schedulerName") =>
    checks.optional(given[field], (value, report) => {
      expect(value, isDnsSubdomain, `${path}.${field}`, "a name", report);
      return value;
    });
  return {
    affinity: checks.resolve(given.affinity ?? {}, (value, report) =>
      expectObject(value, ["nodeAffinity", "podAffinity", "podAntiAffinity"], `${path}.affinity`, report),
    ),
    antiAffinity: strictness("antiAffinity"),
    zoneSpread: strictness("zoneSpread"),
    topologySpreadConstraints: checks.resolve(given.topologySpreadConstraints ?? [], (value, report) =>
      expectList<Known<types.input.core.v1.TopologySpreadConstraint>>(
        value,
        `${path}.topologySpreadConstraints`,
        report,
      ),
    ),
    asGiven: {
      nodeSelector: checks.optional(given.nodeSelector, (value, report) => {
        expectStrings(expectMap(value, `${path}.nodeSelector`, report), `${path}.nodeSelector`, report);
        return value;
      }),
      tolerations: checks.optional(given.tolerations, (value, report) =>
        expectList(value, `${path}.tolerations`, report),
      ),
      priorityClassName: name("priorityClassName"),
      schedulerName: name("schedulerName"),
    },
  };
}
