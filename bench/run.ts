import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { type LocalCluster, startCluster } from "../local/cluster";
import { type Engine, findEngine } from "../local/engine";
import { toYaml } from "../local/manifests";
import { runProgram } from "../local/program";
import { readConfig } from "../local/stackConfig";
import { type Command, measure, median, type Sample } from "./measure";
import { type Results, report } from "./report";

const repository = join(__dirname, "..");
const rounds = 5;

/** Projects, cluster and engine that the measurements share. */
interface Bench {
  directory: string;
  cluster: LocalCluster;
  engine: Engine;
}

/** Measures side by side, in turns within one run, and writes medians and ratios below `bench/`. */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "emqx-bench-"));
  const engine = await findEngine(join(directory, "engine"));
  if ("missing" in engine) {
    throw new Error(`The benchmark needs the Pulumi CLI. ${engine.missing}.`);
  }
  const cluster = await startCluster({ directory: join(directory, "cluster") });
  try {
    const bench = { directory, cluster, engine };
    const results: Results = {
      machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}, Kubernetes ${cluster.kubernetesVersion}`,
      rounds,
      previews: await previews(bench),
      deployments: await deployments(bench),
      sizes: await sizes(bench),
    };
    const page = await format(report(results), { parser: "markdown" });
    await writeFile(join(__dirname, "RESULTS.md"), page);
    await writeFile(
      join(__dirname, "results.json"),
      await format(JSON.stringify(results), { parser: "json" }),
    );
    console.log(page);
  } finally {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Preview of the root stack, nothing deployed, against an empty program, and one with a ConfigMap: with the provider. */
async function previews(bench: Bench): Promise<Results["previews"]> {
  const root = await rootProject(bench, "preview");
  const empty = await project(bench, "preview-empty", "export {};");
  const provider = await project(
    bench,
    "preview-provider",
    `import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
    new ConfigMap("one", { data: {} });`,
  );
  const previewOf = (directory: string) => () => measure(pulumi(bench, directory, "preview"));
  return inTurns({ root: previewOf(root), empty: previewOf(empty), provider: previewOf(provider) });
}

/** `up` of the root stack from nothing, against kubectl with the same objects, and against `up` of an empty program. */
async function deployments(bench: Bench): Promise<Results["deployments"]> {
  const [root, empty] = [await rootProject(bench, "up"), await project(bench, "up-empty", "export {};")];
  const manifests = join(bench.directory, "manifests.yaml");
  const { objects } = await runProgram({
    root: repository,
    config: await readConfig(repository, "bench"),
    namespace: "default",
  });
  await writeFile(manifests, toYaml(objects));
  const deploy = "kubectl apply --server-side -f $0 && kubectl rollout status statefulset/emqx";
  const kubectl: Command = {
    command: "sh",
    args: ["-c", deploy.replaceAll("kubectl", bench.cluster.kubectlPath), manifests],
    directory: bench.directory,
    environment: bench.cluster.kubectlEnvironment,
  };
  return inTurns({
    pulumi: async () => {
      const sample = await measure(pulumi(bench, root, "up"));
      await measure(pulumi(bench, root, "destroy"));
      await deleteClaims(bench);
      return sample;
    },
    kubectl: async () => {
      const sample = await measure(kubectl);
      await bench.cluster.kubectl(["delete", "-f", manifests, "--wait=true"], { timeout: 120_000 });
      await deleteClaims(bench);
      return sample;
    },
    empty: async () => {
      const sample = await measure(pulumi(bench, empty, "up"));
      await measure(pulumi(bench, empty, "destroy"));
      return sample;
    },
  });
}

/** Preview without changes of stacks with more and more clusters. */
async function sizes(bench: Bench): Promise<Results["sizes"]> {
  const counts = [1, 10, 50];
  const projects = new Map<number, string>();
  for (const count of counts) {
    const program = `import { EmqxCluster } from "./components/index";
      for (let i = 0; i < ${count}; i++) new EmqxCluster(\`emqx-${count}-\${i}\`, { replicas: 1 });`;
    const directory = await project(bench, `size-${count}`, program);
    await measure(pulumi(bench, directory, "up"));
    projects.set(count, directory);
  }
  const samples = await inTurns(
    Object.fromEntries(
      counts.map((count) => [`${count}`, () => measure(pulumi(bench, projects.get(count)!, "preview"))]),
    ),
  );
  return counts.map((clusters) => ({ clusters, ...samples[clusters] }));
}

/** Runs each once as a warm-up and then `rounds` times, one after the other in each round; gives the medians. */
async function inTurns<K extends string>(runs: Record<K, () => Promise<Sample>>): Promise<Record<K, Sample>> {
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries<() => Promise<Sample>>(runs)) {
      const sample = await run();
      if (round > 0) {
        samples.set(name, [...(samples.get(name) ?? []), sample]);
      }
    }
    console.error(`${Object.keys(runs).join(", ")}: round ${round} of ${rounds}`);
  }
  return Object.fromEntries(
    [...samples].map(([name, all]) => [
      name,
      {
        seconds: median(all.map(({ seconds }) => seconds)),
        megabytes: median(all.map(({ megabytes }) => megabytes)),
      },
    ]),
  ) as Record<K, Sample>;
}

function pulumi(
  { cluster, engine }: Bench,
  directory: string,
  operation: "preview" | "up" | "destroy",
): Command {
  const confirmed = operation === "preview" ? [] : ["--yes", "--skip-preview"];
  return {
    command: engine.command,
    args: [operation, ...confirmed, "--non-interactive", "--stack", "bench"],
    directory,
    environment: { ...engine.environment, KUBECONFIG: cluster.kubeconfig },
  };
}

/** A copy of the root stack. */
async function rootProject(bench: Bench, name: string): Promise<string> {
  const [description, program] = await Promise.all(
    ["Pulumi.yaml", "index.ts"].map((file) => readFile(join(repository, file), "utf8")),
  );
  return newProject(bench, description.replace(/^name: .*/, `name: ${name}`), name, program);
}

/** The same set-up with another program. */
function project(bench: Bench, name: string, program: string): Promise<string> {
  return newProject(bench, `name: ${name}\nruntime: nodejs\n`, name, program);
}

async function newProject(bench: Bench, description: string, name: string, program: string): Promise<string> {
  const { engine, cluster } = bench;
  const directory = join(bench.directory, name);
  await mkdir(directory);
  await writeFile(join(directory, "Pulumi.yaml"), description);
  await writeFile(join(directory, "index.ts"), program);
  for (const file of ["package.json", "tsconfig.json", "tsconfig.stack.json", "components"]) {
    await cp(join(repository, file), join(directory, file), { recursive: true });
  }
  await symlink(join(repository, "node_modules"), join(directory, "node_modules"));
  const environment = { ...engine.environment, KUBECONFIG: cluster.kubeconfig };
  await measure({ command: engine.command, args: ["stack", "init", "bench"], directory, environment });
  return directory;
}

async function deleteClaims({ cluster }: Bench): Promise<void> {
  await cluster.kubectl(["delete", "persistentvolumeclaims", "--all"], { timeout: 120_000 });
}

void main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
