import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { discoveryEnvironment } from "../emqx/discovery";
import { tlsDirectory } from "../emqx/listeners";
import { type ReleaseLine, statusPath } from "../emqx/releaseLine";
import { DiscoveryStrategy } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import type { Environment } from "../settings/environment";
import type { Persistence } from "../settings/persistence";
import { configMapName } from "./configMap";
import { credentials, credentialSecretName } from "./credentials";
import { annotations, labels, objectMeta, selectorLabels } from "./metadata";
import { headlessServiceName, podPorts } from "./services";

type EnvVar = types.input.core.v1.EnvVar;
type Volume = types.input.core.v1.Volume;
type VolumeMount = types.input.core.v1.VolumeMount;

const dataVolume = "emqx-data";
const tlsVolume = "tls";

/** The nodes of the cluster. */
export function statefulSetArgs(settings: Settings): types.input.apps.v1.StatefulSet {
  const { name, persistence } = settings;
  return {
    metadata: objectMeta(settings, name),
    spec: {
      replicas: settings.replicas,
      serviceName: headlessServiceName(name),
      // After a full stop each node waits for the others' tables: one after the other, the first would wait for ever.
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate" },
      selector: { matchLabels: selectorLabels(name) },
      template: {
        metadata: { labels: labels(settings), annotations: annotations(settings) },
        spec: podSpec(settings),
      },
      volumeClaimTemplates: persistence.apply((given) => claimTemplates(name, given)),
      persistentVolumeClaimRetentionPolicy: persistence.apply((given) => retentionPolicy(given)!),
    },
  };
}

function podSpec(settings: Settings): types.input.core.v1.PodSpec {
  return {
    serviceAccountName: settings.name,
    automountServiceAccountToken: settings.strategy === DiscoveryStrategy.K8s,
    // Or a Service called emqx would put EMQX_PORT and more into the broker's own environment.
    enableServiceLinks: false,
    // A broker hands its sessions over when it stops: Kubernetes' 30 s can be too short.
    terminationGracePeriodSeconds: 120,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container(settings)],
    volumes: pulumi
      .all([settings.persistence, settings.tlsSecret])
      .apply(([persistence, tlsSecret]) => volumes(persistence, tlsSecret)),
  };
}

function container(settings: Settings): types.input.core.v1.Container {
  const { line } = settings;
  return {
    name: "emqx",
    image: settings.image,
    ports: pulumi.all([line, settings.listeners]).apply(([release, listeners]) =>
      podPorts(release, listeners).map(({ name, port }) => ({
        name,
        containerPort: port,
        protocol: "TCP",
      })),
    ),
    env: environment(settings),
    envFrom: pulumi
      .all([settings.environment, configMapName(settings)])
      .apply(([{ secrets }, configMapName]) => [
        // The later wins: what the user's Secrets say over the component's defaults.
        { configMapRef: { name: configMapName } },
        ...secrets.map((secret) => ({ secretRef: { name: secret } })),
      ]),
    resources: settings.resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: line.apply(({ writesInstallation }) => !writesInstallation),
    },
    // Five minutes for a slow start, as a node waits for its tables; then restart, as it hangs.
    startupProbe: { ...statusProbe(line), periodSeconds: 5, failureThreshold: 60 },
    readinessProbe: { ...statusProbe(line), periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...statusProbe(line), periodSeconds: 20, failureThreshold: 6 },
    volumeMounts: line.apply((release) => volumeMounts(release, settings.tlsSecret !== undefined)),
  };
}

function statusProbe(line: pulumi.Output<ReleaseLine>) {
  return { httpGet: { path: statusPath, port: line.managementPort }, timeoutSeconds: 5 };
}

/** The container's variables. Kubernetes expands `$(…)` of those that come earlier in the list. */
function environment(settings: Settings): pulumi.Output<EnvVar[]> {
  return pulumi
    .all([
      settings.line,
      settings.discovery,
      settings.clusterDomain,
      settings.environment,
      settings.credentials.dashboardUsername,
      credentialSecretName(settings, "cookie"),
      credentialSecretName(settings, "dashboardPassword"),
    ])
    .apply(([line, discovery, clusterDomain, given, username, cookieSecret, passwordSecret]) => [
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      fromSecret(line.keys.cookie, cookieSecret, credentials.cookie.key),
      ...line.keys.username.map((name) => ({ name, value: username })),
      ...line.keys.password.map((name) =>
        fromSecret(name, passwordSecret, credentials.dashboardPassword.key),
      ),
      ...secretVariables(given),
      ...Object.entries(
        discoveryEnvironment(line, discovery, {
          podName: "$(POD_NAME)",
          headlessService: headlessServiceName(settings.name),
          namespace: "$(POD_NAMESPACE)",
          clusterDomain,
        }),
      ).map(([name, value]) => ({ name, value })),
    ]);
}

function secretVariables({ secretKeys }: Environment): EnvVar[] {
  return Object.entries(secretKeys)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, reference]) => fromSecret(name, reference.name, reference.key));
}

function fromSecret(name: string, secret: string, key: string): EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

/** Besides its volume of data, a node writes logs and temporary files. */
function volumes({ enabled }: Persistence, tlsSecret: string | undefined): Volume[] {
  return [
    ...(enabled ? [] : [{ name: dataVolume, emptyDir: {} }]),
    { name: "log", emptyDir: {} },
    { name: "tmp", emptyDir: {} },
    ...(tlsSecret === undefined
      ? []
      : [{ name: tlsVolume, secret: { secretName: tlsSecret, defaultMode: 0o440 } }]),
  ];
}

function volumeMounts({ dataDirectory }: ReleaseLine, hasTls: boolean): VolumeMount[] {
  return [
    { name: dataVolume, mountPath: dataDirectory },
    { name: "log", mountPath: "/opt/emqx/log" },
    { name: "tmp", mountPath: "/tmp" },
    ...(hasTls ? [{ name: tlsVolume, mountPath: tlsDirectory, readOnly: true }] : []),
  ];
}

/** One claim for each pod. Only labels that never change: Kubernetes cannot change a template. */
function claimTemplates(name: string, persistence: Persistence): types.input.core.v1.PersistentVolumeClaim[] {
  const { enabled, size, storageClassName, accessModes } = persistence;
  if (!enabled) {
    return [];
  }
  return [
    {
      metadata: { name: dataVolume, labels: selectorLabels(name) },
      spec: { accessModes, storageClassName, resources: { requests: { storage: size } } },
    },
  ];
}

function retentionPolicy({ enabled, whenDeleted, whenScaled }: Persistence) {
  return enabled ? { whenDeleted, whenScaled } : undefined;
}
