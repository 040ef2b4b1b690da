import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheDirectory } from "./cache";
import { withLock } from "./lock";
import { ProcessError, run } from "./process";

const modules = join(__dirname, "modules");

/** The programs of the local control plane: the module each is built from and its package. */
const programs = {
  etcd: ["etcd", "go.etcd.io/etcd/server/v3"],
  "kube-apiserver": ["kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver"],
  "kube-controller-manager": ["kubernetes", "k8s.io/kubernetes/cmd/kube-controller-manager"],
  "kube-scheduler": ["kubernetes", "k8s.io/kubernetes/cmd/kube-scheduler"],
  kubectl: ["kubernetes", "k8s.io/kubernetes/cmd/kubectl"],
  kwok: ["kwok", "sigs.k8s.io/kwok/cmd/kwok"],
  kwokctl: ["kwok", "sigs.k8s.io/kwok/cmd/kwokctl"],
} as const;

export type Program = keyof typeof programs;

/** kwok's own rules for what simulated nodes, pods and volumes do, taken from the module that kwok is built from. */
const stageFiles = [
  "node/fast/node-initialize.yaml",
  "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "pod/fast/pod-complete.yaml",
  "pod/fast/pod-delete.yaml",
  "pod/fast/pod-ready.yaml",
  "volume/fast/pv-bind.yaml",
  "volume/fast/pv-delete.yaml",
  "volume/fast/pvc-delete.yaml",
  "volume/fast/pvc-provision.yaml",
];

const artifacts = [...(Object.keys(programs) as Program[]), "stages.yaml"] as const;
type Artifact = (typeof artifacts)[number];

export interface Binaries {
  /** The release of Kubernetes, such as `v1.36.3`. */
  kubernetesVersion: string;
  path(artifact: Artifact): string;
}

/** What was built: enough to see at a glance that a file is unchanged, and to make sure where that is in doubt. */
interface Built {
  size: number;
  mtimeMs: number;
  sha256: string;
}

/** Returns the programs of the local control plane, built where they are not in the user's cache yet. */
export async function ensureBinaries(): Promise<Binaries> {
  if (process.platform !== "linux") throw new Error("The local control plane runs on Linux only.");
  const pins = await readPins();
  const kubernetesVersion = pinnedVersion(pins, "k8s.io/kubernetes");
  const flags = linkerFlags(kubernetesVersion);
  const key = createHash("sha256")
    .update(JSON.stringify([pins, flags, programs, stageFiles, process.arch]))
    .digest("hex");
  const directory = join(cacheDirectory(), key.slice(0, 16));

  if ((await missing(directory)).length > 0) {
    await mkdir(directory, { recursive: true });
    await withLock(
      directory,
      () => buildMissing(directory, flags),
      () => console.error("Waiting for another process that builds the local control plane."),
    );
  }
  return { kubernetesVersion, path: (artifact) => join(directory, artifact) };
}

/** The text of every go.mod and go.sum, which pin all that is built. */
async function readPins(): Promise<string[]> {
  const files = (await readdir(modules, { recursive: true })).filter((file) => /go\.(mod|sum)$/.test(file));
  return Promise.all(files.sort().map((file) => readFile(join(modules, file), "utf8")));
}

function pinnedVersion(pins: string[], module: string): string {
  const line = new RegExp(`^(?:require)?\\s+${module} (v\\S+)`, "m");
  const version = pins.map((text) => line.exec(text)?.[1]).find(Boolean);
  if (!version) throw new Error(`no go.mod below ${modules} requires ${module}`);
  return version;
}

/** A build from the module proxy knows no version of its own, and clients refuse a server that tells none. */
function linkerFlags(kubernetesVersion: string): string {
  const [major, minor] = kubernetesVersion.slice(1).split(".");
  const version = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  const settings = Object.entries(version).map(
    ([key, value]) => `-X k8s.io/component-base/version.${key}=${value}`,
  );
  return ["-s", "-w", ...settings].join(" ");
}

