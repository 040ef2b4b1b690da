import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import Mocha from "mocha";
import { ensureBinaries } from "../../local/binaries";
import { runCommand } from "../../local/command";
import { ensureEngine } from "../../local/engine";
import { chaos, chaosTable } from "./chaos";
import { type GivenOptions, useKubernetes } from "./support/options";
import { Reporter, table } from "./support/reporter";

interface Options extends GivenOptions {
  json?: string;
  chaos?: number;
}

/** Runs the tests on the Kubernetes cluster, prints a table, and sets the exit code. */
async function main(files: string[], options: Options): Promise<void> {
  // First, so that a single build produces all programs.
  await ensureEngine();
  await ensureBinaries();
  await useKubernetes(options);
  const report = options.chaos === undefined ? await test(files) : await disturb(options.chaos);
  if (options.json !== undefined) {
    const document = {
      date: new Date().toISOString(),
      image: options.image ?? "default",
      ...report.document,
    };
    await writeFile(options.json, `${JSON.stringify(document, undefined, 2)}\n`);
  }
  process.exit(report.failed ? 1 : 0);
}

interface Report {
  failed: boolean;
  document: object;
}

async function test(files: string[]): Promise<Report> {
  const mocha = new Mocha({ timeout: 600_000 });
  (files.length > 0 ? files : testFiles()).forEach((file) => mocha.addFile(resolve(file)));
  let reporter!: Reporter;
  mocha.reporter(
    class {
      constructor(runner: Mocha.Runner) {
        reporter = new Reporter(runner);
      }
    } as never,
  );
  const failures = await new Promise<number>((done) => mocha.run(done));
  console.log(`\n${table(reporter.results)}\n`);
  const { results } = reporter;
  const count = (state: string) => results.filter((result) => result.state === state).length;
  console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
  return { failed: failures > 0, document: { results } };
}

async function disturb(kills: number): Promise<Report> {
  const result = await chaos(kills);
  console.log(chaosTable(result));
  return { failed: !result.healthy, document: { chaos: result } };
}

function testFiles(): string[] {
  return readdirSync(__dirname)
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => join(__dirname, file));
}

const program = new Command("npm run test:broker --")
  .description(
    "Deploy EMQX to a Kubernetes cluster, test it with MQTT clients, and remove it. The cluster must be able to pull the image. " +
      "Everything is in namespaces that the tests create and delete.",
  )
  .argument("[files...]", "test files; by default all")
  .requiredOption(
    "--kubeconfig <file>",
    "kubeconfig of the Kubernetes cluster; yours is never used by itself",
  )
  .option("--context <name>", "context in the kubeconfig; required if it has several")
  .option("--image <image>", "image of EMQX 5.8.5 or later; by default that of the component")
  .option("--storage-class <name>", "storage class of the volumes; by default that of the Kubernetes cluster")
  .option("--json <file>", "file for the results as JSON")
  .option("--chaos <number>", "instead of the tests, kill pods this many times under load", Number)
  .showHelpAfterError()
  .action((files: string[], options: Options) => runCommand(() => main(files, options)));
program.parse();
