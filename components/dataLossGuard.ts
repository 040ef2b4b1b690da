import { AsyncResource } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { UpdateStrategy } from "./emqxClusterArgs";
import { configMapArgs } from "./kubernetes/configMap";
import { filesArgs } from "./kubernetes/files";
import type { Settings } from "./settings";
import { Checks, isString } from "./settings/checks";
import {
  checkLosses,
  checkNamespaceIsKept,
  type Deployed,
  lossesToWarnOf,
  type Remembered,
} from "./settings/dataLoss";
import { type Eventual, whenKnown } from "./eventual";

const service = "kubernetes:core/v1:Service";

/**
 * The inputs of the cluster that the state stores, without secrets. The configuration is stored only so that previews show which settings
 * change: a change creates ConfigMaps with new names, so the preview shows no diff of their content.
 */
export function remember(settings: Settings, opts: pulumi.ComponentResourceOptions = {}): pulumi.Inputs {
  const { name, clusterDomain, persistence } = settings;
  const kept = whenKnown([persistence], ({ enabled, size, storageClassName, accessModes, whenDeleted }) =>
    enabled
      ? {
          volumeSize: size,
          volumeKind: [storageClassName, ...accessModes].filter(isString).join(" "),
          whenDeleted,
        }
      : undefined,
  );
  return {
    releaseLine: releaseLine(settings),
    name,
    namespace: settings.namespace ?? configuredNamespace(opts),
    clusterDomain,
    persistence: whenKnown([persistence], ({ enabled }) => (enabled ? "enabled" : "disabled")),
    volumeSize: whenKnown([kept], (volumes) => volumes?.volumeSize),
    volumeKind: whenKnown([kept], (volumes) => volumes?.volumeKind),
    whenDeleted: whenKnown([kept], (volumes) => volumes?.whenDeleted),
    environment: configMapArgs(settings).data,
    files: settings.configuration?.files && filesArgs(settings, settings.configuration.files).data,
  };
}

/**
 * The output that the state stores once all nodes are updated. `nodes` are the workloads that run the nodes. The inputs alone are not
 * enough: they hold the requested values even if the update failed.
 */
export function rememberDeployed(settings: Settings, nodes: pulumi.Resource[]): Eventual<Deployed> {
  return whenKnown(
    [releaseLine(settings), settings.persistence, settings.updates, pulumi.all(nodes.map(({ urn }) => urn))],
    (line, { enabled, size }, { strategy, partition }): Deployed => ({
      // With these settings, a successful update can leave nodes on the old release.
      ...(strategy === UpdateStrategy.OnDelete || partition > 0 ? {} : { releaseLine: line }),
      ...(enabled ? { volumeSize: size } : {}),
    }),
  );
}

function releaseLine({ line }: Settings): Eventual<string> {
  return whenKnown([line], ({ version: { major, minor } }) => `${major}.${minor}`);
}

/** The namespace of the default provider, if the stack configuration sets it. */
function configuredNamespace(opts: pulumi.ComponentResourceOptions): string | undefined {
  return hasExplicitProvider(opts) ? undefined : new pulumi.Config("kubernetes").get("namespace");
}

function hasExplicitProvider({ provider, providers, parent }: pulumi.ComponentResourceOptions): boolean {
  return (provider ?? providers ?? parent?.getProvider(service)) !== undefined;
}

/** Makes hook names unique: components with different parents can have the same name. */
let hooks = 0;

/** The user's hooks, and a hook that fails a preview or an update before it loses data. */
export function guardAgainstLosses(
  name: string,
  { acceptedRisks, namespace: ownNamespace }: Settings,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.ResourceHookBinding {
  const given = opts.hooks ?? {};
  if (!canHook()) {
    return given;
  }
  const isNamed =
    ownNamespace !== undefined || hasExplicitProvider(opts) || configuredNamespace(opts) !== undefined;
  const hook = new pulumi.ResourceHook(
    `emqx-losses-${name}-${hooks++}`,
    // The Automation API keeps the engine of an inline program in the asynchronous context.
    AsyncResource.bind(async ({ oldInputs = {}, oldOutputs = {}, newInputs = {} }) => {
      const { namespace, deployed } = oldOutputs as { namespace?: string; deployed?: Deployed };
      // The outputs have the actual namespace even if none was set.
      const before = { ...known(oldInputs), ...known({ namespace }) };
      const after = known(newInputs);
      const checks = new Checks(name);
      checks.now((report) => {
        checkLosses(before, deployed ?? {}, after, acceptedRisks, report);
        if (!isNamed) {
          // Checked here because an update can run without a preview, and must not create objects in another namespace.
          checkNamespaceIsKept(known(oldInputs).namespace, acceptedRisks, report);
        }
      });
      checks.throwProblems();
      for (const loss of lossesToWarnOf(before, deployed ?? {}, after)) {
        await pulumi.log.warn(loss);
      }
    }),
    { onDryRun: true },
  );
  return { ...given, beforeUpdate: [...(given.beforeUpdate ?? []), hook] };
}

/** Leaves out values that are unknown during a preview. */
function known(inputs: Record<string, unknown>): Partial<Remembered> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => typeof value === "string"));
}

/** Whether hooks are supported. Pulumi's mocks, used in unit tests of programs, do not support them. */
export function canHook(): boolean {
  return "registerResourceHook" in (pulumi.runtime.getMonitor() as object);
}
