import type { LocalCluster } from "./cluster";
import {
  type KubernetesObject,
  type Reference,
  identity,
  isAutoscaled,
  keepGenerated,
  referTo,
  withReplicas,
} from "./manifests";
import { runInForeground } from "./process";
import { type ProgramRequest, type StackOutput, runProgram } from "./program";

// The root stack on the local cluster without an engine: its program is rendered, and kubectl does the rest.

const fieldManager = "pulumi-emqx-local";
const inventory = { name: "pulumi-emqx-local-inventory", namespace: "kube-system" };
const rolledOut = ["Deployment", "StatefulSet", "DaemonSet"];
const applyFlags = ["--server-side", "--force-conflicts", `--field-manager=${fieldManager}`, "--filename=-"];

/** Applies what the program declares, waits for its workloads, and then deletes what it declares no more. */
export async function deploy(cluster: LocalCluster, program: ProgramRequest): Promise<StackOutput[]> {
  const objects = await render(cluster, program);
  const previous = await readInventory(cluster);
  // Whatever happens from here on, nothing that was ever applied is lost track of.
  await writeInventory(cluster, [...objects.map(referTo), ...gone(previous, objects)]);
  const applied = await cluster.kubectl(["apply", ...applyFlags], { input: asList(objects) });
  process.stdout.write(applied.stdout);
  for (const { kind, metadata } of objects.filter(isRolledOut)) {
    const workload = [`${kind.toLowerCase()}/${metadata.name}`, `--namespace=${metadata.namespace}`];
    const code = await runInForeground(
      cluster.kubectlPath,
      ["rollout", "status", ...workload, "--timeout=10m"],
      {
        env: cluster.kubectlEnvironment,
      },
    );
    if (code !== 0) throw new Error(`${kind} ${metadata.name} did not become ready`);
  }
  for (const { resource, name, namespace } of gone(previous, objects)) {
    const scope = namespace ? [`--namespace=${namespace}`] : [];
    const deleted = await cluster.kubectl(["delete", resource, name, ...scope, "--ignore-not-found"]);
    process.stdout.write(deleted.stdout);
  }
  await writeInventory(cluster, objects.map(referTo));
  const { outputs } = await runProgram({ ...program, live: await readLive(cluster, objects) });
  return outputs;
}

/** Prints what `deploy` would change, and says whether there is anything. */
export async function preview(cluster: LocalCluster, program: ProgramRequest): Promise<boolean> {
  const objects = await render(cluster, program);
  const diff = await cluster.kubectl(["diff", ...applyFlags], { input: asList(objects), expect: [0, 1] });
  if (diff.code === 1 && diff.stdout === "") throw new Error(diff.stderr);
  process.stdout.write(diff.stdout);
  const deleted = gone(await readInventory(cluster), objects);
  for (const { resource, name } of deleted)
    console.log(`would be deleted, after the rollout: ${resource} ${name}`);
  return diff.code === 1 || deleted.length > 0;
}

/**
 * What the program declares, with the generated credentials and the numbers of pods that the cluster has already: also where
 * the program makes other objects of them, for which it runs again.
 */
async function render(cluster: LocalCluster, program: ProgramRequest): Promise<KubernetesObject[]> {
  const first = await runProgram(program);
  const kept = first.objects.filter((object) => object.kind === "Secret" || isAutoscaled(object));
  const live = await readLive(cluster, kept);
  const { objects } = Object.keys(live).length === 0 ? first : await runProgram({ ...program, live });
  return objects.map((object) => {
    const found = live[identity(object)] as KubernetesObject | undefined;
    if (object.kind === "Secret") return keepGenerated(object, found);
    if (!found || !isAutoscaled(object)) return object;
    return withReplicas(object, (found.spec as { replicas: number }).replicas);
  });
}

/** The objects as the cluster has them, by identity; those that it does not have are left out. */
async function readLive(
  cluster: LocalCluster,
  objects: KubernetesObject[],
): Promise<Record<string, KubernetesObject>> {
  if (objects.length === 0) return {};
  const flags = ["--ignore-not-found", "--output=json", "--filename=-"];
  const { stdout } = await cluster.kubectl(["get", ...flags], { input: asList(objects) });
  if (stdout === "") return {};
  const found = JSON.parse(stdout) as KubernetesObject | { items: KubernetesObject[] };
  const list = "items" in found ? (found.items as KubernetesObject[]) : [found];
  return Object.fromEntries(list.map((object) => [identity(object), object]));
}

/** Whether changed pods come by themselves, as kubectl can wait for those only. */
function isRolledOut({ kind, spec }: KubernetesObject): boolean {
  const { updateStrategy } = (spec ?? {}) as { updateStrategy?: { type: string } };
  return rolledOut.includes(kind) && updateStrategy?.type !== "OnDelete";
}

/** What was applied before and is declared no more. */
function gone(previous: Reference[], objects: KubernetesObject[]): Reference[] {
  const declared = new Set(objects.map((object) => JSON.stringify(referTo(object))));
  return previous.filter((reference) => !declared.has(JSON.stringify(reference)));
}

async function readInventory(cluster: LocalCluster): Promise<Reference[]> {
  const { name, namespace } = inventory;
  const flags = [`--namespace=${namespace}`, "--ignore-not-found", "--output=jsonpath={.data.objects}"];
  const { stdout } = await cluster.kubectl(["get", "configmap", name, ...flags]);
  return stdout === "" ? [] : (JSON.parse(stdout) as Reference[]);
}

async function writeInventory(cluster: LocalCluster, objects: Reference[]): Promise<void> {
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: inventory,
    data: { objects: JSON.stringify(objects) },
  };
  await cluster.kubectl(["apply", ...applyFlags], { input: JSON.stringify(configMap) });
}

function asList(items: KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
