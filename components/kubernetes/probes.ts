import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { hasStableNames } from "../emqx/discovery";
import { type HttpEndpoint, managementEndpoint } from "../emqx/endpoints";
import { availabilityPath } from "../emqx/evacuation";
import { membershipCommand } from "../emqx/membership";
import { type ReleaseLine, statusPath } from "../emqx/releaseLine";
import type { Settings } from "../settings";
import type { Probes, ProbeTiming } from "../settings/probes";
import { tlsOptions } from "../settings/tls";
import { headlessServiceName } from "./services";
import { type Eventual, whenKnown } from "../eventual";

type Probe = types.input.core.v1.Probe;

/** The probes of the broker's container. */
export function probes(settings: Settings) {
  const known = pulumi.all([settings.probes, settings.line, tlsOptions(settings)]);
  const hasEvacuation = settings.evacuation !== undefined;
  return {
    startupProbe: whenKnown(
      [known, settings.clusterDomain, settings.discovery],
      ([{ startup }, line, tls], domain, discovery) =>
        startupProbe(
          startup,
          line,
          managementEndpoint(line, tls),
          headlessServiceName(settings.name),
          domain,
          hasStableNames(discovery),
        ),
    ),
    readinessProbe: whenKnown([known], ([given, line, tls]) =>
      // An evacuating node must not receive new clients.
      httpProbe(
        given.readiness,
        managementEndpoint(line, tls),
        hasEvacuation && line.answersAvailability ? availabilityPath : statusPath,
      ),
    ),
    livenessProbe: whenKnown([known], ([given, line, tls]) =>
      httpProbe(given.liveness, managementEndpoint(line, tls)),
    ),
  } as Record<"startupProbe" | "readinessProbe" | "livenessProbe", Eventual<Probe>>;
}

function startupProbe(
  startup: Probes["startup"],
  line: ReleaseLine,
  api: HttpEndpoint,
  headlessService: string,
  clusterDomain: string,
  areNamesStable: boolean,
): Probe | undefined {
  if (!startup?.membership) {
    return httpProbe(startup?.timing, api);
  }
  const command = membershipCommand(line, api, headlessService, clusterDomain, areNamesStable);
  return { exec: { command }, ...startup.timing };
}

function httpProbe(
  timing: ProbeTiming | undefined,
  { scheme, port }: HttpEndpoint,
  path = statusPath,
): Probe | undefined {
  const httpGet = { path, port, ...(scheme === "https" ? { scheme: "HTTPS" } : {}) };
  return timing && { httpGet, ...timing };
}
