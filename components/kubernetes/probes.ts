import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type HttpEndpoint, managementEndpoint } from "../emqx/endpoints";
import { membershipScript } from "../emqx/membership";
import { type ReleaseLine, statusPath } from "../emqx/releaseLine";
import type { Settings } from "../settings";
import type { Probes, ProbeTiming } from "../settings/probes";
import { tlsOptions } from "../settings/tls";
import { headlessServiceName } from "./services";

type Probe = types.input.core.v1.Probe;

/** What tells the kubelet how a node is. */
export function probes(settings: Settings) {
  const known = pulumi.all([settings.probes, settings.line, tlsOptions(settings)]);
  return {
    startupProbe: pulumi
      .all([known, settings.clusterDomain])
      .apply(([[{ startup }, line, tls], domain]) =>
        startupProbe(
          startup,
          line,
          managementEndpoint(line, tls),
          headlessServiceName(settings.name),
          domain,
        ),
      ),
    readinessProbe: known.apply(([given, line, tls]) =>
      status(given.readiness, managementEndpoint(line, tls)),
    ),
    livenessProbe: known.apply(([given, line, tls]) => status(given.liveness, managementEndpoint(line, tls))),
  } as Record<"startupProbe" | "readinessProbe" | "livenessProbe", pulumi.Output<Probe>>;
}

function startupProbe(
  startup: Probes["startup"],
  line: ReleaseLine,
  api: HttpEndpoint,
  headlessService: string,
  clusterDomain: string,
): Probe | undefined {
  if (!startup?.membership) {
    return status(startup?.timing, api);
  }
  const script = membershipScript(line, api, headlessService, clusterDomain);
  return { exec: { command: ["sh", "-c", script] }, ...startup.timing };
}

function status(timing: ProbeTiming | undefined, { scheme, port }: HttpEndpoint): Probe | undefined {
  const httpGet = { path: statusPath, port, ...(scheme === "https" ? { scheme: "HTTPS" } : {}) };
  return timing && { httpGet, ...timing };
}
