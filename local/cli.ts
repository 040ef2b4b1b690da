import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { Command } from "commander";
import { type LocalCluster, startCluster, stopCluster } from "./cluster";
import { defaultNamespace, root, runCommand } from "./command";
import type { Deployment } from "./deploy";
import { ensureEngine, killEngine } from "./engine";
import { withLock } from "./lock";
import { encryptedKeys, mergeConfig, readProject, readStack } from "./stackConfig";

// The commands `npm run local:…`: the root stack on a local cluster. All their files are below one folder. They import `deploy`
// only when they use it, because the Automation API takes a second to load.

const home = join(root, ".local");
const clusterDirectory = join(home, "cluster");
/** Inside the cluster's folder, so that a new cluster starts with an empty state. */
const engineDirectory = join(clusterDirectory, "pulumi");

async function cluster(): Promise<void> {
  const { kubeconfig } = await startCluster({ directory: clusterDirectory });
  console.log(kubeconfig);
}

async function up(): Promise<void> {
  const { cluster, namespace } = await startStack();
  const deploy = await import("./deploy");
  const outputs = await deploy.up(deployment(cluster));
  const { stdout } = await cluster.kubectl(["get", "statefulsets,pods,services", `--namespace=${namespace}`]);
  console.log(
    `\nDeployed to the local cluster, namespace ${namespace}. Pods are simulated: they run no containers.\n\n${stdout}`,
  );
  console.log(`KUBECONFIG=${relative(process.cwd(), cluster.kubeconfig)}\n`);
  printOutputs(outputs);
}

async function preview(): Promise<void> {
  const { cluster } = await startStack();
  const deploy = await import("./deploy");
  await deploy.preview(deployment(cluster));
}

async function destroy(): Promise<void> {
  if (!existsSync(engineDirectory)) {
    console.log("Nothing is deployed on the local cluster.");
    return;
  }
  const { cluster } = await startStack();
  const deploy = await import("./deploy");
  await deploy.destroy(deployment(cluster));
}

async function down(): Promise<void> {
  await killEngine(engineDirectory);
  await stopCluster(clusterDirectory);
  await rm(home, { recursive: true, force: true });
  console.log("The local cluster and all its data were deleted.");
}

interface LocalStack {
  cluster: LocalCluster;
  namespace: string;
}

/** Starts the cluster and creates the stack's namespace. */
async function startStack(): Promise<LocalStack> {
  const [project, given = {}] = await Promise.all([readProject(root), readStack(root, "local")]);
  const encrypted = encryptedKeys(given);
  if (encrypted.length > 0) {
    throw new Error(
      `Pulumi.local.yaml has encrypted values, which the local stack cannot read: ${encrypted.join(", ")}. ` +
        "Store them as plain text, as Git ignores this file, or remove them.",
    );
  }
  const config = mergeConfig(project, "local", given);
  const namespace = config.values[`${config.project}:namespace`] || defaultNamespace(config);
  // First, so that a single build produces all programs.
  await ensureEngine();
  const cluster = await startCluster({ directory: clusterDirectory });
  await cluster.kubectl(["apply", "--server-side", "--filename=-"], { input: namespaceObject(namespace) });
  await cluster.kubectl([
    "wait",
    "serviceaccount/default",
    `--namespace=${namespace}`,
    "--for=create",
    "--timeout=60s",
  ]);
  return { cluster, namespace };
}

function deployment(cluster: LocalCluster): Deployment {
  return { root, directory: engineDirectory, cluster };
}

/** A namespace that enforces the Pod Security Standard `restricted`, as the stack supports it. */
function namespaceObject(name: string): string {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
}

function printOutputs(outputs: OutputMap): void {
  console.log("Outputs:");
  for (const [name, { value, secret }] of Object.entries(outputs)) {
    console.log(
      `${name}: ${secret ? "[secret]" : JSON.stringify(value, undefined, 2)}`.replace(/^/gm, "    "),
    );
  }
}

const commands: [name: string, description: string, body: () => Promise<void>][] = [
  ["up", "Deploy the root stack to the local cluster with `pulumi up`.", up],
  ["preview", "Show in detail what the next `up` would change.", preview],
  ["destroy", "Delete everything that `up` deployed. The cluster keeps running.", destroy],
  ["cluster", "Start the local cluster without the stack, and print the path of its kubeconfig.", cluster],
  ["down", "Stop the local cluster and delete all its data.", down],
];

const program = new Command("npm run local:<command>")
  .description(
    "Run the root stack on a local Kubernetes cluster with simulated pods. Your kubeconfig and your Pulumi login are not used.",
  )
  .configureHelp({
    commandUsage: (command) => `npm run local:${command.parent ? command.name() : "<command>"}`,
  })
  .helpCommand(false);
for (const [name, description, body] of commands) {
  const run = () => withLock(home, body, () => console.error("Waiting for another local command to finish."));
  program
    .command(name)
    .description(description)
    .action(() => runCommand(run));
}
program.parse();
