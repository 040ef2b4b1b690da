import type * as pulumi from "@pulumi/pulumi";
import { type Evacuation, waitHealthCheckSeconds } from "../emqx/evacuation";
import type { EmqxClusterArgs, EvacuationArgs } from "../emqxClusterArgs";
import { type Checks, expect, expectObject, type Report } from "./checks";
import { findLine, lineName, type Release, type releaseSource } from "./release";
import type { Eventual } from "../eventual";

const fields = ["connEvictRate", "sessEvictRate", "waitTakeoverSeconds", "timeoutSeconds"];

/** Undefined where nodes are not evacuated. */
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
      `not in ${lineName(line)}; accepted: none, or EMQX from 5.9 on, or its enterprise edition from 5.1 on ` +
        "(edition says which, where the image's name does not)",
    );
  }
}

/** A container has one hook of each kind. */
function checkHooks(hooks: object[], report: Report): void {
  if (hooks.some((given) => Object.keys(given ?? {}).length > 0)) {
    report("evacuation", "it is a hook itself; accepted: without hooks in pods.lifecycle, or none");
  }
}
