import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Binaries, ensureBinaries } from "./binaries";
import { baseObjects, kwokctlConfig } from "./clusterConfig";
import { withLock } from "./lock";
import { freePorts } from "./ports";
import { ProcessError, type RunOptions, type RunResult, run } from "./subprocess";
import { type ProcessFilter, findProcesses, killProcesses } from "./processTable";

export interface LocalCluster {
  /** Holds all files of the cluster. `stop` deletes it. */
  readonly directory: string;
  readonly kubeconfig: string;
  /** The release of Kubernetes, such as `v1.36.3`. */
  readonly kubernetesVersion: string;
  /** A kubectl that supports this release. It requires `kubectlEnvironment`. */
  readonly kubectlPath: string;
  /** Points kubectl at this cluster, and keeps it away from the user's preferences and cache. */
  readonly kubectlEnvironment: NodeJS.ProcessEnv;
  /** Runs kubectl against this cluster. */
  kubectl(args: string[], options?: Omit<RunOptions, "env">): Promise<RunResult>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** A directory for this cluster only. */
  directory: string;
  /** Number of simulated nodes. Default: 3. */
  nodes?: number;
}

const name = "local";
const components = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"];
const startTimeout = 45_000;

/**
 * Starts a control plane with simulated nodes, on 127.0.0.1 and without root. Returns the cluster of this directory if
 * it runs already. After a crash, restarts it with all deployed resources. If that fails, creates a new cluster.
 */
export async function startCluster({ directory, nodes = 3 }: ClusterOptions): Promise<LocalCluster> {
  const binaries = await ensureBinaries();
  await mkdir(directory, { recursive: true });
  const cluster = describe(await realpath(directory), binaries);
  await withLock(cluster.directory, async () => {
    await refuseForeign(cluster.directory);
    if (!(await isRunning(cluster)) && !(await restart(cluster, binaries))) await create(cluster, binaries);
    await cluster.kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], {
      input: baseObjects(nodes),
    });
    await cluster.kubectl(["wait", "node", "--all", "--for=condition=Ready", "--timeout=60s"]);
    // Pods are rejected until the namespace's default ServiceAccount exists.
    await cluster.kubectl([
      "wait",
      "serviceaccount/default",
      "--namespace=default",
      "--for=create",
      "--timeout=60s",
    ]);
  });
  return cluster;
}

/** Ends every process of the cluster in this directory, even if it has only started in part, and removes the directory. */
export async function stopCluster(directory: string): Promise<void> {
  const path = await canonicalPath(directory);
  await withLock(path, async () => {
    await killAll(path);
    if (!existsSync(path)) return;
    await refuseForeign(path);
    await rm(path, { recursive: true });
  });
}

function describe(directory: string, binaries: Binaries): LocalCluster {
  const kubeconfig = join(directory, "kubeconfig");
  const kubectlPath = binaries.kubectl;
  const kubectlEnvironment = {
    PATH: process.env.PATH,
    KUBECONFIG: kubeconfig,
    KUBECACHEDIR: join(directory, "kubectl"),
    KUBERC: "off",
  };
  return {
    directory,
    kubeconfig,
    kubernetesVersion: binaries.kubernetesVersion,
    kubectlPath,
    kubectlEnvironment,
    kubectl: (args, options) => run(kubectlPath, args, { ...options, env: kubectlEnvironment }),
    stop: () => stopCluster(directory),
  };
}

async function create(cluster: LocalCluster, binaries: Binaries): Promise<void> {
  // Another process may take a port before the cluster uses it.
  for (let attempt = 1; ; attempt++) {
    await killAll(cluster.directory);
    await rm(cluster.directory, { recursive: true });
    await mkdir(join(cluster.directory, "kwok"), { recursive: true });
    const config = kwokctlConfig(
      binaries,
      await freePorts(6),
      await readFile(binaries.path("stages.yaml"), "utf8"),
    );
    await writeFile(configPath(cluster), config);
    try {
      await kwokctl(cluster, binaries, ["create", "cluster", "--kubeconfig", cluster.kubeconfig]);
      await waitUntilReady(cluster);
      return;
    } catch (error) {
      await killAll(cluster.directory);
      if (attempt === 3) throw error;
    }
  }
}

