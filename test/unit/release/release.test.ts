import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ProcessError, run } from "../../../local/subprocess";
import { packRelease } from "../../../release/pack";
import { readVersion } from "../../../release/versions";

const repository = join(__dirname, "../../..");

/** Runs the release without a workflow and without a registry, which may already have this version. */
function release(...options: string[]) {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    npm_config_registry: "http://127.0.0.1:9/",
    npm_config_fetch_retries: "0",
  };
  delete env.GITHUB_REPOSITORY;
  return run(process.execPath, ["--import", "tsx", "release/run.ts", ...options], { cwd: repository, env });
}

const git = (...args: string[]) => execFileSync("git", args, { cwd: repository, encoding: "utf8" });

describe("npm run release", function () {
  this.timeout(300_000);

  it("runs all steps with --dry-run, and changes nothing", async () => {
    const before = [git("status", "--short"), git("tag", "--list"), git("rev-parse", "HEAD")];
    const { stdout } = await release("--dry-run");
    expect(stdout).to.contain("A release would be refused: ");
    expect(stdout).to.match(/Would publish: \+ @\S+@\d/);
    expect(stdout).to.contain(`Would run: gh release create v${readVersion()} `);
    expect(stdout).to.contain("### Added");
    expect([git("status", "--short"), git("tag", "--list"), git("rev-parse", "HEAD")]).to.deep.equal(before);
  });

  it("rejects a release outside the workflow", async () => {
    const error = await release().then(
      () => undefined,
      (error: unknown) => error as ProcessError,
    );
    expect(error?.result.stderr).to.match(
      /address of the repository is unknown|exists already|has no section/,
    );
  });

  it("packs the address of the repository", async () => {
    const folder = mkdtempSync(join(tmpdir(), "emqx-pack-"));
    try {
      const archive = await packRelease(folder, "https://github.com/example/emqx");
      const manifest = execFileSync("tar", ["-xzOf", archive, "package/package.json"], { encoding: "utf8" });
      expect(JSON.parse(manifest)).to.deep.include({
        repository: {
          type: "git",
          url: "git+https://github.com/example/emqx.git",
          directory: "components",
        },
        homepage: "https://github.com/example/emqx#readme",
        bugs: { url: "https://github.com/example/emqx/issues" },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
