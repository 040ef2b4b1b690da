import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
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
  const { passes = 0, failures = 0, pending = 0 } = await runTests(places);
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

function runTests(places: string[]): Promise<Mocha.Stats> {
  const mocha = new Mocha({ timeout: 60_000 });
  const suites = ["test/unit", "test/docs", "test/apiserver", "test/engine"];
  (places.length > 0 ? places : suites).flatMap(testFiles).forEach((file) => mocha.addFile(file));
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
