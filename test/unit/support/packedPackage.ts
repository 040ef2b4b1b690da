import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const repository = join(__dirname, "../../..");

export interface PackedPackage {
  /** The package in a clone of the repository, after `npm install` there. */
  cloned: string;
  archive: string;
  /** The extracted archive, after `npm install` there. */
  extracted: string;
  remove(): void;
}

/** Packs a copy of the package, so that tests that use the build can run at the same time. */
export function packPackage(): PackedPackage {
  const folder = mkdtempSync(join(tmpdir(), "emqx-package-"));
  const cloned = join(folder, "clone/components");
  const filter = (path: string) => !["dist", "node_modules"].includes(basename(path));
  cpSync(join(repository, "components"), cloned, { recursive: true, filter });
  mkdirSync(join(cloned, "dist"));
  writeFileSync(join(cloned, "dist/leftover.js"), "");
  installDependencies(join(folder, "clone"));
  // The build before packing is the one that `npm install` runs in a clone.
  execFileSync("npm", ["pack", "--pack-destination", folder], { cwd: cloned, stdio: "pipe" });
  const archive = join(
    folder,
    readdirSync(folder).find((file) => file.endsWith(".tgz"))!,
  );
  const extracted = join(folder, "extracted");
  mkdirSync(extracted);
  execFileSync("tar", ["-xzf", archive, "--strip-components=1", "-C", extracted]);
  installDependencies(extracted);
  return { cloned, archive, extracted, remove: () => rmSync(folder, { recursive: true }) };
}

/** Uses the installed dependencies of this repository, so that the tests run without a network. */
function installDependencies(folder: string): void {
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "dir");
}
