import type { types } from "@pulumi/kubernetes";
import type { Output } from "@pulumi/pulumi";
import { type ReleaseLine, statusPath } from "../emqx/releaseLine";
import type { Settings } from "../settings";

/** What tells the kubelet how a node is. */
export function probes({
  line,
}: Settings): Pick<types.input.core.v1.Container, "startupProbe" | "readinessProbe" | "livenessProbe"> {
  return {
    // Five minutes for a slow start, as a node waits for its tables; then restart, as it hangs.
    startupProbe: { ...statusProbe(line), periodSeconds: 5, failureThreshold: 60 },
    readinessProbe: { ...statusProbe(line), periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...statusProbe(line), periodSeconds: 20, failureThreshold: 6 },
  };
}

function statusProbe(line: Output<ReleaseLine>) {
  return { httpGet: { path: statusPath, port: line.managementPort }, timeoutSeconds: 5 };
}
