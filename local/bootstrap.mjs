// Runs a TypeScript program of this repository on a fresh clone: `node local/bootstrap.mjs <program.ts> [arguments]`.
// It first installs dependencies that are missing or out of date. It requires none itself.
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

function modified(file) {
  return statSync(resolve(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Runs a program in this terminal. Ctrl-C reaches the program directly, so wait until it ends. */
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
  console.error(`Node.js ${needed} or later is required, but this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs npm with all its output on standard error: standard output belongs to the program. */
async function npm(...args) {
  const code = await run("npm", args, ["ignore", 2, 2]);
  if (code !== 0) process.exit(code);
}

// npm writes this file last.
const installed = modified("node_modules/.package-lock.json") >= modified("package-lock.json");
if (!installed) {
  console.error("Installing dependencies.");
  // Skip install scripts: the only relevant one adds a plugin to the user's Pulumi folder.
  await npm("ci", "--ignore-scripts", "--no-audit", "--no-fund");
}
if (!installed || !modified("components/dist/index.js")) {
  await npm("run", "build");
  // npm only links a workspace's command if its file exists.
  await npm("rebuild", "--ignore-scripts", "--workspace", "components");
}

const [program, ...args] = process.argv.slice(2);
process.exit(await run(process.execPath, ["--import", "tsx", resolve(root, program), ...args], "inherit"));
