import type { types } from "@pulumi/kubernetes";
import { discoveryEnvironment } from "../emqx/discovery";
import { licenseDirectory, licenseFile, licenseVariable } from "../emqx/license";
import { type NodeRole, replicantEnvironment } from "../emqx/nodeRole";
import type { Settings } from "../settings";
import type { SecretKey } from "../settings/checks";
import type { Environment } from "../settings/environment";
import { accessVariables } from "./access";
import { configMapName } from "./configMap";
import { credentialSource } from "./credentials";
import { licenseSource } from "./license";
import { headlessServiceName } from "./services";
import { type Eventual, whenKnown } from "../eventual";

type EnvVar = types.input.core.v1.EnvVar;
type EnvFromSource = types.input.core.v1.EnvFromSource;

/** The broker's variables. Kubernetes expands `$(…)` only for variables earlier in the list. */
export function variables(settings: Settings, role: NodeRole): Eventual<EnvVar[]> {
  return whenKnown(
    [
      settings.line,
      settings.discovery,
      settings.clusterDomain,
      settings.environment,
      settings.credentials.dashboardUsername,
      credentialSource(settings, "cookie"),
      credentialSource(settings, "dashboardPassword"),
      licenseVariables(settings),
      accessVariables(settings),
    ],
    (line, discovery, clusterDomain, given, username, cookie, password, license, access) => [
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      ...(role === "replicant"
        ? [{ name: "EMQX_HOST", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }]
        : []),
      fromSecret(line.keys.cookie, cookie),
      ...line.keys.username.map((name) => ({ name, value: username })),
      ...line.keys.password.map((name) => fromSecret(name, password)),
      ...license,
      ...access,
      ...secretVariables(given),
      ...Object.entries({
        ...discoveryEnvironment(line, discovery, {
          podName: "$(POD_NAME)",
          headlessService: headlessServiceName(settings.name),
          namespace: "$(POD_NAMESPACE)",
          clusterDomain,
        }),
        ...(role === "replicant" ? replicantEnvironment(line, "$(EMQX_HOST)") : {}),
      }).map(([name, value]) => ({ name, value })),
    ],
  );
}

/** The sources of further variables. The last one wins, so the user's Secrets override the component's defaults. */
export function variableSources(settings: Settings): Eventual<EnvFromSource[]> {
  return whenKnown([settings.environment, configMapName(settings)], ({ secrets }, configMap) => [
    { configMapRef: { name: configMap } },
    ...secrets.map((secret) => ({ secretRef: { name: secret } })),
  ]);
}

/** The variable with the licence, or with the path of its file. */
function licenseVariables(settings: Settings): Eventual<EnvVar[]> {
  const { license, line } = settings;
  if (license === undefined) {
    return [];
  }
  return whenKnown([line, licenseSource(settings, license)], ({ readsLicenseFile }, source) => [
    readsLicenseFile
      ? { name: licenseVariable, value: `file://${licenseDirectory}/${licenseFile}` }
      : fromSecret(licenseVariable, source),
  ]);
}

function secretVariables({ secretKeys }: Environment): EnvVar[] {
  return Object.entries(secretKeys)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, reference]) => fromSecret(name, reference));
}

function fromSecret(name: string, { name: secret, key }: SecretKey): EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
