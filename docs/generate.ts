import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { makeProjectFile } from "./projectFile";
import { makeReference } from "./reference";

const root = join(__dirname, "..");
const folder = "docs/reference";

/** The argument reference and `Pulumi.yaml`, made of the documentation in the code, by path from the root. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(makeReference())) {
    const path = `${folder}/${name}`;
    const options = await resolveConfig(join(root, path));
    files[path] = await format(text, { ...options, parser: "markdown" });
  }
  const projectFile = "Pulumi.yaml";
  const options = await resolveConfig(join(root, projectFile));
  files[projectFile] = await format(makeProjectFile(), { ...options, parser: "yaml" });
  return files;
}

/** `npm run docs` writes them, and deletes those that are out of date. */
async function main(): Promise<void> {
  const files = await generatedFiles();
  rmSync(join(root, folder), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

if (require.main === module) {
  void main();
}
