import type * as pulumi from "@pulumi/pulumi";
import { type Evacuation, waitHealthCheckSeconds } from "../emqx/evacuation";
import type { EmqxClusterArgs, EvacuationArgs } from "../emqxClusterArgs";
import { type Checks, expect, expectObject, type Report } from "./checks";
import { editionHint, findLine, lineName, type Release, type releaseSource } from "./release";
import type { Eventual } from "../eventual";

const fields = ["connEvictRate", "sessEvictRate", "waitTakeoverSeconds", "timeoutSeconds"];

/** The evacuation of nodes before a restart. Undefined if it is not enabled. */
export function resolveEvacuation(
  checks: Checks,
  { evacuation, pods, replicants }: EmqxClusterArgs,
  release: ReturnType<typeof releaseSource>,
): Eventual<Evacuation> | undefined {
  const hooks = [pods?.lifecycle ?? {}, replicants?.pods?.lifecycle ?? {}];
  return evacuation === undefined
    ? undefined
    : checks.resolve({ evacuation, hooks, release }, (value, report) => {
        checkRelease(value.release, report);
        checkHooks(value.hooks, report);
        return complete(value.evacuation, report);
      });
}

function complete(value: pulumi.Unwrap<EvacuationArgs>, report: Report): Evacuation {
  const given = expectObject(value, fields, "evacuation", report);
  const { connEvictRate = 500, sessEvictRate = 500, waitTakeoverSeconds = 10, timeoutSeconds = 600 } = given;
  const atLeast = (least: number, number: number, field: string) =>
    expect(
      number,
      (count) => Number.isInteger(count) && count >= least,
      `evacuation.${field}`,
      `a whole number of at least ${least}`,
      report,
    );
  atLeast(1, connEvictRate, "connEvictRate");
  atLeast(1, sessEvictRate, "sessEvictRate");
  atLeast(1, waitTakeoverSeconds, "waitTakeoverSeconds");
  const waits = Number.isInteger(waitTakeoverSeconds) ? waitTakeoverSeconds : 0;
  atLeast(waits + waitHealthCheckSeconds + 1, timeoutSeconds, "timeoutSeconds");
  return { connEvictRate, sessEvictRate, waitTakeoverSeconds, timeoutSeconds };
}

function checkRelease(release: Release, report: Report): void {
  const line = findLine(release);
  if (line && !line.hasEvacuation) {
    report(
      "evacuation",
      `not supported by ${lineName(line)}; use EMQX 5.9 or later, or the enterprise edition 5.1 or later ` +
        `${editionHint}, or omit it`,
    );
  }
}

/** A container can have only one hook of each kind. */
function checkHooks(hooks: object[], report: Report): void {
  if (hooks.some((given) => Object.keys(given ?? {}).length > 0)) {
    report("evacuation", "only valid without hooks in pods.lifecycle: evacuation sets these hooks itself");
  }
}
