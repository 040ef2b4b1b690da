import type { Unwrap } from "@pulumi/pulumi";
import {
  type ContainerArgs,
  type ContainerProbeArgs,
  HttpScheme,
  type LifecycleArgs,
} from "../emqxClusterArgs";
import {
  expect,
  expectList,
  expectMap,
  expectObject,
  expectOneOf,
  expectStrings,
  isPort,
  isString,
  type Report,
  withoutAbsent,
} from "./checks";

type Container = Unwrap<ContainerArgs>;

export const probeFields = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

const actions = ["command", "httpGet", "tcpPort", "grpc"] as const;

const timings = [
  "initialDelaySeconds",
  "periodSeconds",
  "timeoutSeconds",
  "successThreshold",
  "failureThreshold",
] as const;

/** Reports an invalid restart policy, probe or lifecycle hook of a container. */
export function checkContainerLife(
  container: Container,
  isInit: boolean,
  path: string,
  report: Report,
): void {
  const { restartPolicy, lifecycle } = container;
  expectOneOf(restartPolicy, ["Always"], `${path}.restartPolicy`, report);
  if (restartPolicy !== undefined && !isInit) {
    const reason =
      "only valid for initContainers, which it makes sidecars; Kubernetes always restarts other containers";
    report(`${path}.restartPolicy`, reason, restartPolicy);
  }
  for (const field of [...probeFields, "lifecycle"] as const) {
    if (isInit && restartPolicy === undefined && container[field] !== undefined) {
      report(
        `${path}.${field}`,
        "only valid if restartPolicy is Always, which makes an init container a sidecar",
      );
    }
  }
  for (const field of probeFields) {
    const probe = container[field];
    if (probe !== undefined) {
      checkProbe(probe, field, `${path}.${field}`, report);
    }
  }
  if (lifecycle !== undefined) {
    checkLifecycle(lifecycle, `${path}.lifecycle`, report);
  }
}

function checkProbe(
  value: Unwrap<ContainerProbeArgs>,
  kind: (typeof probeFields)[number],
  path: string,
  report: Report,
): void {
  const given = expectObject(value, [...actions, ...timings], path, report);
  const { command, httpGet, tcpPort, grpc, successThreshold } = given;
  if (actions.filter((action) => given[action] !== undefined).length !== 1) {
    report(path, `must have exactly one of ${actions.join(", ")}`);
  }
  const port = "a whole number from 1 to 65535";
  if (command !== undefined) {
    expectStrings(expectList(command, `${path}.command`, report), `${path}.command`, report);
  }
  expect(tcpPort, isPort, `${path}.tcpPort`, port, report);
  if (httpGet !== undefined) {
    const request = expectObject(httpGet, ["path", "port", "scheme"], `${path}.httpGet`, report);
    const isPath = (text: unknown) => isString(text) && text.startsWith("/");
    expect(request.path, isPath, `${path}.httpGet.path`, "a path that begins with /", report);
    expect(request.port ?? 0, isPort, `${path}.httpGet.port`, port, report);
    expectOneOf(request.scheme, HttpScheme, `${path}.httpGet.scheme`, report);
  }
  if (grpc !== undefined) {
    expect(expectMap(grpc, `${path}.grpc`, report).port ?? 0, isPort, `${path}.grpc.port`, port, report);
  }
  for (const field of timings) {
    const least = field === "initialDelaySeconds" ? 0 : 1;
    const isWhole = (count: number) => Number.isInteger(count) && count >= least;
    expect(given[field], isWhole, `${path}.${field}`, `a whole number of at least ${least}`, report);
  }
  if (kind !== "readinessProbe" && successThreshold !== undefined && successThreshold !== 1) {
    report(
      `${path}.successThreshold`,
      "must be 1; only a readinessProbe supports other values",
      successThreshold,
    );
  }
}

/** The hooks of a container. Reports invalid ones. */
export function checkLifecycle(
  value: Unwrap<LifecycleArgs>,
  path: string,
  report: Report,
): Unwrap<LifecycleArgs> {
  const hooks = withoutAbsent(expectObject(value, ["postStart", "preStop"], path, report));
  for (const [hook, command] of Object.entries(hooks)) {
    const at = `${path}.${hook}`;
    expectStrings(expectList(command, at, report), at, report);
  }
  return hooks;
}
