import { posix } from "node:path";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  type ContainerArgs,
  DnsPolicy,
  ImagePullPolicy,
  type LifecycleArgs,
  type PodArgs,
  UserIds,
} from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectEntries,
  expectList,
  expectMap,
  expectObject,
  expectOneOf,
  expectStrings,
  isDnsLabelName,
  isDnsSubdomain,
  isString,
  type Report,
  withDefault,
  withoutAbsent,
} from "./checks";
import { scriptsDirectory } from "../emqx/scripts";
import { checkContainerLife, checkLifecycle, probeFields } from "./containers";
import { resolveAnnotations, resolveLabels } from "./metadata";
import { findLine, type releaseSource } from "./release";
import { refuseSecret, refuseSecrets } from "./secrecy";
import { checkReadable } from "./settingValues";
import type { Eventual } from "../eventual";

type Known<T> = pulumi.Unwrap<T>;

/** Settings of the pods apart from EMQX itself. Omitted arguments become empty values. */
export interface Pods {
  labels: Eventual<Record<string, string>>;
  annotations: Eventual<Record<string, string>>;
  userIds: Eventual<UserIds>;
  securityContext: Eventual<Known<types.input.core.v1.PodSecurityContext>>;
  containerSecurityContext: Eventual<Known<types.input.core.v1.SecurityContext>>;
  initContainers: Eventual<Known<ContainerArgs>[]>;
  extraContainers: Eventual<Known<ContainerArgs>[]>;
  volumes: Eventual<Known<types.input.core.v1.Volume>[]>;
  volumeMounts: Eventual<Known<types.input.core.v1.VolumeMount>[]>;
  env: Eventual<Known<types.input.core.v1.EnvVar>[]>;
  lifecycle: Eventual<Known<LifecycleArgs>>;
  terminationGracePeriodSeconds: Eventual<number>;
  /** Fields that are copied to the pod unchanged. */
  asGiven: Pick<PodArgs, "command" | "args" | "hostAliases" | "dnsPolicy" | "dnsConfig" | "runtimeClassName">;
}

/** Names and mount paths that the component uses itself. */
const own = {
  containers: ["emqx"],
  volumes: [
    "emqx-data",
    "log",
    "tmp",
    "tls",
    "client-ca",
    "psk",
    "api-keys",
    "license",
    "files",
    "existing-files",
    "plugins",
    "scripts",
  ],
  mountPaths: ["/opt/emqx/data", "/opt/emqx/data/mnesia", scriptsDirectory],
};

const podFields: (keyof PodArgs)[] = [
  "labels",
  "annotations",
  "userIds",
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
  ...probeFields,
  "lifecycle",
];

/** The pods of a group of nodes. `path` is the path of the argument. */
export function resolvePods(
  checks: Checks,
  args: PodArgs = {},
  path: string,
  release: ReturnType<typeof releaseSource>,
): Pods {
  const plain = checks.plain(args, path, (value, report) => expectObject(value, podFields, path, report));
  const given = refuseSecretsIn(checks, plain, path);
  const { command, args: commandArgs, hostAliases, dnsPolicy, dnsConfig, runtimeClassName } = given;
  return {
    labels: checks.resolve(withDefault(given.labels, {}), (value, report) =>
      resolveLabels(value, report, `${path}.labels`),
    ),
    annotations: checks.resolve(withDefault(given.annotations, {}), (value, report) =>
      resolveAnnotations(value, `${path}.annotations`, report),
    ),
    userIds: checks.resolve({ userIds: given.userIds ?? UserIds.Fixed, release }, (value, report) => {
      expectOneOf(value.userIds, UserIds, `${path}.userIds`, report);
      if (value.userIds === UserIds.Assigned && findLine(value.release)?.writesInstallation) {
        const reason =
          "EMQX 4.x writes to its installation directory as user 1000; use fixed, or a later image";
        report(`${path}.userIds`, reason, value.userIds);
      }
      return value.userIds;
    }),
    securityContext: object(checks, given.securityContext, `${path}.securityContext`),
    containerSecurityContext: object(
      checks,
      given.containerSecurityContext,
      `${path}.containerSecurityContext`,
    ),
    initContainers: containers(checks, given.initContainers, `${path}.initContainers`, true),
    extraContainers: containers(checks, given.extraContainers, `${path}.extraContainers`, false),
    volumes: list(checks, given.volumes, `${path}.volumes`, ({ name }, at, report) =>
      checkName(name, own.volumes, at, "volumes", report),
    ),
    volumeMounts: list(checks, given.volumeMounts, `${path}.volumeMounts`, (mount, at, report) => {
      expect(mount.name ?? "", isDnsLabelName, `${at}.name`, "the name of a volume", report);
      const isFree = (place: string) =>
        isString(place) && place.startsWith("/") && !own.mountPaths.includes(posix.resolve(place));
      const accepted = "an absolute path that the component does not mount itself";
      expect(mount.mountPath ?? "", isFree, `${at}.mountPath`, accepted, report);
    }),
    env: list(checks, given.env, `${path}.env`, (variable, at, report) => {
      checkVariable(variable, at, report);
      checkReadable(variable.value, `${at}.value`, report);
    }),
    lifecycle: checks.resolve(withDefault(given.lifecycle, {}), (value, report) =>
      checkLifecycle(value, `${path}.lifecycle`, report),
    ),
    terminationGracePeriodSeconds: checks.resolve(
      withDefault(given.terminationGracePeriodSeconds, 120),
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
      command: optionalStrings(checks, command, `${path}.command`),
      args: optionalStrings(checks, commandArgs, `${path}.args`),
      hostAliases:
        hostAliases === undefined ? undefined : list(checks, hostAliases, `${path}.hostAliases`, () => {}),
      dnsPolicy: checks.optional(dnsPolicy, (value, report) => {
        expectOneOf(value, DnsPolicy, `${path}.dnsPolicy`, report);
        return value;
      }),
      dnsConfig: checks.optional(dnsConfig, (value, report) => {
        expectEntries(value, `${path}.dnsConfig`, report);
        return expectMap(value, `${path}.dnsConfig`, report);
      }),
      runtimeClassName: checks.optional(runtimeClassName, (value, report) => {
        expect(value, isDnsSubdomain, `${path}.runtimeClassName`, "the name of a RuntimeClass", report);
        return value;
      }),
    }),
  };
}