/**
 * Restarts a stopped cluster with its data. Returns false if that fails, or if there is no complete cluster: the
 * kubeconfig is written last, just before the components start.
 */
async function restart(cluster: LocalCluster, binaries: Binaries): Promise<boolean> {
  if (!existsSync(cluster.kubeconfig)) return false;
  try {
    if (!(await isInstalled(cluster, binaries)))
      throw new Error("it was created in another directory or with other binaries");
    await killAll(cluster.directory);
    // kwokctl would mistake a zombie, or after a reboot any process with the same id, for a component.
    await rm(join(workdir(cluster), "pids"), { recursive: true });
    await mkdir(join(workdir(cluster), "pids"));
    await kwokctl(cluster, binaries, ["start", "cluster"]);
    await waitUntilReady(cluster);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`The local cluster cannot be restarted, so a new, empty one replaces it: ${reason}`);
    return false;
  }
}

/** Whether the cluster was created in this directory with these binaries. */
async function isInstalled(cluster: LocalCluster, binaries: Binaries): Promise<boolean> {
  const [config, apiserver] = await Promise.all([
    readFile(join(workdir(cluster), "kwok.yaml"), "utf8").catch(() => ""),
    readlink(join(workdir(cluster), "bin/kube-apiserver")).catch(() => ""),
  ]);
  return config.includes(`${workdir(cluster)}/`) && apiserver === binaries.path("kube-apiserver");
}

async function isRunning(cluster: LocalCluster): Promise<boolean> {
  return existsSync(cluster.kubeconfig) && (await allAlive(cluster)) && (await isReady(cluster));
}

async function allAlive(cluster: LocalCluster): Promise<boolean> {
  return (await findProcesses(processes(cluster.directory, components))).length === components.length;
}

async function isReady(cluster: LocalCluster): Promise<boolean> {
  try {
    return (await cluster.kubectl(["get", "--raw=/readyz"], { timeout: 5000 })).stdout === "ok";
  } catch (error) {
    if (error instanceof ProcessError) return false;
    throw error;
  }
}

async function waitUntilReady(cluster: LocalCluster): Promise<void> {
  const deadline = Date.now() + startTimeout;
  while (!(await isReady(cluster))) {
    if (!(await allAlive(cluster)) || Date.now() > deadline) {
      throw new Error(`The local cluster did not start. Read the logs in ${join(workdir(cluster), "logs")}.`);
    }
    await sleep(100);
  }
}

function kwokctl(cluster: LocalCluster, binaries: Binaries, args: string[]): Promise<RunResult> {
  // kwokctl, its kubectl and etcd read settings from the environment and the home directory: keep the user's away.
  return run(binaries.path("kwokctl"), ["--name", name, "--config", configPath(cluster), ...args], {
    timeout: startTimeout,
    env: { PATH: process.env.PATH, HOME: cluster.directory, KWOK_WORKDIR: join(cluster.directory, "kwok") },
  });
}

function workdir(cluster: LocalCluster): string {
  return join(cluster.directory, "kwok/clusters", name);
}

function configPath(cluster: LocalCluster): string {
  return join(cluster.directory, "kwok/config.yaml");
}

function killAll(directory: string): Promise<void> {
  return killProcesses(processes(directory, ["kwokctl", ...components]));
}

/** kwokctl passes its working directory to all processes that it starts, in their environment. */
function processes(directory: string, programs: string[]): ProcessFilter {
  return { variable: "KWOK_WORKDIR", value: join(directory, "kwok"), programs };
}

/** Rejects a directory with other content: it must be neither used nor removed. */
async function refuseForeign(directory: string): Promise<void> {
  const entries = await readdir(directory);
  if (entries.length > 0 && !entries.includes("kwok")) {
    throw new Error(`${directory} is not empty and does not hold a local cluster. Choose another directory.`);
  }
}

/** Resolves links in the part of the path that exists, so that processes of a removed directory are still found. */
async function canonicalPath(path: string): Promise<string> {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpath(absolute);
  return join(await canonicalPath(dirname(absolute)), basename(absolute));
}
