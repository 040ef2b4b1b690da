import { createHash } from "node:crypto";
import { appendFileSync, createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { BuildProgress } from "./buildProgress";
import { cacheDirectory } from "./cache";
import { useCorrected } from "./corrections";
import { go } from "./go";
import { withLock } from "./lock";
import { fingerprint, type GoModule, Pins } from "./modules";

/** The result of building a module. */
export interface Built {
  directory: string;
  pins: Pins;
  path: (artifact: string) => string;
}

/** Size and time are a quick check that a file is unchanged. The digest decides in case of doubt. */
interface FileRecord {
  size: number;
  mtimeMs: number;
  sha256: string;
}

type BuildRecord = Record<string, FileRecord | undefined>;

interface Build extends Built {
  module: GoModule;
  flags: string[];
  missing: string[];
}

/**
 * Builds the modules that the user's cache lacks, with one progress bar. An interrupted build continues where it stopped,
 * because Go keeps each compiled package.
 *
 * @param without Programs that are not needed.
 */
export async function ensureBuilt(modules: GoModule[], without: string[] = []): Promise<Built[]> {
  if (process.platform !== "linux") throw new Error("The local cluster requires Linux.");
  const builds = await Promise.all(modules.map((module) => inspect(module, without)));
  if (builds.some(({ missing }) => missing.length > 0)) {
    await mkdir(cacheDirectory(), { recursive: true });
    await withLock(
      join(cacheDirectory(), "build"),
      async () => buildAll(await Promise.all(modules.map((module) => inspect(module, without)))),
      () => console.error("Waiting for another process to finish its build."),
    );
  }
  return builds;
}

/** Returns a finished build. Undefined if a part of it is missing or damaged. */
export async function findBuilt(module: GoModule): Promise<Built | undefined> {
  const build = await inspect(module, []);
  return build.missing.length === 0 ? build : undefined;
}

async function inspect(module: GoModule, without: string[]): Promise<Build> {
  const pins = await Pins.read(module);
  const flags = buildFlags(module, pins);
  const directory = join(cacheDirectory(), `${module.name}-${fingerprint(module, pins, flags)}`);
  const record = await readRecord(directory);
  const artifacts = [...Object.keys(module.programs), ...Object.keys(module.files)];
  const wanted = artifacts.filter((name) => !without.includes(name));
  const intact = await Promise.all(wanted.map((name) => isIntact(join(directory, name), record[name])));
  const missing = wanted.filter((_, i) => !intact[i]);
  return { module, pins, flags, directory, missing, path: (artifact) => join(directory, artifact) };
}

/** Inlining takes a third of the build time, and debug information a tenth. The programs do not need them. */
function buildFlags(module: GoModule, pins: Pins): string[] {
  const variables = Object.entries(module.variables(pins)).map(([name, value]) => `-X ${name}=${value}`);
  return ["-gcflags=all=-l -dwarf=false", `-ldflags=${["-s", "-w", ...variables].join(" ")}`];
}

async function buildAll(all: Build[]): Promise<void> {
  const builds = all.filter(({ missing }) => missing.length > 0);
  const titles = builds.map(({ module }) => module.title).join(" and ");
  console.error(`Building ${titles} from Go modules into ${cacheDirectory()}. This is only needed once.`);
  try {
    const plans: Map<string, string>[] = [];
    for (const build of builds) plans.push(await listPackages(build));
    // Lists the packages that an interrupted build has compiled.
    const journal = join(cacheDirectory(), "compiled");
    const progress = new BuildProgress(
      new Set(plans.flatMap((plan) => [...plan.values()])),
      await readLines(journal),
    );
    try {
      for (const [i, build] of builds.entries()) {
        progress.begin(build.module.title);
        await compile(build, (line) => {
          const compiled = plans[i].get(line);
          if (compiled === undefined) return;
          appendFileSync(journal, `${compiled}\n`);
          progress.done(compiled);
        });
        for (const each of plans[i].values()) progress.done(each);
      }
      await rm(journal, { force: true });
    } finally {
      progress.stop();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC")
      throw new Error(
        `The disk is full: free some GB for ${cacheDirectory()}, and run the command again. ${message}`,
      );
    throw error;
  }
}

/** Maps the import path of each package of the programs to its path with version, which is unique across modules. */
async function listPackages({ module, pins, missing }: Build): Promise<Map<string, string>> {
  const format =
    "{{.ImportPath}} {{.ImportPath}}{{with .Module}}@{{with .Replace}}{{.Version}}{{else}}{{.Version}}{{end}}{{end}}";
  let downloads = 0;
  const list = await go(["list", "-deps", "-f", format, ...packages(module, missing)], {
    cwd: pins.folder,
    onLine: (line) => {
      if (line.startsWith("go: downloading") && ++downloads % 50 === 1)
        console.error(`Downloading modules for ${module.title}.`);
    },
  });
  return new Map(
    list
      .trim()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split(" ") as [string, string]),
  );
}

function packages(module: GoModule, artifacts: string[]): string[] {
  return artifacts.filter((name) => name in module.programs).map((name) => module.programs[name]);
}

/** Builds the missing artifacts, and records each one once it is complete. */
async function compile(
  { module, pins, flags, directory, missing }: Build,
  onLine: (line: string) => void,
): Promise<void> {
  const partial = join(directory, "partial");
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const programs = packages(module, missing);
  if (programs.length > 0) {
    const corrected = await useCorrected(module, pins, partial);
    const args = ["build", "-v", ...flags, ...corrected, "-o", `${partial}/`, ...programs];
    await go(args, { cwd: pins.folder, onLine });
  }
  for (const name of missing) {
    const file = join(partial, name in module.programs ? executableName(module.programs[name]) : name);
    if (name in module.files) await writeFile(file, await module.files[name](pins));
    const { size, mtimeMs } = await stat(file);
    const record = {
      ...(await readRecord(directory)),
      [name]: { size, mtimeMs, sha256: await sha256(file) },
    };
    await writeRecord(directory, record);
    await rename(file, join(directory, name));
  }
  await rm(partial, { recursive: true });
}

/** Go names a program after the last element of its package that is not a major version. */
function executableName(pkg: string): string {
  return pkg
    .replace(/\/v\d+$/, "")
    .split("/")
    .at(-1)!;
}

async function isIntact(file: string, built: FileRecord | undefined): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (!found || !built || found.size !== built.size) return false;
  // In a copied cache, times differ: compare the content.
  return found.mtimeMs === built.mtimeMs || (await sha256(file)) === built.sha256;
}

async function readRecord(directory: string): Promise<BuildRecord> {
  try {
    return JSON.parse(await readFile(join(directory, "built.json"), "utf8")) as BuildRecord;
  } catch {
    // Missing or incomplete: build everything again.
    return {};
  }
}

async function writeRecord(directory: string, record: BuildRecord): Promise<void> {
  const file = join(directory, "built.json");
  await writeFile(`${file}.partial`, JSON.stringify(record, undefined, 2));
  await rename(`${file}.partial`, file);
}

async function readLines(file: string): Promise<string[]> {
  return (await readFile(file, "utf8").catch(() => "")).split("\n");
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
