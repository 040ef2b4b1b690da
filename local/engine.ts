import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { cacheDirectory } from "./cache";
import { run } from "./process";
import { killProcesses } from "./processes";

export interface Engine {
  /** The CLI, `pulumi`. */
  command: string;
  /** The folder whose `bin` holds the CLI, as the Automation API wants it; none where the CLI lies in no `bin`. */
  root?: string;
  /** Points the CLI at a home, a file backend and a passphrase of their own: the user's login is out of reach. */
  environment: NodeJS.ProcessEnv;
}

export interface NoEngine {
  /** Why there is none, in one line. */
  missing: string;
}

const downloads = "https://get.pulumi.com/";
const downloadTimeout = 5 * 60_000;

/**
 * Finds the Pulumi CLI with the Kubernetes plugin, or fetches them into the user's cache folder. All that the CLI
 * keeps goes below `directory`.
 */
export async function findEngine(directory: string): Promise<Engine | NoEngine> {
  const command = (await findCommand()) ?? (await fetchCommand());
  if (!command) return { missing: "The Pulumi CLI is not installed and cannot be fetched" };
  const environment = await prepareEnvironment(directory, command);
  const version = await installedVersion("@pulumi/kubernetes");
  const plugins = await findPlugin(version, command, environment);
  if (!plugins)
    return { missing: `The Pulumi plugin kubernetes ${version} is not installed and cannot be fetched` };
  await linkPlugins(plugins, join(home(directory), "plugins"));
  const folder = dirname(command);
  return { command, environment, ...(basename(folder) === "bin" ? { root: dirname(folder) } : {}) };
}

/** Ends what was started with the environment of `findEngine` and never came to its end. */
export function killEngine(directory: string): Promise<void> {
  const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes"];
  return killProcesses({ variable: "PULUMI_HOME", value: home(directory), programs });
}

function home(directory: string): string {
  return join(directory, "home");
}

/** Finds the CLI where it is installed. */
export async function findCommand(): Promise<string | undefined> {
  // The one in node_modules is the wrapper that would fetch the CLI; it knows the places that follow.
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.endsWith("node_modules/.bin"));
  const placed = await Promise.all([userHome(), ownHome()].map(versionFolder));
  for (const folder of [...path, ...placed]) {
    const command = join(folder, "pulumi");
    if (isExecutable(command) && (await works(command))) return command;
  }
  return undefined;
}

/** Lets the npm package `pulumi` fetch the CLI. */
async function fetchCommand(): Promise<string | undefined> {
  if (!(await isReachable())) return undefined;
  const folder = await versionFolder(ownHome());
  const partial = `${ownHome()}.${process.pid}.partial`;
  const wrapper = join(dirname(require.resolve("pulumi/package.json")), "run.js");
  console.error("Fetching the Pulumi CLI.");
  try {
    await run(process.execPath, [wrapper, "version"], {
      env: { ...withoutSettings(process.env), PULUMI_HOME: partial },
      timeout: downloadTimeout,
    });
    await mkdir(dirname(dirname(folder)), { recursive: true });
    await rename(dirname(await versionFolder(partial)), dirname(folder));
    return join(folder, "pulumi");
  } catch {
    return undefined;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** The folder of plugins that has the Kubernetes plugin of this version. */
async function findPlugin(
  version: string,
  command: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const name = `resource-kubernetes-v${version}/pulumi-resource-kubernetes`;
  const folders = [userHome(), ownHome()].map((home) => join(home, "plugins"));
  const found = folders.find((folder) => isExecutable(join(folder, name)));
  if (found) return found;
  if (!(await isReachable())) return undefined;
  console.error(`Fetching the Pulumi plugin kubernetes ${version}.`);
  try {
    await run(command, ["plugin", "install", "resource", "kubernetes", version], {
      env: { ...environment, PULUMI_HOME: ownHome() },
      timeout: downloadTimeout,
    });
    return join(ownHome(), "plugins");
  } catch {
    return undefined;
  }
}

async function prepareEnvironment(directory: string, command: string): Promise<NodeJS.ProcessEnv> {
  const state = join(directory, "state");
  const passphrase = join(directory, "passphrase");
  await Promise.all([mkdir(state, { recursive: true }), mkdir(home(directory), { recursive: true })]);
  if (!existsSync(passphrase)) await writeFile(passphrase, randomBytes(32).toString("hex"), { mode: 0o600 });
  return {
    ...withoutSettings(process.env),
    // The language host lies beside the CLI.
    PATH: [dirname(command), process.env.PATH].join(delimiter),
    PULUMI_HOME: home(directory),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** The environment without what the user has set for Pulumi and for Kubernetes. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !/^(PULUMI_|KUBE)/.test(key)));
}

/** Offers plugins in another folder. Their files are linked one by one, as the CLI notes each use beside them. */
async function linkPlugins(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    await mkdir(join(to, name), { recursive: true });
    for (const file of await readdir(join(from, name))) {
      const link = join(to, name, file);
      if (!existsSync(link)) await symlink(join(from, name, file), link);
    }
  }
}

async function isReachable(): Promise<boolean> {
  try {
    await fetch(downloads, { method: "HEAD", signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}

function userHome(): string {
  return process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
}

/** Where this project puts what it fetches itself. */
function ownHome(): string {
  return join(cacheDirectory(), "pulumi");
}

/** Where the npm package `pulumi` places the CLI of its own version. */
async function versionFolder(home: string): Promise<string> {
  return join(home, "versions", await installedVersion("pulumi"), "bin");
}

async function installedVersion(name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(require.resolve(`${name}/package.json`), "utf8")) as {
    version: string;
  };
  return manifest.version;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function works(command: string): Promise<boolean> {
  const settings = { PULUMI_HOME: ownHome(), PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    await run(command, ["version"], {
      env: { ...withoutSettings(process.env), ...settings },
      timeout: 10_000,
    });
    return true;
  } catch {
    return false;
  }
}
