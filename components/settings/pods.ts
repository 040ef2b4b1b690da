import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { reservedBy } from "../emqx/reservedKeys";
import {
  type ContainerArgs,
  DnsPolicy,
  ImagePullPolicy,
  type LifecycleArgs,
  type PodArgs,
} from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectList,
  expectObject,
  expectOneOf,
  expectStrings,
  isDnsLabelName,
  isString,
  type Report,
  withoutAbsent,
} from "./checks";
import { resolveAnnotations, resolveLabels } from "./metadata";

type Known<T> = pulumi.Unwrap<T>;

/** The pods beyond the broker itself: each field as it was given, empty where it was not. */
export interface Pods {
  labels: pulumi.Output<Record<string, string>>;
  annotations: pulumi.Output<Record<string, string>>;
  securityContext: pulumi.Output<Known<types.input.core.v1.PodSecurityContext>>;
  containerSecurityContext: pulumi.Output<Known<types.input.core.v1.SecurityContext>>;
  initContainers: pulumi.Output<Known<ContainerArgs>[]>;
  extraContainers: pulumi.Output<Known<ContainerArgs>[]>;
  volumes: pulumi.Output<Known<types.input.core.v1.Volume>[]>;
  volumeMounts: pulumi.Output<Known<types.input.core.v1.VolumeMount>[]>;
  env: pulumi.Output<Known<types.input.core.v1.EnvVar>[]>;
  lifecycle: pulumi.Output<Known<LifecycleArgs>>;
  terminationGracePeriodSeconds: pulumi.Output<number>;
  /** Fields that the pod takes as they are. */
  asGiven: Pick<PodArgs, "command" | "args" | "hostAliases" | "dnsPolicy" | "dnsConfig" | "runtimeClassName">;
}

/** Names that the component gives to its own. */
const own = {
  containers: ["emqx"],
  volumes: ["emqx-data", "log", "tmp", "tls", "client-ca", "api-keys", "license", "files", "plugins"],
  mountPaths: ["/opt/emqx/data", "/opt/emqx/data/mnesia", "/opt/emqx/log", "/tmp"],
};

const podFields: (keyof PodArgs)[] = [
  "labels",
  "annotations",
  "securityContext",
  "containerSecurityContext",
  "initContainers",
  "extraContainers",
  "volumes",
  "volumeMounts",
  "env",
  "command",
  "args",
  "lifecycle",
  "terminationGracePeriodSeconds",
  "hostAliases",
  "dnsPolicy",
  "dnsConfig",
  "runtimeClassName",
];

const containerFields: (keyof ContainerArgs)[] = [
  "name",
  "image",
  "imagePullPolicy",
  "command",
  "args",
  "workingDir",
  "env",
  "envFrom",
  "ports",
  "resources",
  "volumeMounts",
  "securityContext",
  "restartPolicy",
];

/** `path` is the argument's name; `taken` are the variables that other arguments set. */
export function resolvePods(
  checks: Checks,
  args: PodArgs = {},
  path: string,
  taken: pulumi.Input<string[]>,
): Pods {
  const given = checks.plain(args, path, (value, report) => expectObject(value, podFields, path, report));
  const { command, args: commandArgs, hostAliases, dnsPolicy, dnsConfig, runtimeClassName } = given;
  return {
    labels: checks.resolve(given.labels ?? {}, (value, report) =>
      resolveLabels(value, report, `${path}.labels`),
    ),
    annotations: checks.resolve(given.annotations ?? {}, (value, report) =>
      resolveAnnotations(value, `${path}.annotations`, report),
    ),
    securityContext: object(checks, given.securityContext, `${path}.securityContext`),
    containerSecurityContext: object(
      checks,
      given.containerSecurityContext,
      `${path}.containerSecurityContext`,
    ),
    initContainers: containers(checks, given.initContainers, `${path}.initContainers`),
    extraContainers: containers(checks, given.extraContainers, `${path}.extraContainers`),
    volumes: list(checks, given.volumes, `${path}.volumes`, ({ name }, at, report) =>
      checkName(name, own.volumes, at, "volumes", report),
    ),
    volumeMounts: list(checks, given.volumeMounts, `${path}.volumeMounts`, (mount, at, report) => {
      expect(mount.name ?? "", isDnsLabelName, `${at}.name`, "the name of a volume", report);
      const isFree = (place: string) =>
        isString(place) && place.startsWith("/") && !own.mountPaths.includes(place);
      const accepted = "a path that begins with / and that the component does not mount itself";
      expect(mount.mountPath ?? "", isFree, `${at}.mountPath`, accepted, report);
    }),
    env: checks.resolve({ env: given.env ?? [], taken }, (value, report) => {
      const variables = expectList<Known<types.input.core.v1.EnvVar>>(value.env, `${path}.env`, report);
      variables.forEach((variable, index) =>
        checkVariable(variable.name, value.taken, `${path}.env[${index}].name`, report),
      );
      return variables;
    }),
    lifecycle: checks.resolve(given.lifecycle ?? {}, (value, report) => {
      const hooks = expectObject(value, ["postStart", "preStop"], `${path}.lifecycle`, report);
      for (const hook of ["postStart", "preStop"] as const) {
        expectStrings(
          expectList(hooks[hook] ?? [], `${path}.lifecycle.${hook}`, report),
          `${path}.lifecycle.${hook}`,
          report,
        );
      }
      return withoutAbsent(hooks);
    }),
    terminationGracePeriodSeconds: checks.resolve(
      given.terminationGracePeriodSeconds ?? 120,
      (value, report) => {
        const isWhole = (seconds: number) => Number.isInteger(seconds) && seconds >= 0;
        expect(
          value,
          isWhole,
          `${path}.terminationGracePeriodSeconds`,
          "a whole number of at least 0",
          report,
        );
        return value;
      },
    ),
    asGiven: withoutAbsent({
      command: optionalList(checks, command, `${path}.command`),
      args: optionalList(checks, commandArgs, `${path}.args`),
      hostAliases: optionalList(checks, hostAliases, `${path}.hostAliases`),
      dnsPolicy: checks.optional(dnsPolicy, (value, report) => {
        expectOneOf(value, DnsPolicy, `${path}.dnsPolicy`, report);
        return value;
      }),
      dnsConfig,
      runtimeClassName,
    }) as Pods["asGiven"],
  };
}

