import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/command";
import { run } from "../local/subprocess";
import { repositoryFields } from "./repository";

/**
 * Packs the committed package. It is built in a folder of its own, so that the checkout does not change.
 *
 * @param address of the repository. Without it, the package does not say where it comes from.
 * @returns the path of the archive.
 */
export async function packRelease(folder: string, address: string | undefined): Promise<string> {
  const sources = join(folder, "sources.tar");
  await run("git", ["archive", "--output", sources, "HEAD", "components"], { cwd: root });
  await run("tar", ["-xf", sources, "-C", folder]);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  const cwd = join(folder, "components");
  if (address) await run("npm", ["pkg", "set", ...repositoryFields(address)], { cwd });
  const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd });
  return join(folder, stdout.trim().split("\n").at(-1)!);
}
