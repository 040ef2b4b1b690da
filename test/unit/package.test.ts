import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import { expect } from "chai";
import { EmqxCluster } from "../../components/index";
import { defaultChildren } from "./support/cluster";
import { type FakeEngine, startFakeEngine } from "./support/fakeEngine";
import { withoutHash } from "./support/mocks";
import { type PackedPackage, packPackage } from "./support/packedPackage";
import { type Plugin, type Schema, startPlugin } from "./support/plugin";

const repository = join(__dirname, "../..");

describe("The package", function () {
  this.timeout(300_000);
  let packed: PackedPackage;
  let schema: Schema;

  before(async () => {
    packed = packPackage();
    const dirname = join(repository, "components");
    const provider = new ComponentProvider({
      name: "emqx",
      namespace: "emqx-pulumi",
      components: [EmqxCluster],
      dirname,
    });
    schema = JSON.parse(await provider.getSchema()) as Schema;
  });

  after(() => packed.remove());

  for (const form of ["extracted", "cloned"] as const) {
    describe(`runs as a Pulumi plugin for all languages, ${form},`, () => {
      let engine: FakeEngine;
      let plugin: Plugin;

      before(async () => {
        engine = await startFakeEngine();
        plugin = await startPlugin(packed[form], engine.address);
      });

      after(() => {
        plugin.stop();
        engine.stop();
      });

      it("gives the complete schema", async () => {
        expect(await plugin.schema()).to.deep.equal(schema);
      });

      it("constructs a cluster", async () => {
        const { urn, outputs } = await plugin.construct("emqx", {
          namespace: "iot",
          acceptedExposures: ["openListener"],
        });
        expect(urn).to.match(/emqx:index:EmqxCluster::emqx$/);
        expect(outputs).to.deep.include({ namespace: "iot", clusterIP: "10.96.7.7" });
        expect(outputs).to.have.all.keys(Object.keys(schema.resources["emqx:index:EmqxCluster"].properties));
        const children = engine.resources.map(({ type, name }) => `${type} ${withoutHash(name)}`);
        expect(children).to.include.members(defaultChildren);
        expect(engine.messages).to.deep.equal([]);
      });

      it("accepts a secret output of another resource, and keeps it secret", async () => {
        const dashboardPassword = {
          [pulumi.runtime.specialSigKey]: pulumi.runtime.specialOutputValueSig,
          value: "correct-horse",
          secret: true,
        };
        await plugin.construct("safe", { credentials: { dashboardPassword } });
        const { inputs } = engine.resources.find(({ name }) => name === "safe-credentials")!;
        expect(JSON.stringify(inputs)).to.include(Buffer.from("correct-horse").toString("base64"));
        expect(pulumi.runtime.isRpcSecret(inputs.data)).to.equal(true);
      });

      it("previews a cluster whose volume size is not known yet", async () => {
        const size = { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialOutputValueSig };
        const args = { replicas: 1, namespace: "iot", persistence: { size } };
        const { outputs } = await plugin.construct("later", args, { preview: true });
        expect(outputs.podDnsNames).to.deep.equal(["later-0.later-headless.iot.svc.cluster.local"]);
      });

      it("reports wrong arguments", async () => {
        const message = await plugin.construct("wrong", { replicas: 0 }).then(
          () => "accepted",
          (error: Error) => error.message,
        );
        expect(message).to.include("replicas: got 0; must be a whole number of at least 1");
      });
    });
  }

  it("contains the source of each compiled file", () => {
    const dist = join(packed.extracted, "dist");
    const files = readdirSync(dist, { recursive: true, encoding: "utf8" });
    const maps = files.filter((file) => file.endsWith(".map")).map((file) => join(dist, file));
    const sources = maps.flatMap((map) => {
      const { sources } = JSON.parse(readFileSync(map, "utf8")) as { sources: string[] };
      return sources.map((source) => join(dirname(map), source));
    });
    expect(sources).to.include(join(packed.extracted, "emqxCluster.ts"));
    expect(sources.filter((source) => !existsSync(source))).to.deep.equal([]);
  });

  it("contains no leftover of an earlier build", () => {
    expect(existsSync(join(packed.extracted, "dist/leftover.js"))).to.equal(false);
  });

  it("passes publint", () => {
    expect(command("publint", "--strict", packed.archive)).to.include("All good!");
  });

  it("has types for every kind of module resolution", () => {
    expect(command("attw", "--no-color", "--no-emoji", packed.archive)).to.include("No problems found");
  });
});

/** The output of an installed command. */
function command(name: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(join(repository, "node_modules/.bin", name), args, {
    encoding: "utf8",
  });
  return stdout + stderr;
}