/** Names of image pull Secrets, and when to pull: for all pods. */
export function checkPullPolicy(value: ImagePullPolicy, report: Report): ImagePullPolicy {
  expectOneOf(value, ImagePullPolicy, "imagePullPolicy", report);
  return value;
}

function object<T extends object>(checks: Checks, value: pulumi.Input<T> | undefined, path: string) {
  return checks.resolve(value ?? {}, (known, report) =>
    expectObjectOfAnyKeys(known, path, report),
  ) as unknown as pulumi.Output<pulumi.Unwrap<T>>;
}

function expectObjectOfAnyKeys(value: object, path: string, report: Report): object {
  expect(
    value,
    (given) => typeof given === "object" && given !== null && !Array.isArray(given),
    path,
    "an object",
    report,
  );
  return value;
}

function list<T extends object>(
  checks: Checks,
  value: pulumi.Input<pulumi.Input<T>[]> | undefined,
  path: string,
  check: (entry: pulumi.Unwrap<T>, path: string, report: Report) => void,
) {
  return checks.resolve(value ?? [], (known, report) => {
    const entries = expectList(known as pulumi.Unwrap<T>[], path, report);
    entries.forEach((entry, index) => {
      const at = `${path}[${index}]`;
      check(expectObjectOfAnyKeys((entry ?? {}) as object, at, report) as pulumi.Unwrap<T>, at, report);
    });
    return entries;
  });
}

function optionalList<T>(checks: Checks, value: pulumi.Input<pulumi.Input<T>[]> | undefined, path: string) {
  return checks.optional(value, (known, report) => expectList(known as unknown[], path, report));
}

function containers(
  checks: Checks,
  value: PodArgs["extraContainers"],
  path: string,
): pulumi.Output<Known<ContainerArgs>[]> {
  return list<ContainerArgs>(checks, value, path, (container, at, report) => {
    expectObject(container, containerFields, at, report);
    checkName(container.name, own.containers, at, "containers", report);
    expect(
      container.image ?? "",
      (image) => isString(image) && image !== "",
      `${at}.image`,
      "an image",
      report,
    );
    expectOneOf(container.imagePullPolicy, ImagePullPolicy, `${at}.imagePullPolicy`, report);
  });
}

function checkName(name: string, taken: string[], path: string, kind: string, report: Report): void {
  expect(name ?? "", isDnsLabelName, `${path}.name`, "a DNS label", report);
  if (taken.includes(name)) {
    report(`${path}.name`, `the component has it for one of its own ${kind}; accepted: another`, name);
  }
}

function checkVariable(name: string, taken: string[], path: string, report: Report): void {
  expect(name ?? "", (given) => isString(given) && given !== "", path, "the name of a variable", report);
  const instead = reservedBy(String(name));
  if (instead !== undefined) {
    report(path, `set by the component; ${instead}`, name);
  }
  if (taken.includes(name)) {
    report(path, "given in env or secretEnv as well; accepted: one of them", name);
  }
}
