import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../../local/subprocess";
import { kubectl } from "../support/cluster";
import { usesEngine, TestStack } from "./support";

/** The commit before volumes could be resized and nodes could leave the cluster. It serves as the previous release. */
const previous = "2d29ced";
const repository = join(__dirname, "../..");

const program = `
  const { Config } = require("@pulumi/pulumi");
  const { EmqxCluster } = require(new Config().require("package"));
  new EmqxCluster("emqx", { updates: { minReadySeconds: 0 } });
`;

describe("A cluster that an earlier version of this package has deployed", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async function () {
    const { code } = await run("git", ["cat-file", "-e", `${previous}:components`], {
      cwd: repository,
      expect: [0, 1, 128],
    });
    if (code !== 0) {
      console.warn(
        `\n  SKIPPED, so not tested: "${this.test!.parent!.title}". This clone has no commit ${previous}.\n`,
      );
      this.skip();
    }
    stack = await TestStack.createFrom(program, "upgrade");
    await stack.stack.setConfig("project:package", {
      value: await buildPrevious(stack.stack.workspace.workDir),
    });
    await stack.up();
    await stack.stack.setConfig("project:package", { value: join(repository, "components") });
  });
  after(() => stack?.remove());

  /** Compiles the earlier version and returns its folder. */
  async function buildPrevious(folder: string): Promise<string> {
    const checkout = join(folder, "previous");
    await mkdir(checkout);
    const { stdout } = await run(
      "git",
      ["archive", "--format=tar", "--output", join(folder, "previous.tar"), previous],
      {
        cwd: repository,
      },
    ).then(() =>
      run("tar", ["-xf", join(folder, "previous.tar"), "-C", checkout, "components", "tsconfig.json"]),
    );
    expect(stdout).to.equal("");
    const modules = join(repository, "node_modules");
    await mkdir(join(checkout, "node_modules"));
    for (const entry of await readdir(modules)) {
      await symlink(join(modules, entry), join(checkout, "node_modules", entry));
    }
    const compiler = join(modules, "typescript/bin/tsc");
    // Its options are those of TypeScript 5.
    const options = ["--ignoreDeprecations", "6.0"];
    await run(process.execPath, [
      compiler,
      "--project",
      join(checkout, "components/tsconfig.json"),
      ...options,
    ]);
    return join(checkout, "components");
  }

  const uids = (kind: string) =>
    kubectl("get", kind, "--namespace", stack.namespace, "-o", "jsonpath={.items[*].metadata.uid}");

  it("keeps all objects when it is updated to this version", async () => {
    const { steps } = await stack.preview();
    const withoutHash = (resource: string) => resource.replace(/-[0-9a-f]{10}$/, "");
    expect(steps.map(({ operation, resource }) => `${operation} ${withoutHash(resource)}`)).to.have.members([
      "create ConfigMap emqx-scripts",
      ...[0, 1, 2].map((ordinal) => `create PersistentVolumeClaimPatch emqx-data-${ordinal}`),
      "create ReplacementGuard emqx",
      "create ReplacementGuard emqx-headless",
      "update EmqxCluster emqx",
      "update NetworkPolicy emqx",
      "update Role emqx",
      "update StatefulSet emqx",
    ]);
    const before = [
      await uids("statefulsets"),
      await uids("pvc"),
      await uids("services"),
      await uids("secrets"),
    ];
    await stack.up();
    expect([
      await uids("statefulsets"),
      await uids("pvc"),
      await uids("services"),
      await uids("secrets"),
    ]).to.deep.equal(before);
    expect((await stack.preview()).steps).to.deep.equal([]);
  });
});
