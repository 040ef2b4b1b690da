import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Context } from "./children/context";
import { canHook } from "./dataLossGuard";
import { Checks } from "./settings/checks";
import { checkReplacement } from "./settings/dataLoss";

/** Makes hook names unique: components with different parents can have the same name. */
let hooks = 0;

type Watched = pulumi.CustomResource & { metadata: pulumi.Output<types.output.meta.v1.ObjectMeta> };

/**
 * Fails a preview or an update in which the engine would replace an object, for any reason. Hooks of the object itself cannot detect this: a
 * create hook does not receive the old object, and a delete hook would fail every `pulumi destroy`, which runs no program. Therefore a
 * separate component keeps the object's identity as its inputs in the state, and its hook receives the old and the new identity.
 *
 * @returns The guard, or undefined if the engine does not support hooks.
 */
export function guardReplacement(
  { name: component, settings, parent }: Context,
  kind: "headless Service" | "StatefulSet",
  watched: Watched,
): pulumi.Resource | undefined {
  if (!canHook()) {
    return undefined;
  }
  const name = kind === "StatefulSet" ? component : `${component}-headless`;
  const hook = new pulumi.ResourceHook(
    `emqx-replacement-${name}-${hooks++}`,
    ({ oldInputs = {}, newInputs = {} }) => {
      const checks = new Checks(component);
      checks.now((report) => checkReplacement(kind, oldInputs, newInputs, settings.acceptedRisks, report));
      checks.throwProblems();
    },
    { onDryRun: true },
  );
  // A dry run returns a made-up uid, but no id. Waiting for the id leaves the uid unknown there.
  const uid = pulumi.all([watched.id, watched.metadata]).apply(([, metadata]) => metadata.uid);
  const identity = { uid, namespace: watched.metadata.namespace };
  const opts = { parent, hooks: { beforeUpdate: [hook] } };
  return new pulumi.ComponentResource("emqx:index:ReplacementGuard", name, identity, opts);
}

/** Makes children of a component wait for a guard, so that no other object is created before the guard has passed. */
export class Gate {
  private passed?: pulumi.Output<pulumi.Resource>;

  /** Holds back all children that are created after this call. */
  waitFor(guard: pulumi.Resource | undefined): void {
    this.passed = guard?.urn.apply(() => guard);
  }

  readonly transformation: pulumi.ResourceTransformation = ({ props, opts }) => {
    if (this.passed === undefined) {
      return undefined;
    }
    // The SDK resolves nested lists, but its types do not allow them.
    const dependsOn = [opts.dependsOn ?? [], this.passed].flat() as pulumi.Input<pulumi.Resource>[];
    return { props, opts: { ...opts, dependsOn } };
  };
}
