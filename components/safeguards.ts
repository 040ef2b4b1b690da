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
} from "./settings/safeguards";
import { type Eventual, whenKnown } from "./eventual";

const service = "kubernetes:core/v1:Service";

/**
 * What the state keeps of a cluster as its inputs: nothing that is secret. The configuration is there for previews alone, which show by it
 * what changes: its objects are others after a change.
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
 * What the state keeps of a cluster as its output, once all nodes are as they are to be: `nodes` are what has them. Inputs tell what was
 * wanted, also where the update did not succeed.
 */
export function rememberDeployed(settings: Settings, nodes: pulumi.Resource[]): Eventual<Deployed> {
  return whenKnown(
    [releaseLine(settings), settings.persistence, settings.updates, pulumi.all(nodes.map(({ urn }) => urn))],
    (line, { enabled, size }, { strategy, partition }): Deployed => ({
      // Not all nodes are changed.
      ...(strategy === UpdateStrategy.OnDelete || partition > 0 ? {} : { releaseLine: line }),
      ...(enabled ? { volumeSize: size } : {}),
    }),
  );
}

function releaseLine({ line }: Settings): Eventual<string> {
  return whenKnown([line], ({ version: { major, minor } }) => `${major}.${minor}`);
}

/** The namespace of the default provider, as far as the program is told of it. */
function configuredNamespace(opts: pulumi.ComponentResourceOptions): string | undefined {
  return hasExplicitProvider(opts) ? undefined : new pulumi.Config("kubernetes").get("namespace");
}

function hasExplicitProvider({ provider, providers, parent }: pulumi.ComponentResourceOptions): boolean {
  return (provider ?? providers ?? parent?.getProvider(service)) !== undefined;
}

/** Distinguishes the hooks of components of one name, which may have different parents. */
let hooks = 0;

/** Hooks that end a preview, or an update, of a component before anything is lost by it, besides the user's own. */
export function safeguards(
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
    // An inline program of the Automation API has its engine in the asynchronous context.
    AsyncResource.bind(async ({ oldInputs = {}, oldOutputs = {}, newInputs = {} }) => {
      const { namespace, deployed } = oldOutputs as { namespace?: string; deployed?: Deployed };
      // Where no namespace was given, the cluster is in one all the same.
      const before = { ...known(oldInputs), ...known({ namespace }) };
      const after = known(newInputs);
      const checks = new Checks(name);
      checks.now((report) => {
        checkLosses(before, deployed ?? {}, after, acceptedRisks, report);
        if (!isNamed) {
          // Before anything is made elsewhere: an update need not have a preview.
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

/** Without what a preview does not know yet. */
function known(inputs: Record<string, unknown>): Partial<Remembered> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => typeof value === "string"));
}

/** Pulumi's mocks, by which users test their programs, know no hooks. */
export function canHook(): boolean {
  return "registerResourceHook" in (pulumi.runtime.getMonitor() as object);
}
