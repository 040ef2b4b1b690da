import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/cmd";
import { ensureBinaries } from "./binaries";
import { type Built, ensureBuilt, findBuilt } from "./build";
import { downloadInstallation, findInstallation, type Installation, withoutSettings } from "./installation";
import { engineModule, providerVersion } from "./modules";
import { killProcesses } from "./processTable";

/** The Pulumi CLI and the Kubernetes provider, with their own home, file backend and passphrase below one folder. */
export interface Engine extends Installation {
  /** The folder whose `bin` contains the CLI, as the Automation API expects it. */
  commandRoot: string;
  pulumiCommand: PulumiCommand;
  /** Keeps the CLI away from the user's login, settings and clusters. */
  environment: Record<string, string>;
}

/**
 * Finds the Pulumi CLI and the Kubernetes provider: installed, built by an earlier run, downloaded, or built from Go
 * modules, in this order. One build also produces the programs of the local cluster.
 */
export async function ensureEngine(): Promise<Installation> {
  return (
    (await findInstallation()) ??
    (await findBuiltEngine()) ??
    (await downloadInstallation()) ??
    (await buildEngine())
  );
}

/** Returns an engine that keeps all its files below `directory`. */
export async function prepareEngine(directory: string): Promise<Engine> {
  const installation = await ensureEngine();
  const commandRoot = join(directory, "cli");
  await Promise.all([linkCommand(commandRoot, installation), linkPlugin(directory, installation)]);
  return {
    ...installation,
    commandRoot,
    pulumiCommand: await PulumiCommand.get({ root: commandRoot }),
    environment: await prepareEnvironment(directory, installation),
  };
}

/** Ends leftover processes that were started with an engine's environment. */
export function killEngine(directory: string): Promise<void> {
  const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes"];
  return killProcesses({ variable: "PULUMI_HOME", value: home(directory), programs });
}

async function findBuiltEngine(): Promise<Installation | undefined> {
  const built = await findBuilt(engineModule);
  return built && describe(built);
}

async function buildEngine(): Promise<Installation> {
  await ensureBinaries(engineModule);
  const [built] = await ensureBuilt([engineModule]);
  return describe(built);
}

function describe({ path, pins }: Built): Installation {
  return {
    command: path("pulumi"),
    plugin: path("pulumi-resource-kubernetes"),
    providerVersion: providerVersion(pins),
    // No package registry offers the language host.
    hasLanguageHost: false,
  };
}

async function linkCommand(root: string, { command }: Installation): Promise<void> {
  const folder = join(root, "bin");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(command, join(folder, "pulumi"));
}

/** Links each file, not the folder: the CLI writes a file beside them when it uses the plugin. */
async function linkPlugin(directory: string, { plugin, providerVersion }: Installation): Promise<void> {
  const folder = join(home(directory), "plugins", `resource-kubernetes-v${providerVersion}`);
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(dirname(plugin))) {
    const link = join(folder, file);
    if (!existsSync(link)) await symlink(join(dirname(plugin), file), link);
  }
}

async function prepareEnvironment(
  directory: string,
  { command, hasLanguageHost }: Installation,
): Promise<Record<string, string>> {
  const [state, temporary] = ["state", "tmp"].map((folder) => join(directory, folder));
  const passphrase = join(directory, "passphrase");
  await Promise.all([state, temporary].map((folder) => mkdir(folder, { recursive: true })));
  if (!existsSync(passphrase)) await writeFile(passphrase, randomBytes(32).toString("hex"), { mode: 0o600 });
  const path = process.env.PATH ?? "";
  return {
    ...withoutSettings(process.env),
    // The language host is beside the CLI. So is a built provider, which Pulumi would mistake for one of the user's.
    PATH: hasLanguageHost ? [dirname(command), path].join(delimiter) : path,
    // The provider does not remove its temporary files when it is killed.
    TMPDIR: temporary,
    PULUMI_HOME: home(directory),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

function home(directory: string): string {
  return join(directory, "home");
}
