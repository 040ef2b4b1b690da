import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { canHook } from "./safeguards";
import type { Settings } from "./settings";
import { Checks } from "./settings/checks";
import { checkReplacement } from "./settings/safeguards";

/** Distinguishes the hooks of components of one name, which may have different parents. */
let hooks = 0;

type Watched = pulumi.CustomResource & { metadata: pulumi.Output<types.output.meta.v1.ObjectMeta> };

/**
 * Ends a preview or an update in which the engine creates an object anew, for whatever reason. No hook of the object itself can tell: before
 * a creation, hooks are not told of an old object, and hooks of a deletion would fail each `pulumi destroy`, which runs no program. So the
 * state keeps the object's identity as the inputs of a component of its own, whose hook gets old and new one.
 *
 * @returns The guard; undefined where there are no hooks.
 */
export function guardReplacement(
  component: string,
  kind: "headless Service" | "StatefulSet",
  { acceptedRisks }: Settings,
  watched: Watched,
  parent: pulumi.Resource,
): pulumi.Resource | undefined {
  if (!canHook()) {
    return undefined;
  }
  const name = kind === "StatefulSet" ? component : `${component}-headless`;
  const hook = new pulumi.ResourceHook(
    `emqx-replacement-${name}-${hooks++}`,
    ({ oldInputs = {}, newInputs = {} }) => {
      const checks = new Checks(component);
      checks.now((report) => checkReplacement(kind, oldInputs, newInputs, acceptedRisks, report));
      checks.throwProblems();
    },
    { onDryRun: true },
  );
  // A dry run makes up a uid, but no id.
  const uid = pulumi.all([watched.id, watched.metadata]).apply(([, metadata]) => metadata.uid);
  const identity = { uid, namespace: watched.metadata.namespace };
  const opts = { parent, hooks: { beforeUpdate: [hook] } };
  return new pulumi.ComponentResource("emqx:index:ReplacementGuard", name, identity, opts);
}

/** Lets children of a component wait for a guard, so that an update which it ends has created nothing elsewhere yet. */
export class Gate {
  private passed?: pulumi.Output<pulumi.Resource>;

  /** Holds all children that are made from now on. */
  waitFor(guard: pulumi.Resource | undefined): void {
    this.passed = guard?.urn.apply(() => guard);
  }

  readonly transformation: pulumi.ResourceTransformation = ({ props, opts }) => {
    if (this.passed === undefined) {
      return undefined;
    }
    // The SDK waits for lists within lists, which its types leave out.
    const dependsOn = [opts.dependsOn ?? [], this.passed].flat() as pulumi.Input<pulumi.Resource>[];
    return { props, opts: { ...opts, dependsOn } };
  };
}
