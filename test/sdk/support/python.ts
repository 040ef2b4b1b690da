import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../../../local/cache";
import { withLock } from "../../../local/lock";
import { run } from "../../../local/subprocess";

const requirements = join(__dirname, "requirements.txt");

/** Whether this machine has Python with pip and virtual environments. */
export async function hasPython(): Promise<boolean> {
  try {
    await run("python3", ["-c", "import ensurepip, sys, venv; assert sys.version_info >= (3, 10)"]);
    return true;
  } catch {
    return false;
  }
}

/** Returns a Python with the modules of `requirements.txt`. The first call installs them into the user's cache. */
export async function python(): Promise<string> {
  const { stdout: version } = await run("python3", ["--version"]);
  const identity = version + (await readFile(requirements, "utf8"));
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 16);
  const folder = join(cacheDirectory(), `python-${hash}`);
  await withLock(folder, async () => {
    if (!existsSync(join(folder, "bin/python"))) await install(folder);
  });
  return join(folder, "bin/python");
}

/** The finished environment gets its name last, so an interrupted installation is not used. */
async function install(folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(cacheDirectory(), { recursive: true });
  console.error(`Installing Python modules into ${folder}.`);
  await run("python3", ["-m", "venv", partial]);
  const options = ["--quiet", "--disable-pip-version-check", "--requirement", requirements];
  await run(join(partial, "bin/python"), ["-m", "pip", "install", ...options]);
  await rename(partial, folder);
}
