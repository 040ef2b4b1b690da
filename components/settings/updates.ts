import type { Input, Unwrap } from "@pulumi/pulumi";
import { type EmqxClusterArgs, type UpdateArgs, UpdateStrategy } from "../emqxClusterArgs";
import { type Checks, expect, expectObject, expectOneOf, fieldNow, isCount, type Report } from "./checks";

/** How a change reaches the pods. */
export interface Updates {
  strategy: UpdateStrategy;
  partition: number;
  minReadySeconds: number;
}

export function resolveUpdates(
  value: { updates: Unwrap<UpdateArgs>; isAutoscaled: boolean; hasReplicants: boolean },
  report: Report,
): Updates {
  const fields = ["strategy", "partition", "minReadySeconds", "timeoutSeconds"];
  const given = expectObject(value.updates, fields, "updates", report);
  const { strategy = UpdateStrategy.RollingUpdate, partition, minReadySeconds = 5 } = given;
  const isNumber = (number: unknown) => Number.isInteger(number) && (number as number) >= 0;
  expectOneOf(strategy, UpdateStrategy, "updates.strategy", report);
  expect(partition, isNumber, "updates.partition", "a whole number of at least 0", report);
  expect(minReadySeconds, isNumber, "updates.minReadySeconds", "a whole number of at least 0", report);
  if (partition !== undefined && strategy === UpdateStrategy.OnDelete) {
    report("updates.partition", `accepted with updates.strategy ${UpdateStrategy.RollingUpdate} only`);
  }
  if (partition !== undefined && value.isAutoscaled) {
    report(
      "updates.partition",
      "accepted without autoscaling only, as nobody knows the number of changed pods",
    );
  }
  // A replicant is ready only beside a core of its own release.
  if (value.hasReplicants && strategy === UpdateStrategy.OnDelete) {
    report(
      "updates.strategy",
      `with replicants accepted: ${UpdateStrategy.RollingUpdate}, with a partition for some cores`,
    );
  }
  return { strategy, partition: partition ?? 0, minReadySeconds };
}

/** Reports a partition that no core is above, where there are replicants: they would wait for a core of their release in vain. */
export function checkPartition(
  { updates: { partition }, replicas }: { updates: Unwrap<UpdateArgs>; replicas: number },
  report: Report,
): void {
  if (isCount(partition) && isCount(replicas) && Number(partition) >= replicas) {
    report("updates.partition", `with replicants accepted: fewer than replicas, ${replicas}`, partition);
  }
}

/** Seconds that all pods together have to get ready. */
export function resolveTimeout(checks: Checks, args: EmqxClusterArgs, replicas: Input<number>): number {
  const timeoutSeconds: unknown = fieldNow(args.updates, "timeoutSeconds");
  const accepted = "a plain whole number of at least 1, as Pulumi asks for it before others are known";
  checks.now((report) => expect(timeoutSeconds, isCount, "updates.timeoutSeconds", accepted, report));
  if (timeoutSeconds !== undefined) {
    return timeoutSeconds as number;
  }
  const counts = [replicas, args.replicants?.replicas].filter(isCount) as number[];
  const evacuation: unknown = args.evacuation && (fieldNow(args.evacuation, "timeoutSeconds") ?? 600);
  // A large cluster takes longer, as an update goes from one node to the next.
  const secondsForEachNode = 180 + (isCount(evacuation) ? (evacuation as number) : 0);
  return Math.max(600, secondsForEachNode * Math.max(1, ...counts));
}
