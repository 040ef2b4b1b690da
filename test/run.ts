import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import Mocha from "mocha";
import { ensureBinaries } from "../local/binaries";
import { ensureEngine } from "../local/engine";

/**
 * Checks format, lint and types, then runs the tests. The last line shows the counts, `N passed, N failed, N skipped`.
 * The exit code is not zero if anything failed.
 *
 * Arguments: test files or folders to run without the other checks. Default: all checks and all tests.
 */
async function main(): Promise<void> {
  const places = process.argv.slice(2);
  const checks = places.length === 0 ? failedChecks() : [];
  // First, so that a single build produces all programs.
  await ensureEngine();
  await ensureBinaries();
  const { passes, failures, pending } = await runTests(places.length > 0 ? places : ["test"]);
  for (const check of checks) {
    console.error(`FAILED: ${check}`);
  }
  console.log(`${passes} passed, ${failures + checks.length} failed, ${pending} skipped`);
  process.exit(failures + checks.length > 0 ? 1 : 0);
}

function failedChecks(): string[] {
  const checks = [
    "prettier --check .",
    "eslint .",
    "tsc --noEmit --project tsconfig.json",
    // The examples use the compiled package.
    "tsc --project components/tsconfig.json",
  ];
  return checks.filter((check) => {
    console.log(`> ${check}`);
    return spawnSync("npx", ["--no-install", ...check.split(" ")], { stdio: "inherit" }).status !== 0;
  });
}

/** Runs the unit tests in parallel, because they share nothing. The other tests share one local cluster. */
async function runTests(places: string[]) {
  const files = places.flatMap(testFiles);
  const isUnit = (file: string) => file.startsWith(join("test", "unit"));
  const groups: [string[], Mocha.MochaOptions][] = [
    [files.filter(isUnit), { parallel: true, jobs: availableParallelism() }],
    [files.filter((file) => !isUnit(file)), {}],
  ];
  const totals = { passes: 0, failures: 0, pending: 0 };
  for (const [group, options] of groups.filter(([group]) => group.length > 0)) {
    const { passes, failures, pending } = await runFiles(group, options);
    totals.passes += passes;
    totals.failures += failures;
    totals.pending += pending;
  }
  return totals;
}

function runFiles(files: string[], options: Mocha.MochaOptions): Promise<Mocha.Stats> {
  const mocha = new Mocha({ timeout: 60_000, ...options });
  files.forEach((file) => mocha.addFile(file));
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
  });
}

function testFiles(place: string): string[] {
  if (place.endsWith(".ts")) {
    return [place];
  }
  const files = readdirSync(place, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => join(place, file));
}

main().catch((error: Error) => {
  console.error(`FAILED before the tests: ${error.message}`);
  console.log("0 passed, 1 failed, 0 skipped");
  process.exit(1);
});
