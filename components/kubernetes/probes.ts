import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { membershipScript } from "../emqx/membership";
import { type ReleaseLine, statusPath } from "../emqx/releaseLine";
import type { Settings } from "../settings";
import type { ProbeTiming } from "../settings/probes";
import { headlessServiceName } from "./services";

type Probe = types.input.core.v1.Probe;

/** What tells the kubelet how a node is. */
export function probes({ probes, line, name, clusterDomain }: Settings) {
  const status = (timing: ProbeTiming | undefined, release: ReleaseLine): Probe | undefined =>
    timing && { httpGet: { path: statusPath, port: release.managementPort }, ...timing };
  return {
    startupProbe: pulumi
      .all([probes, line, clusterDomain])
      .apply(([{ startup }, release, domain]): Probe | undefined => {
        if (startup === undefined || !startup.membership) {
          return status(startup?.timing, release);
        }
        const script = membershipScript(release, headlessServiceName(name), domain);
        return { exec: { command: ["sh", "-c", script] }, ...startup.timing };
      }),
    readinessProbe: pulumi
      .all([probes, line])
      .apply(([{ readiness }, release]) => status(readiness, release)),
    livenessProbe: pulumi.all([probes, line]).apply(([{ liveness }, release]) => status(liveness, release)),
  } as Record<"startupProbe" | "readinessProbe" | "livenessProbe", pulumi.Output<Probe>>;
}