/** The image pull policy. Reports an invalid one. */
export function checkPullPolicy(value: ImagePullPolicy, report: Report): ImagePullPolicy {
  expectOneOf(value, ImagePullPolicy, "imagePullPolicy", report);
  return value;
}

function object<T extends object>(checks: Checks, value: pulumi.Input<T> | undefined, path: string) {
  return checks.resolve(withDefault(value, {} as T), (known, report) => {
    expectEntries(known, path, report);
    return expectMap(known, path, report);
  }) as unknown as Eventual<pulumi.Unwrap<T>>;
}

function list<T extends object>(
  checks: Checks,
  value: pulumi.Input<pulumi.Input<T>[]> | undefined,
  path: string,
  check: (entry: pulumi.Unwrap<T>, path: string, report: Report) => void,
) {
  return checks.resolve(withDefault(value, []), (known, report) => {
    const entries = expectList(known as pulumi.Unwrap<T>[], path, report);
    entries.forEach((entry, index) => {
      const at = `${path}[${index}]`;
      check(expectMap(entry as object, at, report) as pulumi.Unwrap<T>, at, report);
      expectEntries(entry, at, report);
    });
    return entries;
  });
}

function optionalStrings(
  checks: Checks,
  value: pulumi.Input<pulumi.Input<string>[]> | undefined,
  path: string,
) {
  return checks.optional(value, (known, report) => {
    expectStrings(expectList(known, path, report), path, report);
    return known;
  });
}

function containers(
  checks: Checks,
  value: PodArgs["extraContainers"],
  path: string,
  isInit: boolean,
): Eventual<Known<ContainerArgs>[]> {
  return list<ContainerArgs>(checks, value, path, (container, at, report) => {
    expectObject(container, containerFields, at, report);
    expectMap(container.securityContext ?? {}, `${at}.securityContext`, report);
    expectList(container.env ?? [], `${at}.env`, report).forEach((variable, index) =>
      checkVariable(expectMap(variable, `${at}.env[${index}]`, report), `${at}.env[${index}]`, report),
    );
    checkName(container.name, own.containers, at, "containers", report);
    expect(
      container.image ?? "",
      (image) => isString(image) && image !== "",
      `${at}.image`,
      "an image",
      report,
    );
    expectOneOf(container.imagePullPolicy, ImagePullPolicy, `${at}.imagePullPolicy`, report);
    checkContainerLife(container, isInit, at, report);
  });
}

function checkName(name: string, taken: string[], path: string, kind: string, report: Report): void {
  expect(name ?? "", isDnsLabelName, `${path}.name`, "a DNS label", report);
  if (taken.includes(name)) {
    report(`${path}.name`, `reserved for one of the component's ${kind}; use another name`, name);
  }
}

function checkVariable(
  { name, value }: Known<types.input.core.v1.EnvVar>,
  path: string,
  report: Report,
): void {
  expect(
    name ?? "",
    (given) => isString(given) && given !== "",
    `${path}.name`,
    "the name of a variable",
    report,
  );
  expect(value, isString, `${path}.value`, "a string", report);
}

/** Alternatives for secrets, for messages. */
export const podSecrets = "a Secret: with valueFrom: { secretKeyRef }, secretEnv or a volume";

/** Reports secrets that would be stored in plain text. Checks containers field by field. */
function refuseSecretsIn(checks: Checks, pods: PodArgs, path: string): PodArgs {
  const { initContainers, extraContainers, ...others } = pods;
  return {
    ...refuseSecrets(checks, others, path, podSecrets),
    initContainers: refuseSecretsOf(checks, initContainers, `${path}.initContainers`),
    extraContainers: refuseSecretsOf(checks, extraContainers, `${path}.extraContainers`),
  };
}

function refuseSecretsOf(checks: Checks, containers: PodArgs["extraContainers"], path: string) {
  return Array.isArray(containers)
    ? containers.map((container, index) =>
        typeof container === "object" && container !== null
          ? refuseSecrets(checks, container, `${path}[${index}]`, podSecrets)
          : container,
      )
    : containers && refuseSecret(checks, containers, path, podSecrets);
}
