import { chmod, cp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { GoModule, Pins } from "./modules";

/**
 * Copies the modules that need corrections, corrects them, and writes a go.mod that uses the copies. Returns Go's option for it. Go does not
 * allow replacing single files of a downloaded module.
 */
export async function useCorrected({ corrections }: GoModule, pins: Pins, folder: string): Promise<string[]> {
  if (corrections.length === 0) return [];
  const replacements: string[] = [];
  for (const { module, file, from, to } of corrections) {
    const copy = join(folder, basename(module));
    await cp(await pins.sourceFolder(module), copy, { recursive: true });
    await makeWritable(copy);
    const path = join(copy, file);
    const [before, ...after] = (await readFile(path, "utf8")).split(from);
    if (after.length !== 1) throw new Error(`${module}: ${file} must contain this text once: ${from}`);
    await writeFile(path, before + to + after[0]);
    // In quotes, because a path may contain spaces.
    replacements.push(`replace ${module} => ${JSON.stringify(copy)}`);
  }
  const modfile = join(folder, "go.mod");
  await writeFile(modfile, [pins.files["go.mod"], ...replacements, ""].join("\n"));
  await writeFile(join(folder, "go.sum"), pins.files["go.sum"]);
  return [`-modfile=${modfile}`];
}

/** Go's downloads are read-only. Nobody but root could change or remove a copy. */
async function makeWritable(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
  for (const path of paths) await chmod(path, (await stat(path)).mode | 0o200);
}
