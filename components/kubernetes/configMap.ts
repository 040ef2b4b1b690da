import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { apiKeysEnvironment } from "../emqx/apiKeys";
import { authorizationEnvironment } from "../emqx/authorization";
import { sourcesEnvironment } from "../emqx/backends/authorization";
import { limitsEnvironment } from "../emqx/limits";
import { listenerEnvironment } from "../emqx/listenerEnvironment";
import { dashboardEnvironment, identityEnvironment, pskEnvironment } from "../emqx/tls";
import {
  fixedEnvironment,
  isSameVariable,
  logEnvironment,
  settingOf,
  settingPaths,
  variableText,
} from "../emqx/configuration";
import { metricsEnvironment } from "../emqx/metrics";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { Settings } from "../settings";
import type { Configuration } from "../settings/configuration";
import { tlsOptions } from "../settings/tls";
import { objectMeta } from "./metadata";
import { oncePerCluster } from "./once";
import { type Eventual, whenKnown } from "../eventual";

/** The ConfigMap with the broker's settings as environment. */
export function configMapArgs(settings: Settings) {
  return {
    metadata: objectMeta(settings, configMapName(settings)),
    immutable: true,
    // An output, because the SDK fails on a plain object with a key named toString.
    data: pulumi.output(configMapData(settings)),
  } satisfies types.input.core.v1.ConfigMap;
}

/** The name contains a hash of the content. A change creates a new ConfigMap, rolls the pods, and deletes the old one last. */
export const configMapName = oncePerCluster((settings) =>
  whenKnown([configMapData(settings)], (content) => `${settings.name}-config-${contentHash(content)}`),
);

const configMapData = oncePerCluster((settings): Eventual<Record<string, string>> => {
  const hasFixed = settings.configuration?.sources.own.fixed !== undefined;
  return whenKnown(
    [
      ...([
        settings.line,
        settings.listeners,
        settings.environment,
        tlsOptions(settings),
        settings.log,
        settings.isDualStack,
      ] as const),
      settings.configuration?.files,
      settings.authorization,
      settings.limits,
      isAuthenticated(settings),
      settings.authentication?.environment,
      settings.authorizationSources,
    ],
    (
      line,
      listeners,
      environment,
      tls,
      log,
      isDualStack,
      files,
      authorization,
      limits,
      authenticated,
      authentication,
      authorizationSources,
    ) => ({
      ...defaults(line, files, Object.keys(environment.clear)),
      ...logEnvironment(line, log),
      ...fixedEnvironment(hasFixed || files?.fixed !== undefined),
      ...(limits && limitsEnvironment(line, limits, listeners)),
      ...listenerEnvironment(line, listeners, tls, isDualStack),
      ...identityEnvironment(tls),
      ...dashboardEnvironment(line, tls, isDualStack),
      ...(settings.tls?.psk ? pskEnvironment() : {}),
      ...apiKeysEnvironment(line),
      ...metricsEnvironment(line, authenticated),
      ...authentication?.variables,
      ...sourcesEnvironment(authorizationSources),
      ...(authorization && authorizationEnvironment(line, authorization)),
      ...Object.fromEntries(
        Object.entries(environment.clear).map(([name, text]) => [name, variableText(line, name, text)]),
      ),
    }),
  );
});

/** Whether Prometheus logs in to read metrics. */
function isAuthenticated({ monitoring }: Settings): Eventual<boolean> {
  const monitor = monitoring.serviceMonitor ?? monitoring.podMonitor;
  return whenKnown([monitor], (given) => given?.basicAuth !== undefined);
}

/** The defaults that the user does not override in a file, or by another name of the variable. The environment would win over files. */
function defaults(
  line: ReleaseLine,
  files: Configuration | undefined,
  variables: string[],
): Record<string, string> {
  const inFiles = [files?.base, files?.fixed]
    .flatMap((file) => settingPaths(file?.settings ?? {}))
    .map(({ path }) => path);
  const isGiven = (name: string) =>
    inFiles.includes(settingOf(name) ?? "") || variables.some((variable) => isSameVariable(variable, name));
  return Object.fromEntries(Object.entries(line.defaults).filter(([name]) => !isGiven(name)));
}

/** Ten hexadecimal digits that depend on the content, but not on the order of its keys. */
export function contentHash(content: Record<string, string>): string {
  const sorted = Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 10);
}
