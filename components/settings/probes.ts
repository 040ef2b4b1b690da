import type { Unwrap } from "@pulumi/pulumi";
import type { ProbeArgs, ProbesArgs, StartupProbeArgs } from "../emqxClusterArgs";
import { expect, expectObject, isBoolean, type Report } from "./checks";

/** Timing of a probe. */
export interface ProbeTiming {
  initialDelaySeconds?: number;
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}

/** The enabled probes. */
export interface Probes {
  startup?: { timing: ProbeTiming; membership: boolean };
  readiness?: ProbeTiming;
  liveness?: ProbeTiming;
}

const timings = ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold"] as const;

// Ten minutes for a slow start, because a node waits for the tables of the others. Five minutes for a node that hangs.
const defaults: Record<keyof Probes, ProbeTiming> = {
  startup: { periodSeconds: 2, timeoutSeconds: 10, failureThreshold: 300 },
  readiness: { periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
  liveness: { periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 10 },
};

export function resolveProbes(value: Unwrap<ProbesArgs>, report: Report): Probes {
  const {
    startup = {},
    readiness = {},
    liveness = {},
  } = expectObject(value, ["startup", "readiness", "liveness"], "probes", report);
  const fields = ["enabled", "membership", ...timings];
  const { membership = true, ...startupTiming } = expectObject(startup, fields, "probes.startup", report);
  expect(membership, isBoolean, "probes.startup.membership", "true or false", report);
  const timing = resolveProbe(startupTiming, "startup", report);
  return {
    startup: timing && { timing, membership },
    readiness: resolveProbe(readiness, "readiness", report),
    liveness: resolveProbe(liveness, "liveness", report),
  };
}

function resolveProbe(
  value: Unwrap<ProbeArgs | StartupProbeArgs>,
  probe: keyof Probes,
  report: Report,
): ProbeTiming | undefined {
  const path = `probes.${probe}`;
  const { enabled = true, ...given } = expectObject(value, ["enabled", ...timings], path, report);
  expect(enabled, isBoolean, `${path}.enabled`, "true or false", report);
  const resolved = Object.fromEntries(
    timings.map((field) => [field, given[field] ?? defaults[probe][field]]),
  ) as unknown as ProbeTiming;
  for (const field of timings) {
    const least = field === "initialDelaySeconds" ? 0 : 1;
    expect(
      resolved[field],
      (seconds) => Number.isInteger(seconds) && seconds >= least,
      `${path}.${field}`,
      `a whole number of at least ${least}`,
      report,
    );
  }
  return enabled ? resolved : undefined;
}
