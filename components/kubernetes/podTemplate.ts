import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { variableText } from "../emqx/configuration";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { Settings } from "../settings";
import type { NodeGroup } from "../settings/replicants";
import { tlsOptions } from "../settings/tls";
import { variables, variableSources } from "./environment";
import { lifecycle, terminationGracePeriod } from "./lifecycle";
import { annotations, labels, selectorLabels } from "./metadata";
import { probes } from "./probes";
import { schedulingSpec } from "./scheduling";
import { containerSecurityContext, podSecurityContext } from "./security";
import { podPorts } from "./ports";
import { userContainers } from "./userContainers";
import { mountedVolumes } from "./volumes";
import { whenKnown } from "../eventual";

type Container = types.input.core.v1.Container;
type EnvVar = pulumi.Unwrap<types.input.core.v1.EnvVar>;

/** The name of the container that runs the broker. */
export const brokerContainer = "emqx";

/** The pod template of a group of nodes. */
export function podTemplate(settings: Settings, group: NodeGroup): types.input.core.v1.PodTemplateSpec {
  const { role, pods } = group;
  return {
    metadata: {
      labels: whenKnown([labels(settings), pods.labels], (all, own) => ({
        ...all,
        ...own,
        ...selectorLabels(settings.name, role),
      })),
      annotations: annotations(settings, pods.annotations),
    },
    spec: podSpec(settings, group),
  };
}

function podSpec(settings: Settings, group: NodeGroup): types.input.core.v1.PodSpec {
  const { name, imagePullSecrets } = settings;
  const { role, pods, scheduling } = group;
  const { hostAliases, dnsPolicy, dnsConfig, runtimeClassName } = pods.asGiven;
  return {
    serviceAccountName: settings.serviceAccount.name,
    automountServiceAccountToken: settings.asksKubernetes,
    // Otherwise a Service named emqx would add EMQX_PORT and others to the broker's environment.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: terminationGracePeriod(settings, pods, role),
    securityContext: whenKnown([pods.securityContext, pods.userIds], (given, userIds) =>
      podSecurityContext(given, userIds),
    ),
    imagePullSecrets:
      imagePullSecrets &&
      whenKnown([imagePullSecrets], (names: string[] | undefined) =>
        names === undefined ? undefined! : names.map((secret) => ({ name: secret })),
      ),
    ...{ hostAliases, dnsPolicy, dnsConfig, runtimeClassName },
    ...schedulingSpec(scheduling, selectorLabels(name, role)),
    initContainers: whenKnown([pods.initContainers], (given) => userContainers(given)!),
    containers: whenKnown([pods.extraContainers], (given) => [
      container(settings, group),
      ...(userContainers(given) ?? []),
    ]),
    volumes: whenKnown([pods.volumes], (given) =>
      // Not pulumi.all: a single unknown Secret name would make all volumes unknown.
      whenKnown([mountedVolumes(settings, group)], (mounted) => [
        ...mounted.flatMap(({ volume }) => (volume === undefined ? [] : [volume])),
        ...given,
      ]),
    ),
  };
}

function container(settings: Settings, group: NodeGroup): Container {
  const { role, resources, pods } = group;
  const { line } = settings;
  const { command, args } = pods.asGiven;
  return {
    name: brokerContainer,
    image: settings.image,
    imagePullPolicy: settings.imagePullPolicy,
    ...{ command, args },
    ports: whenKnown([line, settings.listeners, tlsOptions(settings)], (release, listeners, tls) =>
      podPorts(release, listeners, tls).map(({ name, port, protocol }) => ({
        name,
        containerPort: port,
        protocol,
      })),
    ),
    env: whenKnown([line, variables(settings, role), pods.env], (release, own, given) => [
      ...own,
      ...given.map((variable) => literal(release, variable)),
    ]),
    envFrom: variableSources(settings),
    resources,
    securityContext: whenKnown([line, pods.containerSecurityContext], ({ writesInstallation }, given) =>
      containerSecurityContext(given, !writesInstallation),
    ),
    ...probes(settings),
    // Shows the last log lines of a failed container in its status.
    terminationMessagePolicy: "FallbackToLogsOnError",
    lifecycle: lifecycle(settings, pods, role),
    volumeMounts: whenKnown([pods.volumeMounts], (given) =>
      whenKnown([mountedVolumes(settings, group)], (mounted) => [
        ...mounted.map(({ mount }) => mount),
        ...given,
      ]),
    ),
  };
}

/** A variable of the user, with its text quoted if EMQX would read it differently. */
function literal(line: ReleaseLine, variable: EnvVar): EnvVar {
  const { name, value } = variable;
  return value === undefined ? variable : { ...variable, value: variableText(line, name, value) };
}
