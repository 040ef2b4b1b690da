import type { ProbeArgs, ProbesArgs, StartupProbeArgs } from "../emqxClusterArgs";
import { object } from "./rules/collections";
import type { Known, Rule } from "./rules/rule";
import { atLeast, flag } from "./rules/scalars";

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

/** The fields of a probe, with its default timing. */
const timing = (periodSeconds: number, timeoutSeconds: number, failureThreshold: number) => ({
  initialDelaySeconds: atLeast(0),
  periodSeconds: atLeast(1, periodSeconds),
  timeoutSeconds: atLeast(1, timeoutSeconds),
  failureThreshold: atLeast(1, failureThreshold),
});

// Ten minutes for a slow start, because a node waits for the tables of the others. Five minutes for a node that hangs.
const fields = object<ProbesArgs>()({
  startup: object<StartupProbeArgs>()({ enabled: flag(true), membership: flag(true), ...timing(2, 10, 300) }),
  readiness: object<ProbeArgs>()({ enabled: flag(true), ...timing(5, 5, 3) }),
  liveness: object<ProbeArgs>()({ enabled: flag(true), ...timing(30, 5, 10) }),
});

export const probes: Rule<Known<ProbesArgs>, Probes> = (given, path, report) => {
  const { startup, readiness, liveness } = fields(given, path, report);
  const { membership, ...startupProbe } = startup;
  const enabled = ({ enabled, ...timing }: typeof readiness) => (enabled ? timing : undefined);
  const startupTiming = enabled(startupProbe);
  return {
    startup: startupTiming && { timing: startupTiming, membership },
    readiness: enabled(readiness),
    liveness: enabled(liveness),
  };
};
