import { spawnSync } from "node:child_process";
import { globSync } from "glob";
import Mocha from "mocha";

/**
 * Everything that must hold: format, lint and types, then the tests. Ends with one line of the real counts,
 * `N passed, N failed, N skipped`, and a non-zero exit code if anything failed.
 *
 * Arguments: patterns of test files; without any, all of them.
 */
async function main(): Promise<void> {
  const patterns = process.argv.slice(2);
  const checks = patterns.length === 0 ? failedChecks() : [];
  const { passes = 0, failures = 0, pending = 0 } = await runTests(patterns);
  for (const check of checks) {
    console.error(`FAILED: ${check}`);
  }
  console.log(`${passes} passed, ${failures + checks.length} failed, ${pending} skipped`);
  process.exit(failures + checks.length > 0 ? 1 : 0);
}

function failedChecks(): string[] {
  const checks = ["prettier --check .", "eslint .", "tsc --noEmit --project tsconfig.json"];
  return checks.filter((check) => {
    console.log(`> ${check}`);
    return spawnSync("npx", ["--no-install", ...check.split(" ")], { stdio: "inherit" }).status !== 0;
  });
}

function runTests(patterns: string[]): Promise<Mocha.Stats> {
  const files =
    patterns.length > 0
      ? patterns
      : ["test/unit", "test/apiserver", "test/engine"].map((suite) => `${suite}/**/*.test.ts`);
  const mocha = new Mocha({ timeout: 60_000 });
  files.flatMap((pattern) => globSync(pattern).sort()).forEach((file) => mocha.addFile(file));
  return new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
  });
}

void main();
