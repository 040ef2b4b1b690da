import type { types } from "@pulumi/kubernetes";
import type { AutoscalingArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, type Report, withDefault, withoutAbsent } from "./checks";
import { isNodeCount, maxNodes, nodeCount } from "./nodeCount";
import type { Resources } from "./resources";
import { anyObject, list, object } from "./rules/collections";
import { isCount } from "./rules/formats";
import { group, plain } from "./rules/parts";
import { check, type Known, optional, required, type Rule, unchecked } from "./rules/rule";
import { flag, number, text } from "./rules/scalars";

type MetricSpec = Known<types.input.autoscaling.v2.MetricSpec>;
type Behavior = types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** The target utilization in percent of the requests, and further metrics. */
export interface Metrics {
  cpu?: number;
  memory?: number;
  others: MetricSpec[];
}

/** The settings of the component's own autoscaler. */
export interface OwnAutoscaler {
  minReplicas: Eventual<number>;
  maxReplicas: Eventual<number>;
  metrics: Eventual<Metrics>;
  behavior: Eventual<Known<Behavior>>;
}

/** The autoscaler that owns the number of nodes: an external one, or the component's own. */
export type Autoscaling = "external" | OwnAutoscaler;

const metricType = text((given) => given !== "", "a metric type such as Pods, Object or External");

const metric: Rule<MetricSpec> = (given, path, report) => {
  const complete = anyObject<MetricSpec>()(given, path, report);
  required(metricType)(complete.type, `${path}.type`, report);
  return complete;
};

const percent = number(isCount, "a whole number of at least 1: a percentage of the request");

export const autoscaling = group<AutoscalingArgs>()({
  external: plain(flag()),
  minReplicas: nodeCount,
  // Checked with minReplicas.
  maxReplicas: unchecked(),
  cpuUtilization: percent,
  memoryUtilization: percent,
  metrics: list(metric),
  behavior: optional(object<Behavior>()({ scaleUp: unchecked(), scaleDown: unchecked() })),
});

export type CompleteAutoscaling = ReturnType<typeof autoscaling.complete>;

/** The autoscaling of a group of nodes. `prefix` is the argument path of the group, empty for cores. */
export function autoscalingSettings(
  checks: Checks,
  complete: CompleteAutoscaling,
  group: { replicas: Eventual<number>; resources: Eventual<Resources> },
  prefix: string,
): Autoscaling {
  const path = `${prefix}autoscaling`;
  const { external, ...given } = complete;
  if (external) {
    checks.now((report) => {
      for (const field of Object.keys(withoutAbsent(given))) {
        report(`${path}.${field}`, `only valid without ${path}.external: the external autoscaler decides`);
      }
    });
    return "external";
  }
  const { maxReplicas, cpuUtilization: cpu, memoryUtilization: memory, metrics: others } = given;
  const minReplicas = withDefault<number>(given.minReplicas, group.replicas);
  return {
    minReplicas,
    maxReplicas: checks.resolve({ minReplicas, maxReplicas }, (value, report) =>
      resolveMaximum(value, `${path}.maxReplicas`, report),
    ),
    metrics: checks.resolve({ cpu, memory, others, resources: group.resources }, (value, report) =>
      resolveMetrics(value, path, report),
    ),
    behavior: withDefault(given.behavior, {}) as Eventual<Known<Behavior>>,
  };
}

function resolveMaximum(
  { minReplicas, maxReplicas }: { minReplicas: number; maxReplicas?: number },
  path: string,
  report: Report,
): number {
  const smallest = isCount(minReplicas) ? minReplicas : 1;
  const isAbove = (count: number) => isNodeCount(count) && count >= smallest;
  const accepted = `a whole number from ${smallest} (minReplicas) to ${maxNodes}`;
  if (maxReplicas === undefined) {
    report(path, `required; must be ${accepted}`);
  }
  check(maxReplicas, isAbove, path, accepted, report);
  return maxReplicas!;
}

function resolveMetrics(
  { memory, others = [], resources, ...given }: Partial<Metrics> & { resources: Resources },
  path: string,
  report: Report,
): Metrics {
  const { cpu = memory === undefined && others.length === 0 ? 80 : undefined } = given;
  for (const [name, field, utilization] of [
    ["cpu", "cpuUtilization", cpu],
    ["memory", "memoryUtilization", memory],
  ] as const) {
    // A limit without a request also sets the request.
    const isRequested = [resources.requests, resources.limits].some((kind) => kind?.[name] !== undefined);
    if (utilization !== undefined && !isRequested) {
      report(`${path}.${field}`, `is a percentage of the request; set resources: { requests: { ${name} } }`);
    }
  }
  return { cpu, memory, others };
}
