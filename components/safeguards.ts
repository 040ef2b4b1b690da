import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings";
import { Checks } from "./settings/checks";
import { checkLosses, knownLoss, type Remembered } from "./settings/safeguards";

/** What the state keeps of a cluster: nothing that is secret. */
export function remember(settings: Settings): pulumi.Inputs {
  const { name, namespace, clusterDomain, persistence, line } = settings;
  return {
    releaseLine: line.apply(({ version: { major, minor } }) => `${major}.${minor}`),
    name,
    namespace,
    clusterDomain,
    volumeSize: persistence.apply(({ enabled, size }) => (enabled ? size : undefined)),
  };
}

/** Distinguishes the hooks of components of one name, which may have different parents. */
let hooks = 0;

/** Hooks that end a preview, or an update, of a component before anything is lost by it, besides the user's own. */
export function safeguards(
  name: string,
  { acceptedRisks }: Settings,
  given: pulumi.ResourceHookBinding = {},
): pulumi.ResourceHookBinding {
  if (!canHook()) {
    return given;
  }
  const hook = new pulumi.ResourceHook(
    `emqx-losses-${name}-${hooks++}`,
    ({ oldInputs = {}, newInputs = {} }) => {
      const [before, after] = [known(oldInputs), known(newInputs)];
      const checks = new Checks(name);
      checks.now((report) => checkLosses(before, after, acceptedRisks, report));
      checks.throwProblems();
      const loss = knownLoss(before, after);
      return loss === undefined ? undefined : pulumi.log.warn(loss);
    },
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
