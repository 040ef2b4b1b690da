import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import { run, type RunResult } from "../../local/subprocess";
import { type FakeEngine, startFakeEngine } from "../unit/support/fakeEngine";

/** Dependencies of a program: a version, a range or an archive by name. */
export type Dependencies = Record<string, string>;

/** Skips tests that install packages where no registry can be reached. */
export async function requireRegistry(context: Context): Promise<void> {
  try {
    await run("npm", ["view", "@pulumi/pulumi", "version"], { timeout: 60_000 });
  } catch {
    console.warn("\n  SKIPPED, so not tested: versions of the SDKs. npm cannot reach a registry.\n");
    context.skip();
  }
}

/** Installs dependencies from the registry into a new folder, as a user does. */
export async function installProgram(
  dependencies: Dependencies,
  files: Record<string, string> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "emqx-program-"));
  const manifest = JSON.stringify({ name: "program", private: true, main: "index.ts", dependencies });
  for (const [file, text] of Object.entries({ "package.json": manifest, ...files })) {
    await writeFile(join(folder, file), text);
  }
  try {
    await npmInstall(folder);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  return folder;
}

export function npmInstall(folder: string): Promise<RunResult> {
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  return run("npm", ["install", ...options], { cwd: folder });
}

/** The number of installed copies of a package, at any depth. */
export async function copies(folder: string, name: string): Promise<number> {
  const { stdout } = await run("npm", ["query", `[name="${name}"]`], { cwd: folder });
  return new Set((JSON.parse(stdout) as { path: string }[]).map(({ path }) => path)).size;
}

interface HostOptions {
  /** The program of Node.js. Default: the one of this process. */
  node?: string;
  /** The stack configuration. */
  config?: Record<string, string>;
  /** The features that the engine supports. Default: all. */
  features?: string[];
}

/** Runs a program as Pulumi's language host does, and returns the resources that it registers. */
export async function runInLanguageHost(
  folder: string,
  { node = process.execPath, config = {}, features }: HostOptions = {},
): Promise<FakeEngine["resources"]> {
  const engine = await startFakeEngine(features);
  const host = require.resolve("@pulumi/pulumi/cmd/run", { paths: [folder] });
  const options = {
    "--monitor": engine.address,
    "--engine": engine.address,
    "--organization": "organization",
    "--project": "program",
    "--stack": "test",
    "--pwd": folder,
    "--parallel": "16",
  };
  const env = {
    ...process.env,
    PULUMI_NODEJS_TYPESCRIPT: "true",
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: "[]",
  };
  try {
    await run(node, [host, ...Object.entries(options).flat(), "."], { cwd: folder, env });
    return engine.resources;
  } catch (error) {
    throw new Error(`The program failed: ${engine.messages.join("\n")}`, { cause: error });
  } finally {
    engine.stop();
  }
}
