import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { dump } from "js-yaml";
import { type Engine, killEngine } from "./engine";
import { run, runInForeground } from "./process";
import { type Stack, readProject, readStack } from "./stackConfig";

// The root stack on the local cluster with the real engine.

const stackName = "local";
const clusterKeys = ["kubernetes:kubeconfig", "kubernetes:context", "kubernetes:cluster"];

/** What an interrupted `up` has made but not noted down is taken over by the next, with its fields. */
const takeOver = { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true", PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };

/** Runs `pulumi up` or `pulumi preview` on this terminal and returns its exit code. */
export async function runPulumi(
  args: string[],
  {
    engine,
    directory,
    root,
    kubeconfig,
  }: { engine: Engine; directory: string; root: string; kubeconfig: string },
): Promise<number> {
  const project = join(directory, "project");
  const env = { ...engine.environment, KUBECONFIG: kubeconfig };
  await killEngine(directory);
  await writeProject(project, root);
  await run(engine.command, ["stack", "select", "--create", stackName, "--non-interactive"], {
    cwd: project,
    env,
  });
  // The lock of a run that was killed: the caller makes sure that no other is under way.
  await run(engine.command, ["cancel", stackName, "--yes", "--non-interactive"], { cwd: project, env });
  return runInForeground(engine.command, [...args, "--stack", stackName], {
    cwd: project,
    env: args.includes("up") ? { ...env, ...takeOver } : env,
  });
}

/**
 * Writes a project that runs the root's program with a configuration of its own, so that the user's files stay as
 * they are: the CLI would note its encryption in them.
 */
async function writeProject(project: string, root: string): Promise<void> {
  await mkdir(project, { recursive: true });
  const main = relative(project, root);
  await writeFile(join(project, "Pulumi.yaml"), dump({ ...(await readProject(root)), main }));
  const [given, own] = await Promise.all([readStack(root, stackName), readStack(project, stackName)]);
  await writeFile(join(project, `Pulumi.${stackName}.yaml`), dump(localStack(given ?? {}, own ?? {})));
}

/** The user's values, none that leads to another cluster, with this stack's own encryption. */
export function localStack(given: Stack, own: Stack & { encryptionsalt?: string }): Stack {
  const config = Object.entries(given.config ?? {}).filter(([key]) => !clusterKeys.includes(key));
  const { encryptionsalt } = own;
  return { ...(encryptionsalt ? { encryptionsalt } : {}), config: Object.fromEntries(config) };
}
