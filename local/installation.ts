import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { cacheDirectory } from "./cache";
import { isExecutable } from "./executable";
import { run } from "./subprocess";

// The Pulumi CLI and the Kubernetes provider, as published by Pulumi.

export interface Installation {
  /** The CLI, `pulumi`. */
  command: string;
  /** The executable of the Kubernetes provider. */
  plugin: string;
  /** The version that the provider reports. */
  providerVersion: string;
  /** Whether the CLI can run a Node.js program itself. */
  hasLanguageHost: boolean;
}

const downloads = "https://get.pulumi.com/";
const downloadTimeout = 5 * 60_000;

/** The installed CLI, with the provider version that the SDK requires. */
export async function findInstallation(): Promise<Installation | undefined> {
  const command = await findCommand();
  const version = await installedVersion("@pulumi/kubernetes");
  const plugin = [userHome(), ownHome()].map((home) => pluginPath(home, version)).find(isExecutable);
  return command && plugin ? describe(command, plugin, version) : undefined;
}

/** Downloads missing parts into the user's cache. Returns undefined if that is not possible. */
export async function downloadInstallation(): Promise<Installation | undefined> {
  if (!(await isReachable())) return undefined;
  const version = await installedVersion("@pulumi/kubernetes");
  try {
    const command = (await findCommand()) ?? (await downloadCommand());
    console.error(`Downloading the Pulumi plugin kubernetes ${version}.`);
    await run(command, ["plugin", "install", "resource", "kubernetes", version], {
      env: { ...withoutSettings(process.env), PULUMI_HOME: ownHome(), PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: downloadTimeout,
    });
    return describe(command, pluginPath(ownHome(), version), version);
  } catch (error) {
    console.error(
      `The Pulumi CLI or its Kubernetes plugin cannot be downloaded: ${(error as Error).message}`,
    );
    return undefined;
  }
}

/** Finds the installed CLI. */
export async function findCommand(): Promise<string | undefined> {
  // Skip node_modules: its wrapper would download the CLI. It uses the folders that follow.
  const path = searchPath().filter((folder) => !folder.endsWith("node_modules/.bin"));
  const placed = await Promise.all([userHome(), ownHome()].map(versionFolder));
  for (const folder of [...path, ...placed]) {
    const command = join(folder, "pulumi");
    if (isExecutable(command) && (await works(command))) return command;
  }
  return undefined;
}

/** The environment without the user's settings for Pulumi and Kubernetes. */
export function withoutSettings(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(environment).filter(([key]) => !/^(PULUMI_|KUBE)/.test(key));
  return Object.fromEntries(kept) as Record<string, string>;
}

function describe(command: string, plugin: string, providerVersion: string): Installation {
  const host = "pulumi-language-nodejs";
  const hasLanguageHost = [dirname(command), ...searchPath()].some((folder) =>
    isExecutable(join(folder, host)),
  );
  return { command, plugin, providerVersion, hasLanguageHost };
}

/** Downloads the CLI through the npm package `pulumi`. */
async function downloadCommand(): Promise<string> {
  const folder = await versionFolder(ownHome());
  const partial = `${ownHome()}.${process.pid}.partial`;
  const wrapper = join(dirname(require.resolve("pulumi/package.json")), "run.js");
  console.error("Downloading the Pulumi CLI.");
  try {
    await run(process.execPath, [wrapper, "version"], {
      env: { ...withoutSettings(process.env), PULUMI_HOME: partial },
      timeout: downloadTimeout,
    });
    await mkdir(dirname(dirname(folder)), { recursive: true });
    await rename(dirname(await versionFolder(partial)), dirname(folder));
    return join(folder, "pulumi");
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function isReachable(): Promise<boolean> {
  try {
    return (await fetch(downloads, { method: "HEAD", signal: AbortSignal.timeout(5000) })).status < 500;
  } catch {
    return false;
  }
}

function pluginPath(home: string, version: string): string {
  return join(home, "plugins", `resource-kubernetes-v${version}`, "pulumi-resource-kubernetes");
}

function searchPath(): string[] {
  return (process.env.PATH ?? "").split(delimiter);
}

function userHome(): string {
  return process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
}

/** The folder for downloads of this project. */
function ownHome(): string {
  return join(cacheDirectory(), "pulumi");
}

/** The folder in which the npm package `pulumi` places the CLI of its own version. */
async function versionFolder(home: string): Promise<string> {
  return join(home, "versions", await installedVersion("pulumi"), "bin");
}

/** The installed version of an npm package. */
export async function installedVersion(name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(require.resolve(`${name}/package.json`), "utf8")) as {
    version: string;
  };
  return manifest.version;
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
