import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { load } from "js-yaml";
import { prepareEngine } from "../../local/engine";
import { run } from "../../local/subprocess";
import { type PackedPackage, packPackage } from "../unit/support/packedPackage";
import { type Dependencies, npmInstall, requireRegistry, runInLanguageHost } from "./program";

const repository = join(__dirname, "../..");
const template = join(repository, "templates/emqx-typescript");

interface TemplateFile {
  name: string;
  description: string;
  runtime: string;
  template: Record<string, unknown> & { config: Record<string, { description: string; default: string }> };
}

describe("The template for pulumi new", function () {
  this.timeout(600_000);
  let directory: string;
  let project: string;

  /** Without a language host, the CLI creates the project, and then fails. */
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "emqx-template-"));
    project = join(directory, "my-broker");
    const { command, environment } = await prepareEngine(directory);
    const answers = ["--yes", "--name", "my-broker", "--description", "My broker"];
    const args = ["new", template, "--generate-only", "--dir", project, ...answers];
    const { stderr } = await run(command, args, { env: environment, expect: [0, 1, 255] });
    expect(stderr.replace(/.*failed to load language plugin nodejs.*\n?/, "")).not.to.contain("error:");
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it("has the fields that Pulumi's templates have", async () => {
    const file = load(await readFile(join(template, "Pulumi.yaml"), "utf8")) as TemplateFile;
    expect(file).to.include({ name: "${PROJECT}", description: "${DESCRIPTION}", runtime: "nodejs" });
    const fields = ["displayName", "description", "quickstart", "config", "important", "metadata"];
    expect(fields).to.include.members(Object.keys(file.template));
    for (const key of Object.values(file.template.config)) {
      expect(key).to.have.all.keys("description", "default");
    }
  });

  it("creates a project with the given name", async () => {
    const file = load(await readFile(join(project, "Pulumi.yaml"), "utf8")) as TemplateFile;
    expect(file).to.include({ name: "my-broker", description: "My broker" });
    expect(JSON.parse(await readFile(join(project, "package.json"), "utf8"))).to.include({
      name: "my-broker",
    });
    expect(existsSync(join(project, ".gitignore"))).to.equal(true);
  });

  describe("creates a program that", () => {
    let packed: PackedPackage;

    before(async function () {
      await requireRegistry(this);
      packed = packPackage();
      const file = join(project, "package.json");
      const manifest = JSON.parse(await readFile(file, "utf8")) as { dependencies: Dependencies };
      manifest.dependencies["@emqx-pulumi/emqx"] = packed.archive;
      await writeFile(file, JSON.stringify(manifest));
      await npmInstall(project);
    });
    after(() => packed?.remove());

    it("compiles", () => run("npx", ["--no-install", "tsc"], { cwd: project }));

    it("creates the cluster that its configuration describes", async () => {
      const config = { "program:replicas": "1", "kubernetes:namespace": "iot" };
      const resources = await runInLanguageHost(project, { config });
      const statefulSet = resources.find(({ type }) => type === "kubernetes:apps/v1:StatefulSet");
      expect(statefulSet?.inputs.spec).to.include({ replicas: 1 });
    });
  });
});
