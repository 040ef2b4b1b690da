import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { format } from "prettier";
import { type LocalCluster, startCluster } from "../local/cluster";
import { runCommand } from "../local/command";
import { type Engine, prepareEngine } from "../local/engine";
import { run } from "../local/subprocess";
import { type GivenOptions, useKubernetes } from "../test/broker/support/options";
import { measureBrokers } from "./brokers";
import type { Operation, Request } from "./child";
import { measure, median, type Sample } from "./measure";
import { handwrittenObjects } from "./objects";
import { type Comparison, report, type Results } from "./report";

const variants = ["component", "byHand"] as const;
type Variant = (typeof variants)[number];

/** Cluster, engine and objects that all measurements share. */
interface Bench {
  directory: string;
  cluster: LocalCluster;
  engine: Engine;
  objects: string;
  /** The folder of the compiled programs. */
  compiled: string;
}

const clusters = 50;

/** Measures both programs in turn, and writes medians and ratios to `bench/RESULTS.md`. */
async function main(rounds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "emqx-bench-"));
  const engine = await prepareEngine(join(directory, "engine"));
  const cluster = await startCluster({ directory: join(directory, "cluster") });
  try {
    const bench = {
      directory,
      cluster,
      engine,
      objects: await writeObjects(directory),
      compiled: await compile(join(directory, "compiled")),
    };
    const results: Results = {
      machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}, Kubernetes ${cluster.kubernetesVersion}`,
      clusters,
      one: await compare(bench, 1, rounds),
      many: await compare(bench, clusters, Math.ceil(rounds / 3)),
    };
    const page = await format(report(results), { parser: "markdown" });
    await writeFile(join(__dirname, "RESULTS.md"), page);
    console.log(page);
  } finally {
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Each round starts and ends without resources. Each measurement covers one operation of the engine in its own process. */
async function compare(bench: Bench, count: number, rounds: number): Promise<Comparison> {
  const samples: Record<string, Record<Variant, Sample[]>> = {};
  for (let round = 0; round < rounds; round++) {
    // The programs take turns in going first.
    for (const variant of round % 2 === 0 ? variants : [...variants].reverse()) {
      const operate = (operation: Operation) => measureOperation(bench, variant, count, operation);
      const note = async (step: string, operation: Operation) => {
        samples[step] ??= { component: [], byHand: [] };
        samples[step][variant].push(await operate(operation));
      };
      await note("preview, nothing deployed", "preview");
      await note("up", "up");
      await note("preview, nothing changed", "preview");
      await operate("destroy");
      await bench.cluster.kubectl(["delete", "persistentvolumeclaims", "--all"], { timeout: 300_000 });
    }
    console.error(`${count} clusters: round ${round + 1} of ${rounds}`);
  }
  const medians = (all: Sample[]): Sample => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    megabytes: median(all.map(({ megabytes }) => megabytes)),
  });
  return {
    rounds,
    steps: Object.entries(samples).map(([step, { component, byHand }]) => ({
      step,
      component: medians(component),
      byHand: medians(byHand),
      ratio: median(component.map(({ seconds }, i) => seconds / byHand[i].seconds)),
    })),
  };
}

async function measureOperation(
  { directory, cluster, engine, objects, compiled }: Bench,
  variant: Variant,
  count: number,
  operation: Operation,
): Promise<Sample> {
  const stack = `${variant}-${count}`;
  const workDir = join(directory, stack);
  await mkdir(workDir, { recursive: true });
  await writeFile(join(workDir, "Pulumi.yaml"), `name: bench\nruntime: nodejs\n`);
  const request: Request = {
    operation,
    stack,
    workDir,
    program: join(compiled, "bench/programs", `${variant}.js`),
    providerVersion: engine.providerVersion,
    commandRoot: engine.commandRoot,
  };
  return measure({
    command: process.execPath,
    args: [join(compiled, "bench/child.js"), JSON.stringify(request)],
    directory: join(__dirname, ".."),
    environment: {
      ...engine.environment,
      KUBECONFIG: cluster.kubeconfig,
      BENCH_CLUSTERS: `${count}`,
      BENCH_OBJECTS: objects,
    },
  });
}

/** Compiles the programs, so that no TypeScript loader adds to the time. */
async function compile(folder: string): Promise<string> {
  const repository = join(__dirname, "..");
  const programs = variants.map((variant) => join(__dirname, "programs", `${variant}.ts`));
  const { compilerOptions } = JSON.parse(await readFile(join(repository, "tsconfig.json"), "utf8")) as {
    compilerOptions: object;
  };
  await mkdir(folder);
  const config = {
    compilerOptions: {
      ...compilerOptions,
      noEmit: false,
      outDir: folder,
      rootDir: repository,
      paths: {},
      baseUrl: undefined,
    },
    files: [join(__dirname, "child.ts"), ...programs],
  };
  const file = join(folder, "tsconfig.json");
  await writeFile(file, JSON.stringify(config));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  await run(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", file]);
  return folder;
}

async function writeObjects(directory: string): Promise<string> {
  const file = join(directory, "objects.json");
  const objects = [];
  for (let i = 0; i < clusters; i++) objects.push(await handwrittenObjects(`emqx-${i}`));
  await writeFile(file, JSON.stringify(objects));
  return file;
}

interface Options extends Partial<GivenOptions> {
  rounds: number;
  chart?: string;
}

/** Measures real brokers if there is a Kubernetes cluster for them, otherwise the engine with simulated pods. */
async function bench({ rounds, chart, kubeconfig, ...options }: Options): Promise<void> {
  if (kubeconfig === undefined) return main(rounds);
  await useKubernetes({ kubeconfig, ...options });
  console.log(await measureBrokers(rounds, chart));
}

new Command("npm run bench --")
  .description(
    "Compare the component with the same objects written by hand on a local cluster, and write bench/RESULTS.md. " +
      "With --kubeconfig, measure real brokers on that cluster instead.",
  )
  .option(
    "--rounds <number>",
    `rounds with one cluster; a third of that number with ${clusters} clusters`,
    Number,
    6,
  )
  .option("--kubeconfig <file>", "kubeconfig of a Kubernetes cluster that can run brokers")
  .option("--context <name>", "context in the kubeconfig; required if it has several")
  .option("--storage-class <name>", "storage class of the volumes; by default that of the Kubernetes cluster")
  .option("--chart <path>", "with --kubeconfig, also measure EMQX's Helm chart in this folder; requires helm")
  .allowExcessArguments(false)
  .action((options: Options) => runCommand(() => bench(options)))
  .parse();
