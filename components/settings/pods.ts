import { posix } from "node:path";
import type { types } from "@pulumi/kubernetes";
import type { ReleaseLine } from "../emqx/releaseLine";
import { scriptsDirectory } from "../emqx/scripts";
import { DnsPolicy, type PodArgs, UserIds } from "../emqxClusterArgs";
import { type Eventual, isLater } from "../eventual";
import { type Checks, isString, type Report, withoutAbsent } from "./checks";
import { containers, freeName, lifecycle, variable } from "./containers";
import { annotations, labels } from "./metadata";
import { anyObject, list, strings } from "./rules/collections";
import { isDnsLabelName } from "./rules/formats";
import { group, type Part } from "./rules/parts";
import { type Known, optional, required, type Rule } from "./rules/rule";
import { atLeast, objectName, oneOf, text } from "./rules/scalars";
import { refuseSecret, refuseSecrets } from "./secrecy";
import { checkReadable } from "./settingValues";

type Volume = Known<types.input.core.v1.Volume>;
type VolumeMount = Known<types.input.core.v1.VolumeMount>;
type EnvVar = Known<types.input.core.v1.EnvVar>;

/** Settings of the pods apart from EMQX itself. Omitted arguments become empty values. */
export type Pods = ReturnType<typeof podSettings>;

/** Names and mount paths that the component uses itself. */
const ownVolumes = [
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
];
const ownMountPaths = ["/opt/emqx/data", "/opt/emqx/data/mnesia", scriptsDirectory];

const volume: Rule<Volume> = (given, path, report) => {
  const complete = anyObject<Volume>()(given, path, report);
  freeName(ownVolumes, "volumes")(complete.name, `${path}.name`, report);
  return complete;
};

const isFree = (place: string) =>
  isString(place) && place.startsWith("/") && !ownMountPaths.includes(posix.resolve(place));
const volumeName = required(text(isDnsLabelName, "the name of a volume"));
const mountPath = required(text(isFree, "an absolute path that the component does not mount itself"));

const volumeMount: Rule<VolumeMount> = (given, path, report) => {
  const complete = anyObject<VolumeMount>()(given, path, report);
  volumeName(complete.name, `${path}.name`, report);
  mountPath(complete.mountPath, `${path}.mountPath`, report);
  return complete;
};

/** A variable of the broker. */
const brokerVariable: Rule<EnvVar> = (given, path, report) => {
  const complete = variable(given, path, report);
  checkReadable(complete.value, `${path}.value`, report);
  return complete;
};

const fields = group<PodArgs>()({
  labels,
  annotations,
  userIds: oneOf(UserIds, UserIds.Fixed),
  securityContext: anyObject<Known<types.input.core.v1.PodSecurityContext>>(),
  containerSecurityContext: anyObject<Known<types.input.core.v1.SecurityContext>>(),
  initContainers: containers(true),
  extraContainers: containers(false),
  volumes: list(volume, []),
  volumeMounts: list(volumeMount, []),
  env: list(brokerVariable, []),
  command: strings,
  args: strings,
  lifecycle,
  terminationGracePeriodSeconds: atLeast(0, 120),
  hostAliases: list(anyObject<Known<types.input.core.v1.HostAlias>>()),
  dnsPolicy: oneOf(DnsPolicy),
  dnsConfig: optional(anyObject<Known<types.input.core.v1.PodDNSConfig>>()),
  runtimeClassName: objectName("the name of a RuntimeClass"),
});

type CompletePods = ReturnType<typeof fields.complete>;

/** The pods of a group of nodes. */
export const pods: Part<Known<PodArgs>, CompletePods> = {
  complete: (given, path, checks) =>
    fields.complete(refuseSecretsIn(checks, given as PodArgs, path), path, checks),
};

/** The settings of the pods. `path` is the path of the argument. */
export function podSettings(
  checks: Checks,
  complete: CompletePods,
  path: string,
  line: Eventual<ReleaseLine | undefined>,
) {
  const { labels, annotations, securityContext, containerSecurityContext, lifecycle, ...others } = complete;
  const { initContainers, extraContainers, volumes, volumeMounts, env, ...scalars } = others;
  const { userIds, terminationGracePeriodSeconds, ...asGiven } = scalars;
  return {
    ...{ labels, annotations, securityContext, containerSecurityContext, lifecycle },
    ...{ initContainers, extraContainers, volumes, volumeMounts, env, terminationGracePeriodSeconds },
    userIds: checks.resolve({ userIds, line }, (value, report) => {
      checkUserIds(value.userIds, value.line, `${path}.userIds`, report);
      return value.userIds;
    }),
    /** Fields that are copied to the pod unchanged. */
    asGiven: withoutAbsent(asGiven),
  };
}

function checkUserIds(userIds: UserIds, line: ReleaseLine | undefined, path: string, report: Report): void {
  if (userIds === UserIds.Assigned && line?.writesInstallation) {
    const reason = "EMQX 4.x writes to its installation directory as user 1000; use fixed, or a later image";
    report(path, reason, userIds);
  }
}

/** Alternatives for secrets, for messages. */
export const podSecrets = "a Secret: with valueFrom: { secretKeyRef }, secretEnv or a volume";

/** Reports secrets that would be stored in plain text. Checks containers field by field. */
function refuseSecretsIn(checks: Checks, given: PodArgs | undefined, path: string): PodArgs | undefined {
  if (typeof given !== "object" || given === null || Array.isArray(given) || isLater(given)) {
    return given;
  }
  const { initContainers, extraContainers, ...others } = given;
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
