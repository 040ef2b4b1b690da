import type { types } from "@pulumi/kubernetes";
import type { Input, Unwrap } from "@pulumi/pulumi";
import type { Eventual } from "../eventual";
import type { AutoscalingArgs, EmqxClusterArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectMap,
  expectObject,
  isCount,
  type Report,
  withDefault,
  withoutAbsent,
} from "./checks";
import { expectNodeCount, isNodeCount, maxNodes } from "./nodeCount";

type MetricSpec = types.input.autoscaling.v2.MetricSpec;
type Behavior = types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** The target utilization in percent of the requests, and further metrics. */
export interface Metrics {
  cpu?: number;
  memory?: number;
  others: Unwrap<MetricSpec>[];
}

/** The settings of the component's own autoscaler. */
export interface OwnAutoscaler {
  minReplicas: Eventual<number>;
  maxReplicas: Eventual<number>;
  metrics: Eventual<Metrics>;
  behavior: Eventual<Unwrap<Behavior>>;
}

/** The autoscaler that owns the number of nodes: an external one, or the component's own. */
export type Autoscaling = "external" | OwnAutoscaler;

const fields = [
  "external",
  "minReplicas",
  "maxReplicas",
  "cpuUtilization",
  "memoryUtilization",
  "metrics",
  "behavior",
];

/** The autoscaling of a group of nodes. `prefix` is the argument path of the group, empty for cores. */
export function resolveAutoscaling(
  checks: Checks,
  { autoscaling, resources }: Pick<EmqxClusterArgs, "autoscaling" | "resources">,
  replicas: Input<number>,
  prefix = "",
): Autoscaling | undefined {
  if (autoscaling === undefined) {
    return undefined;
  }
  const path = `${prefix}autoscaling`;
  const { external, ...given } = checks.plain(autoscaling, path, (value, report) =>
    expectObject(value, fields, path, report),
  );
  if (checks.toggle(external, false, `${path}.external`)) {
    checks.now((report) => {
      for (const field of Object.keys(withoutAbsent(given))) {
        report(`${path}.${field}`, `only valid without ${path}.external: the external autoscaler decides`);
      }
    });
    return "external";
  }
  return ownAutoscaler(checks, given, resources, replicas, path);
}

function ownAutoscaler(
  checks: Checks,
  given: AutoscalingArgs,
  resources: EmqxClusterArgs["resources"],
  replicas: Input<number>,
  path: string,
): OwnAutoscaler {
  const { maxReplicas } = given;
  const minReplicas = withDefault(given.minReplicas, replicas);
  return {
    minReplicas: checks.resolve(minReplicas, (value, report) => {
      expectNodeCount(value, `${path}.minReplicas`, report);
      return value;
    }),
    maxReplicas: checks.resolve({ minReplicas, maxReplicas }, (value, report) => {
      const smallest = isCount(value.minReplicas) ? value.minReplicas : 1;
      const isAbove = (count: number) => isNodeCount(count) && count >= smallest;
      const accepted = `a whole number from ${smallest} (minReplicas) to ${maxNodes}`;
      if (value.maxReplicas === undefined) {
        report(`${path}.maxReplicas`, `required; must be ${accepted}`);
      }
      expect(value.maxReplicas, isAbove, `${path}.maxReplicas`, accepted, report);
      return value.maxReplicas!;
    }),
    metrics: checks.resolve(
      { cpu: given.cpuUtilization, memory: given.memoryUtilization, others: given.metrics, resources },
      (value, report) => resolveMetrics(value, path, report),
    ),
    behavior: checks.resolve(withDefault(given.behavior, {}), (value, report) =>
      expectObject(value, ["scaleUp", "scaleDown"], `${path}.behavior`, report),
    ),
  };
}

function resolveMetrics(
  value: {
    cpu?: number;
    memory?: number;
    others?: Unwrap<MetricSpec>[];
    resources?: Unwrap<types.input.core.v1.ResourceRequirements>;
  },
  path: string,
  report: Report,
): Metrics {
  const { memory, others: given = [] } = value;
  const others = expectList(given, `${path}.metrics`, report);
  others.forEach((metric, index) => {
    const place = `${path}.metrics[${index}]`;
    const { type } = expectMap(metric, place, report);
    expect(
      type ?? "",
      (given) => given !== "",
      `${place}.type`,
      "a metric type such as Pods, Object or External",
      report,
    );
  });
  const { cpu = memory === undefined && others.length === 0 ? 80 : undefined } = value;
  for (const [name, place, percent] of [
    ["cpu", `${path}.cpuUtilization`, cpu],
    ["memory", `${path}.memoryUtilization`, memory],
  ] as const) {
    expect(percent, isCount, place, "a whole number of at least 1: a percentage of the request", report);
    if (percent !== undefined && !isRequested(name, value.resources)) {
      report(place, `is a percentage of the request; set resources: { requests: { ${name} } }`);
    }
  }
  return { cpu, memory, others };
}

/** A limit without a request also sets the request. The default resources request both. */
function isRequested(
  name: "cpu" | "memory",
  resources: Unwrap<types.input.core.v1.ResourceRequirements> | undefined,
): boolean {
  if (resources === undefined) {
    return true;
  }
  const { requests, limits } = expectMap(resources, "resources", () => {});
  return [requests, limits].some((given) => given?.[name] !== undefined);
}
