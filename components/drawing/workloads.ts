import type { types } from "@pulumi/kubernetes";
import { inSameNamespace, type Manifest, ofKind, type Selector, selects } from "./manifests";
import { type Box, boxId, joined, type Line, objectLine, type Part } from "./picture";

type PodSpec = types.output.core.v1.PodSpec;

/** An object that runs pods. */
export type Workload = Manifest<{
  replicas?: number;
  template: { metadata?: { labels?: Record<string, string> }; spec: PodSpec };
  volumeClaimTemplates?: types.output.core.v1.PersistentVolumeClaim[];
}>;

type Autoscaler = Manifest<{
  scaleTargetRef: { kind: string; name: string };
  minReplicas?: number;
  maxReplicas: number;
}>;

type DisruptionBudget = Manifest<{
  selector?: Selector;
  minAvailable?: number | string;
  maxUnavailable?: number | string;
}>;

export function workloadsOf(manifests: Manifest[]): Workload[] {
  return ofKind<Workload>(manifests, "StatefulSet", "Deployment", "DaemonSet");
}

/** The workloads whose pods a selector of an object in their namespace matches. */
export function selected(workloads: Workload[], by: Manifest, selector: Selector): Workload[] {
  return workloads.filter(
    (workload) => inSameNamespace(workload, by) && selects(selector, workload.spec.template.metadata?.labels),
  );
}

export function drawWorkloads(manifests: Manifest[]): Part {
  return joined(workloadsOf(manifests).map((workload) => drawWorkload(manifests, workload)));
}

function drawWorkload(manifests: Manifest[], workload: Workload): Part {
  const { containers } = workload.spec.template.spec;
  const budgets = ofKind<DisruptionBudget>(manifests, "PodDisruptionBudget").filter(
    (budget) => budget.spec.selector && selected([workload], budget, budget.spec.selector).length > 0,
  );
  const autoscalers = ofKind<Autoscaler>(manifests, "HorizontalPodAutoscaler").filter(
    (autoscaler) =>
      inSameNamespace(autoscaler, workload) &&
      autoscaler.spec.scaleTargetRef.kind === workload.kind &&
      autoscaler.spec.scaleTargetRef.name === workload.metadata.name,
  );
  const box: Box = {
    id: boxId(workload),
    shape: "object",
    lines: [
      objectLine(workload),
      ...pods(workload),
      ...containers.map(({ image }) => ({ text: image })),
      ...budgets.flatMap((budget) => [objectLine(budget), { text: limits(budget) }]),
      ...autoscalers.flatMap((autoscaler) => [objectLine(autoscaler), { text: range(autoscaler) }]),
    ],
  };
  return { boxes: [box], arrows: [], shown: [workload, ...budgets, ...autoscalers] };
}

function pods({ kind, metadata, spec: { replicas } }: Workload): Line[] {
  if (replicas === undefined) {
    return [];
  }
  return [
    { text: kind === "StatefulSet" ? `pods ${ordinals(metadata.name, replicas)}` : `${replicas} pods` },
  ];
}

/** The names of pods or claims, which end in their ordinals. */
export function ordinals(name: string, count: number): string {
  return count === 0 ? "none" : count === 1 ? `${name}-0` : `${name}-0 to ${name}-${count - 1}`;
}

function limits({ spec: { minAvailable, maxUnavailable } }: DisruptionBudget): string {
  return minAvailable === undefined ? `maxUnavailable ${maxUnavailable}` : `minAvailable ${minAvailable}`;
}

function range({ spec: { minReplicas = 1, maxReplicas } }: Autoscaler): string {
  return `${minReplicas} to ${maxReplicas} pods`;
}
