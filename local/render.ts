import { parseArgs } from "node:util";
import { describe, isAutoscaled, toYaml, withReplicas, withTypedClaims } from "./manifests";
import { defaultNamespace, root, runCommand } from "./command";
import { runProgram } from "./program";
import { readConfig, readStack } from "./stackConfig";

/** `npm run render`: the manifests of a stack's configuration on standard output, all that is to be said elsewhere. */
runCommand(async () => {
  const { values } = parseArgs({
    options: { stack: { type: "string" }, "show-secrets": { type: "boolean", default: false } },
  });
  const stack = values.stack ?? "local";
  if (values.stack && !(await readStack(root, stack))) throw new Error(`there is no Pulumi.${stack}.yaml`);
  const config = await readConfig(root, stack);
  const { objects, exposed } = await runProgram({ root, config, namespace: defaultNamespace(config) });

  const secrets = objects.filter(({ kind }) => kind === "Secret").map(describe);
  if (values["show-secrets"]) {
    const all = [...secrets, ...exposed];
    if (all.length > 0)
      warn(`SECRET VALUES IN CLEAR TEXT in ${all.join(", ")}: keep this output out of Git and logs.`);
  } else {
    if (exposed.length > 0) {
      throw new Error(`secret values in ${exposed.join(", ")}: rendered only with --show-secrets`);
    }
    if (secrets.length > 0) {
      warn(`Left out, as secret values are rendered only with --show-secrets: ${secrets.join(", ")}`);
    }
  }
  const shown = values["show-secrets"] ? objects : objects.filter(({ kind }) => kind !== "Secret");
  // What applies them again and again would undo what an autoscaler does.
  const applied = shown.map((object) => (isAutoscaled(object) ? withReplicas(object) : object));
  process.stdout.write(toYaml(applied.map(withTypedClaims)));
});

function warn(message: string): void {
  console.error(message);
}
