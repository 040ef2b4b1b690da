import type { Unwrap } from "@pulumi/pulumi";
import { type UpdateArgs, UpdateStrategy } from "../emqxClusterArgs";
import { expect, expectObject, expectOneOf, type Report } from "./checks";

/** How a change reaches the pods. */
export interface Updates {
  strategy: UpdateStrategy;
  partition: number;
  minReadySeconds: number;
}

export function resolveUpdates(
  value: { updates: Unwrap<UpdateArgs>; isAutoscaled: boolean },
  report: Report,
): Updates {
  const fields = ["strategy", "partition", "minReadySeconds"];
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
  return { strategy, partition: partition ?? 0, minReadySeconds };
}
