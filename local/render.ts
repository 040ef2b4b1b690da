import { Command } from "commander";
import { defaultNamespace, root, runCommand } from "./command";
import { describe, isAutoscaled, toYaml, withoutReplicas, withTypedClaims } from "./manifests";
import { runProgram } from "./program";
import { readConfig, readStack } from "./stackConfig";

interface Options {
  stack?: string;
  showSecrets: boolean;
}

/** `npm run render`: writes manifests to standard output, and everything else to standard error. */
async function render({ stack, showSecrets }: Options): Promise<void> {
  if (stack && !(await readStack(root, stack)))
    throw new Error(`Pulumi.${stack}.yaml does not exist: check --stack.`);
  const config = await readConfig(root, stack ?? "local");
  const { objects, exposed } = await runProgram({ root, config, namespace: defaultNamespace(config) });

  const secrets = objects.filter(({ kind }) => kind === "Secret").map(describe);
  if (showSecrets) {
    const all = [...secrets, ...exposed];
    if (all.length > 0) {
      console.error(
        `SECRET VALUES IN CLEAR TEXT in ${all.join(", ")}: keep this output out of Git and logs.`,
      );
    }
  } else {
    if (exposed.length > 0) {
      throw new Error(
        `Objects other than Secrets contain secret values: ${exposed.join(", ")}. To render them, add --show-secrets.`,
      );
    }
    if (secrets.length > 0) {
      console.error(
        `Not rendered, because they contain secret values: ${secrets.join(", ")}. To render them, add --show-secrets.`,
      );
    }
  }
  const shown = showSecrets ? objects : objects.filter(({ kind }) => kind !== "Secret");
  const applied = shown.map((object) => (isAutoscaled(object) ? withoutReplicas(object) : object));
  process.stdout.write(toYaml(applied.map(withTypedClaims)));
}

new Command("npm run render --")
  .description("Write the manifests of the root stack to standard output as YAML, for GitOps.")
  .option("--stack <name>", "stack whose configuration is used (default: local)")
  .option("--show-secrets", "also render Secrets, in clear text", false)
  .allowExcessArguments(false)
  .action((options: Options) => runCommand(() => render(options)))
  .parse();
