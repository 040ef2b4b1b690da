import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { Edition } from "../../components/index";
import { type Deployed, deploy, refusal } from "./support/cluster";

const repository = join(__dirname, "../..");
const folder = join(repository, "components/scripts");
const files = readdirSync(folder);

const scriptsOf = ({ children }: Deployed) =>
  children.find(({ name }) => name === "emqx-scripts")!.inputs as types.output.core.v1.ConfigMap;

describe("The scripts in the broker's container", () => {
  it("come from an immutable ConfigMap, are read-only and executable", async () => {
    const deployed = await deploy();
    const { metadata, immutable } = scriptsOf(deployed);
    expect(immutable).to.equal(true);
    expect(deployed.statefulSet.inputs.spec.template.spec.volumes).to.deep.include({
      name: "scripts",
      configMap: { name: metadata.name, defaultMode: 0o555 },
    });
    expect(deployed.container.volumeMounts).to.deep.include({
      name: "scripts",
      mountPath: "/etc/emqx/scripts",
      readOnly: true,
    });
  });

  it("are the same for all clusters, so that a changed setting shows no shell", async () => {
    const plain = scriptsOf(await deploy());
    const other = scriptsOf(
      await deploy({
        image: "emqx/emqx-enterprise:5.1.1",
        edition: Edition.Enterprise,
        evacuation: {},
        clusterDomain: "example.org",
      }),
    );
    expect(other.data).to.deep.equal(plain.data);
    expect(other.metadata.name).to.equal(plain.metadata.name);
  });

  it("reserve the name of their volume and their mount path", async () => {
    const volumes = [{ name: "scripts", emptyDir: {} }];
    const volumeMounts = [{ name: "mine", mountPath: "/etc/emqx/scripts/" }];
    expect(await refusal({ pods: { volumes, volumeMounts } }))
      .to.include("\n  pods.volumes[0].name: ")
      .and.include("\n  pods.volumeMounts[0].mountPath: ");
  });

  it("are part of the npm package", () => {
    const pack = ["pack", "--dry-run", "--json", "--ignore-scripts", "--workspace", "components"];
    const [{ files: packed }] = JSON.parse(
      execFileSync("npm", pack, { cwd: repository, encoding: "utf8" }),
    ) as [{ files: { path: string }[] }];
    expect(packed.map(({ path }) => path)).to.include.members(files.map((file) => `scripts/${file}`));
  });

  it("pass shellcheck", function () {
    const { error, stdout } = spawnSync("shellcheck", files, { cwd: folder, encoding: "utf8" });
    if (error !== undefined) {
      console.warn(`\n  SKIPPED, so not tested: "${this.test!.fullTitle()}". Install shellcheck.\n`);
      this.skip();
    }
    expect(stdout).to.equal("");
  });

  for (const file of files) {
    it(`are valid for a POSIX shell: ${file}`, () => {
      expect(spawnSync("sh", ["-n", file], { cwd: folder, encoding: "utf8" }).stderr).to.equal("");
    });
  }
});
