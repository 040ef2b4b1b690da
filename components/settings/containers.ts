import type { types } from "@pulumi/kubernetes";
import {
  type ContainerArgs,
  type ContainerProbeArgs,
  type HttpGetArgs,
  HttpScheme,
  ImagePullPolicy,
  type LifecycleArgs,
} from "../emqxClusterArgs";
import { isString, type Report } from "./checks";
import { anyObject, checkEntries, list, object, strings } from "./rules/collections";
import { isDnsLabelName } from "./rules/formats";
import { type Known, optional, required, type Rule, unchecked } from "./rules/rule";
import { anyString, atLeast, oneOf, port, text } from "./rules/scalars";

export const probeFields = ["startupProbe", "readinessProbe", "livenessProbe"] as const;

const actions = ["command", "httpGet", "tcpPort", "grpc"] as const;

const isPath = (given: string) => isString(given) && given.startsWith("/");

const grpc: Rule<Known<types.input.core.v1.GRPCAction>> = (given, path, report) => {
  const complete = anyObject<Known<types.input.core.v1.GRPCAction>>()(given, path, report);
  required(port, 0)(complete.port, `${path}.port`, report);
  return complete;
};

const probeRule = object<ContainerProbeArgs>()({
  command: strings,
  httpGet: optional(
    object<HttpGetArgs>()({
      path: text(isPath, "a path that begins with /"),
      port: required(port, 0),
      scheme: oneOf(HttpScheme),
    }),
  ),
  tcpPort: port,
  grpc: optional(grpc),
  initialDelaySeconds: atLeast(0),
  periodSeconds: atLeast(1),
  timeoutSeconds: atLeast(1),
  successThreshold: atLeast(1),
  failureThreshold: atLeast(1),
});

/** A probe of a container. `thresholds` is false for probes that support only one success. */
function probe(thresholds: boolean): Rule<Known<ContainerProbeArgs>, Known<ContainerProbeArgs> | undefined> {
  return (given, path, report) => {
    if (given === undefined) {
      return undefined;
    }
    const complete = probeRule(given, path, report);
    const { successThreshold } = complete;
    if (actions.filter((action) => complete[action] !== undefined).length !== 1) {
      report(path, `must have exactly one of ${actions.join(", ")}`);
    }
    if (!thresholds && successThreshold !== undefined && successThreshold !== 1) {
      const reason = "must be 1; only a readinessProbe supports other values";
      report(`${path}.successThreshold`, reason, successThreshold);
    }
    return complete;
  };
}

/** The hooks of a container. */
export const lifecycle = object<LifecycleArgs>()({ postStart: strings, preStop: strings });

const variableName = required(text((given) => isString(given) && given !== "", "the name of a variable"));

/** A variable of a container. Other fields, such as `valueFrom`, are not checked. */
export const variable: Rule<Known<types.input.core.v1.EnvVar>> = (given, path, report) => {
  const complete = anyObject<Known<types.input.core.v1.EnvVar>>()(given, path, report);
  variableName(complete.name, `${path}.name`, report);
  anyString(complete.value, `${path}.value`, report);
  return complete;
};

/** The name of a container or volume, which the component does not use itself. */
export function freeName(taken: string[], kind: string): Rule<string> {
  return (given, path, report) => {
    if (taken.includes(given!)) {
      report(path, `reserved for one of the component's ${kind}; use another name`, given);
    }
    return required(text(isDnsLabelName, "a DNS label"))(given, path, report);
  };
}

const containerFields = object<ContainerArgs>()({
  name: freeName(["emqx"], "containers"),
  image: required(text((given) => isString(given) && given !== "", "an image")),
  imagePullPolicy: oneOf(ImagePullPolicy),
  command: unchecked(),
  args: unchecked(),
  workingDir: unchecked(),
  env: list(variable),
  envFrom: unchecked(),
  ports: unchecked(),
  resources: unchecked(),
  volumeMounts: unchecked(),
  securityContext: optional(anyObject<Known<types.input.core.v1.SecurityContext>>()),
  restartPolicy: oneOf(["Always"]),
  startupProbe: probe(false),
  readinessProbe: probe(true),
  livenessProbe: probe(false),
  lifecycle: optional(lifecycle),
});

/** Containers beside the broker. `isInit` is true for init containers. */
export function containers(isInit: boolean): Rule<Known<ContainerArgs>[], Known<ContainerArgs>[]> {
  const container: Rule<Known<ContainerArgs>> = (given, path, report) => {
    const complete = containerFields(given, path, report);
    checkRestartPolicy(complete, isInit, path, report);
    checkEntries(given, path, report);
    return complete;
  };
  return list(container, []);
}

/** Reports what only sidecars support: init containers that always restart. */
function checkRestartPolicy(
  container: Known<ContainerArgs>,
  isInit: boolean,
  path: string,
  report: Report,
): void {
  const { restartPolicy } = container;
  if (restartPolicy !== undefined && !isInit) {
    const reason =
      "only valid for initContainers, which it makes sidecars; Kubernetes always restarts other containers";
    report(`${path}.restartPolicy`, reason, restartPolicy);
  }
  for (const field of [...probeFields, "lifecycle"] as const) {
    if (isInit && restartPolicy === undefined && container[field] !== undefined) {
      const reason = "only valid if restartPolicy is Always, which makes an init container a sidecar";
      report(`${path}.${field}`, reason);
    }
  }
}
