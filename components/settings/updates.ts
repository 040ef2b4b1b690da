import type { Input } from "@pulumi/pulumi";
import { type EmqxClusterArgs, type UpdateArgs, UpdateStrategy } from "../emqxClusterArgs";
import { type Checks, fieldNow, type Report } from "./checks";
import { object } from "./rules/collections";
import { isCount } from "./rules/formats";
import { check, unchecked } from "./rules/rule";
import { atLeast, oneOf } from "./rules/scalars";

/** How a change is rolled out. */
export interface Updates {
  strategy: UpdateStrategy;
  partition: number;
  minReadySeconds: number;
}

export const updates = object<UpdateArgs>()({
  strategy: oneOf(UpdateStrategy, UpdateStrategy.RollingUpdate),
  partition: atLeast(0),
  minReadySeconds: atLeast(0, 3),
  // Checked by resolveTimeout, which requires a plain value.
  timeoutSeconds: unchecked(),
});

/** Reports a strategy or partition that does not fit other arguments. */
export function resolveUpdates(
  value: {
    updates: ReturnType<typeof updates>;
    isAutoscaled: boolean;
    hasReplicants: boolean;
  },
  report: Report,
): Updates {
  const { strategy, partition, minReadySeconds } = value.updates;
  if (partition !== undefined && strategy === UpdateStrategy.OnDelete) {
    report("updates.partition", `only valid if updates.strategy is ${UpdateStrategy.RollingUpdate}`);
  }
  if (partition !== undefined && value.isAutoscaled) {
    report("updates.partition", "only valid without autoscaling: the number of changed pods is unknown");
  }
  // A replicant is only ready if a core runs the same release.
  if (value.hasReplicants && strategy === UpdateStrategy.OnDelete) {
    report(
      "updates.strategy",
      `must be ${UpdateStrategy.RollingUpdate} with replicants; to update only some cores, set updates.partition`,
    );
  }
  return { strategy, partition: partition ?? 0, minReadySeconds };
}

/** Reports a partition that updates no core: replicants would wait forever for a core of their release. */
export function checkPartition(
  { updates: { partition }, replicas }: { updates: ReturnType<typeof updates>; replicas: number },
  report: Report,
): void {
  if (isCount(partition) && isCount(replicas) && Number(partition) >= replicas) {
    report("updates.partition", `must be less than replicas, ${replicas}, with replicants`, partition);
  }
}

/** Seconds until all pods must be ready. */
export function resolveTimeout(checks: Checks, args: EmqxClusterArgs, replicas: Input<number>): number {
  const timeoutSeconds: unknown = fieldNow(args.updates, "timeoutSeconds");
  const accepted =
    "a plain whole number of at least 1, not an output: Pulumi requires it before outputs are known";
  checks.now((report) => check(timeoutSeconds, isCount, "updates.timeoutSeconds", accepted, report));
  if (timeoutSeconds !== undefined) {
    return timeoutSeconds as number;
  }
  const counts = [replicas, args.replicants?.replicas].filter(isCount) as number[];
  const evacuation: unknown = args.evacuation && (fieldNow(args.evacuation, "timeoutSeconds") ?? 600);
  // An update restarts one node at a time, so a large cluster requires more time.
  const secondsForEachNode = 180 + (isCount(evacuation) ? (evacuation as number) : 0);
  return Math.max(600, secondsForEachNode * Math.max(1, ...counts));
}
