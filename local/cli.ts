import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { type LocalCluster, startCluster, stopCluster } from "./cluster";
import { defaultNamespace, root, runCommand } from "./command";
import { findEngine, killEngine } from "./engine";
import * as kubectlDeploy from "./kubectlDeploy";
import { withLock } from "./lock";
import type { StackOutput } from "./program";
import { runPulumi } from "./pulumiDeploy";
import { type StackConfig, encryptedKeys, mergeConfig, readProject, readStack } from "./stackConfig";

// The commands `npm run local:…`: the root stack on a cluster of its own, all of it below one folder.

const home = join(root, ".local");
const clusterDirectory = join(home, "cluster");
/** Below the cluster's: a new cluster starts with an empty state. */
const engineDirectory = join(clusterDirectory, "pulumi");

const commands: Record<string, () => Promise<number | void>> = { cluster, up, preview, down };

async function cluster(): Promise<void> {
  const { kubeconfig } = await startCluster({ directory: clusterDirectory });
  console.log(kubeconfig);
}

async function up(): Promise<number> {
  const { cluster, config, namespace } = await startStack();
  const engine = await findEngine(engineDirectory);
  if ("missing" in engine) {
    console.log(`${engine.missing}: the stack is rendered and deployed with kubectl.`);
    printOutputs(await kubectlDeploy.deploy(cluster, { root, config, namespace: defaultNamespace(config) }));
  } else {
    const code = await runPulumi(["up", "--yes", "--skip-preview"], { ...engineOptions(cluster), engine });
    if (code !== 0) return code;
  }
  const { stdout } = await cluster.kubectl(["get", "statefulsets,pods,services", `--namespace=${namespace}`]);
  console.log(
    `\nOn the local cluster, namespace ${namespace}, whose pods are simulated: no container runs in them.\n`,
  );
  console.log(stdout.trim());
  console.log(`\nKUBECONFIG=${relative(process.cwd(), cluster.kubeconfig)}`);
  return 0;
}

async function preview(): Promise<number> {
  const { cluster, config } = await startStack();
  const engine = await findEngine(engineDirectory);
  if (!("missing" in engine)) return runPulumi(["preview", "--diff"], { ...engineOptions(cluster), engine });
  console.log(`${engine.missing}: this is what kubectl would change.`);
  const changes = await kubectlDeploy.preview(cluster, { root, config, namespace: defaultNamespace(config) });
  if (!changes) console.log("No changes.");
  return 0;
}

async function down(): Promise<void> {
  await killEngine(engineDirectory);
  await stopCluster(clusterDirectory);
  await rm(home, { recursive: true, force: true });
  console.log("The local cluster and all that it held are gone.");
}

interface LocalStack {
  cluster: LocalCluster;
  config: StackConfig;
  namespace: string;
}

/** Starts the cluster with the stack's namespace. */
async function startStack(): Promise<LocalStack> {
  const [project, given = {}] = await Promise.all([readProject(root), readStack(root, "local")]);
  const encrypted = encryptedKeys(given);
  if (encrypted.length > 0) {
    throw new Error(
      `Pulumi.local.yaml has encrypted values, which the local stack cannot read: ${encrypted.join(", ")}. ` +
        "Write them in clear, as this file stays out of Git, or leave them out.",
    );
  }
  const config = mergeConfig(project, "local", given);
  const namespace = config.values[`${config.project}:namespace`] || defaultNamespace(config);
  const cluster = await startCluster({ directory: clusterDirectory });
  await cluster.kubectl(["apply", "--server-side", "--filename=-"], { input: namespaceObject(namespace) });
  await cluster.kubectl([
    "wait",
    "serviceaccount/default",
    `--namespace=${namespace}`,
    "--for=create",
    "--timeout=60s",
  ]);
  return { cluster, config, namespace };
}

function engineOptions({ kubeconfig }: LocalCluster) {
  return { directory: engineDirectory, root, kubeconfig };
}

/** The namespace enforces what the stack promises: Pod Security `restricted`. */
function namespaceObject(name: string): string {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
}

function printOutputs(outputs: StackOutput[]): void {
  console.log("\nOutputs:");
  for (const { name, value, secret } of outputs) {
    const text = secret ? "[secret]" : (JSON.stringify(value, undefined, 2) ?? "unknown");
    console.log(`${name}: ${text}`.replace(/^/gm, "    "));
  }
}

runCommand(async () => {
  const [name = ""] = process.argv.slice(2);
  if (!(name in commands)) throw new Error(`usage: cli.ts ${Object.keys(commands).join(" | ")}`);
  return withLock(home, commands[name], () => console.error("Waiting for another local command to end."));
});
