// Runs a TypeScript program of this repository on a fresh clone: `node local/bootstrap.mjs <program.ts> [arguments]`.
// It installs the dependencies first where they are missing or out of date, and needs none itself.
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

function modified(file) {
  return statSync(resolve(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Runs a program on this terminal. Ctrl-C reaches the program itself, which comes to its own end. */
function run(command, args, stdio) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: root, stdio });
    process.on("SIGINT", () => undefined);
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", failed);
    child.on("close", (code) => done(code ?? 130));
  });
}

const { engines } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
const needed = engines.node.replace(">=", "");
if (needed.localeCompare(process.versions.node, undefined, { numeric: true }) > 0) {
  console.error(`Node ${needed} or later is needed, this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs npm: its standard output is the program's, so all it says goes to standard error. */
async function npm(...args) {
  const code = await run("npm", args, ["ignore", 2, 2]);
  if (code !== 0) process.exit(code);
}

// npm writes this file last.
const installed = modified("node_modules/.package-lock.json") >= modified("package-lock.json");
if (!installed) {
  console.error("Installing the dependencies.");
  // The one script that would do anything puts a plugin into the user's Pulumi folder.
  await npm("ci", "--ignore-scripts", "--no-audit", "--no-fund");
}
if (!installed || !modified("components/dist/index.js")) {
  await npm("run", "build");
  // npm links a command of a workspace only when its file is there.
  await npm("rebuild", "--ignore-scripts", "--workspace", "components");
}

const [program, ...args] = process.argv.slice(2);
process.exit(await run(process.execPath, ["--import", "tsx", resolve(root, program), ...args], "inherit"));
