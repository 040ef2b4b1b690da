import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { CommandError, LocalWorkspace, type OutputMap, type Stack } from "@pulumi/pulumi/automation";
import { dump } from "js-yaml";
import type { LocalCluster } from "./cluster";
import { killEngine, prepareEngine } from "./engine";
import { cancelOnFailure, inlineProgram } from "./inlineProgram";
import { readProject, readStack, type StackFile } from "./stackConfig";

// Deploys the root stack to the local cluster: the real engine, with the program in this process.

const stackName = "local";
const clusterKeys = ["kubernetes:kubeconfig", "kubernetes:context", "kubernetes:cluster"];

/** An interrupted `up` leaves objects that the state does not contain. The next `up` takes them over, with their fields. */
const takeOver = { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true", PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };

export interface Deployment {
  /** The folder of the program. */
  root: string;
  /** Holds all files of the engine. */
  directory: string;
  cluster: LocalCluster;
}

/** An error without a message, because the engine has already printed the reason. */
export class EngineFailure extends Error {}

/** Deploys the stack and returns its outputs. */
export async function up(deployment: Deployment): Promise<OutputMap> {
  const stack = await openStack(deployment, takeOver);
  return run(async (options) => (await stack.up({ ...options, suppressOutputs: true })).outputs);
}

/** Shows what `up` would change, in detail. */
export async function preview(deployment: Deployment): Promise<void> {
  const stack = await openStack(deployment);
  await run((options) => stack.preview({ ...options, diff: true }));
}

/** Deletes what the stack has deployed. */
export async function destroy(deployment: Deployment): Promise<void> {
  const stack = await openStack(deployment);
  await run((options) => stack.destroy(options));
}

interface Streams {
  color: "always" | "never";
  signal: AbortSignal;
  onOutput(text: string): void;
  onError(text: string): void;
}

/** Streams the output of the engine. Ctrl-C reaches the engine directly, so wait until it has ended. */
async function run<T>(operation: (options: Streams) => Promise<T>): Promise<T> {
  const colored = process.stdout.isTTY && !process.env.NO_COLOR;
  const wait = () => undefined;
  process.on("SIGINT", wait);
  try {
    return await cancelOnFailure((signal) =>
      operation({
        color: colored ? "always" : "never",
        signal,
        onOutput: (text) => process.stdout.write(text),
        onError: (text) => process.stderr.write(text),
      }),
    );
  } catch (error) {
    throw error instanceof CommandError ? new EngineFailure("", { cause: error }) : error;
  } finally {
    process.off("SIGINT", wait);
  }
}

async function openStack({ root, directory, cluster }: Deployment, settings = {}): Promise<Stack> {
  const workDir = join(directory, "project");
  await killEngine(directory);
  const engine = await prepareEngine(directory);
  await writeProject(workDir, root);
  const { name: projectName } = await readProject(root);
  // The program runs in this process, and calls kubectl to find out why an update failed.
  const { PATH, ...kubectl } = cluster.kubectlEnvironment;
  Object.assign(process.env, kubectl, { PATH: [dirname(cluster.kubectlPath), PATH].join(delimiter) });
  const program = inlineProgram(join(root, "index.ts"), engine.providerVersion);
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, projectName, program },
    {
      workDir,
      pulumiCommand: engine.pulumiCommand,
      envVars: { ...engine.environment, KUBECONFIG: cluster.kubeconfig, ...settings },
    },
  );
  // Remove the lock of a killed run. The caller ensures that no other run is active.
  await stack.cancel();
  return stack;
}

/** Writes a separate project, because the CLI would add its encryption settings to the user's files. */
async function writeProject(project: string, root: string): Promise<void> {
  await mkdir(project, { recursive: true });
  await writeFile(join(project, "Pulumi.yaml"), dump(await readProject(root)));
  const [given, own] = await Promise.all([readStack(root, stackName), readStack(project, stackName)]);
  await writeFile(join(project, `Pulumi.${stackName}.yaml`), dump(localStack(given ?? {}, own ?? {})));
}

/** The user's values without those that select another cluster, with this stack's own encryption. */
export function localStack(given: StackFile, own: StackFile & { encryptionsalt?: string }): StackFile {
  const config = Object.entries(given.config ?? {}).filter(([key]) => !clusterKeys.includes(key));
  const { encryptionsalt } = own;
  return { ...(encryptionsalt ? { encryptionsalt } : {}), config: Object.fromEntries(config) };
}
