import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { load } from "js-yaml";

const folder = join(__dirname, "../../../.github/workflows");
const files = readdirSync(folder).map((file) => join(folder, file));
const texts = files.map((file) => readFileSync(file, "utf8"));

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { permissions?: object; steps?: { run?: string }[] }>;
}

describe("The workflows", function () {
  this.timeout(300_000);

  it("pass actionlint", () => {
    const { status, stdout, stderr } = spawnSync("go", ["tool", "actionlint", ...files], {
      cwd: join(__dirname, "../../modules/actionlint"),
      env: { ...process.env, GOFLAGS: "" },
      encoding: "utf8",
    });
    expect(stdout + stderr).to.equal("");
    expect(status).to.equal(0);
  });

  it("pin each action of others by a full commit, and name its version", () => {
    const uses = texts.flatMap((text) => text.match(/uses: (?!\.\/).*/g) ?? []);
    expect(uses).not.to.deep.equal([]);
    const pinned = /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(uses.filter((line) => !pinned.test(line))).to.deep.equal([]);
  });

  it("have no permissions that a job does not ask for", () => {
    const granted = texts.flatMap((text) => Object.values((load(text) as Workflow).permissions));
    expect(granted.filter((access) => access !== "read")).to.deep.equal([]);
  });

  it("publish with the tested command, and nothing else", () => {
    const { jobs } = load(readFileSync(join(folder, "release.yml"), "utf8")) as Workflow;
    expect(jobs.release.permissions).to.deep.equal({ contents: "write", "id-token": "write" });
    const commands = jobs.release.steps!.flatMap(({ run }) => run ?? []);
    expect(commands).to.deep.equal(["npm run release -- ${{ inputs.dry-run && '--dry-run' || '' }}"]);
  });
});