async function missing(directory: string): Promise<Artifact[]> {
  const record = await readRecord(directory);
  const intact = await Promise.all(artifacts.map((name) => isIntact(join(directory, name), record[name])));
  return artifacts.filter((_, i) => !intact[i]);
}

async function isIntact(file: string, built: Built | undefined): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (!found || !built || found.size !== built.size) return false;
  // A copied cache has other times: then the content decides.
  return found.mtimeMs === built.mtimeMs || (await sha256(file)) === built.sha256;
}

async function buildMissing(directory: string, flags: string): Promise<void> {
  const names = await missing(directory);
  if (names.length === 0) return;
  for (const file of await readdir(directory)) {
    if (file.endsWith(".partial")) await rm(join(directory, file));
  }
  const duration = "once, for up to 10 minutes on two idle cores";
  console.error(`Building the local control plane from Go modules into ${directory}: ${duration}.`);
  for (const [i, name] of names.entries()) {
    const progress = showProgress(`[${i + 1}/${names.length}] ${name}`);
    try {
      await build(name, directory, flags);
    } finally {
      progress.stop();
    }
  }
}

async function build(name: Artifact, directory: string, flags: string): Promise<void> {
  const partial = join(directory, `${name}.partial`);
  if (name === "stages.yaml") await collectStages(partial);
  else {
    const [module, pkg] = programs[name];
    await go(module, ["build", "-ldflags", flags, "-o", partial, pkg]);
  }
  const { size, mtimeMs } = await stat(partial);
  const built: Built = { size, mtimeMs, sha256: await sha256(partial) };
  await writeRecord(directory, { ...(await readRecord(directory)), [name]: built });
  await rename(partial, join(directory, name));
}

async function collectStages(target: string): Promise<void> {
  const module = (await go("kwok", ["list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok"])).trim();
  const files = stageFiles.map((file) => readFile(join(module, "kustomize/stage", file), "utf8"));
  await writeFile(target, (await Promise.all(files)).join("---\n"));
}

async function go(module: string, args: string[]): Promise<string> {
  const env = {
    ...process.env,
    // The user's own settings must not change what is built.
    GOFLAGS: "-mod=readonly -trimpath -buildvcs=false",
    GOWORK: "off",
    CGO_ENABLED: "0",
    GOOS: "",
    GOARCH: "",
    GOEXPERIMENT: "",
  };
  try {
    return (await run("go", args, { cwd: join(modules, module), env })).stdout;
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    if (error.notFound) {
      throw new Error("Go is needed to build the local control plane, and `go` is not on the PATH.", {
        cause: error,
      });
    }
    const hint = "Go 1.21 or later gets the toolchain that it needs by itself.";
    throw new Error(`The local control plane could not be built. ${hint}\n${error.message}`, {
      cause: error,
    });
  }
}

type BuildRecord = Partial<Record<Artifact, Built>>;

async function readRecord(directory: string): Promise<BuildRecord> {
  try {
    return JSON.parse(await readFile(join(directory, "built.json"), "utf8")) as BuildRecord;
  } catch {
    // Absent or cut short: everything is built again.
    return {};
  }
}

async function writeRecord(directory: string, record: BuildRecord): Promise<void> {
  const file = join(directory, "built.json");
  await writeFile(`${file}.partial`, JSON.stringify(record, undefined, 2));
  await rename(`${file}.partial`, file);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** Elapsed time on one line of a terminal; elsewhere a line at the start, at the end, and every minute. */
function showProgress(label: string): { stop(): void } {
  const start = Date.now();
  const elapsed = () => `${label} ${Math.round((Date.now() - start) / 1000)} s`;
  const terminal = process.stderr.isTTY;
  const write = () => process.stderr.write(terminal ? `\r${elapsed()}` : `${elapsed()}\n`);
  if (!terminal) process.stderr.write(`${label}\n`);
  const timer = setInterval(write, terminal ? 1000 : 60_000);
  return {
    stop: () => {
      clearInterval(timer);
      write();
      if (terminal) process.stderr.write("\n");
    },
  };
}
