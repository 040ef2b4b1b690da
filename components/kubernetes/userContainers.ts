import type { types } from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import type { ContainerArgs, ContainerProbeArgs } from "../emqxClusterArgs";
import { withoutAbsent } from "../settings/checks";
import { probeFields } from "../settings/containers";
import { lifecycleHooks } from "./lifecycle";
import { containerSecurityContext } from "./security";

type Container = types.input.core.v1.Container;
type Probe = types.input.core.v1.Probe;

/** The user's containers, hardened like the broker's. Undefined if there are none. */
export function userContainers(given: Unwrap<ContainerArgs>[]): Container[] | undefined {
  return given.length === 0 ? undefined : given.map(userContainer);
}

function userContainer(given: Unwrap<ContainerArgs>): Container {
  const probes = probeFields.map((field) => [field, given[field] && probe(given[field])]);
  return withoutAbsent({
    ...given,
    ...(Object.fromEntries(probes) as Record<(typeof probeFields)[number], Probe | undefined>),
    lifecycle: given.lifecycle && lifecycleHooks(given.lifecycle),
    securityContext: containerSecurityContext(given.securityContext ?? {}),
  });
}

function probe({ command, tcpPort, ...given }: Unwrap<ContainerProbeArgs>): Probe {
  return withoutAbsent({
    ...given,
    exec: command && { command },
    tcpSocket: tcpPort === undefined ? undefined : { port: tcpPort },
  });
}
