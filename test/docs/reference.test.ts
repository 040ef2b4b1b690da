import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { generatedFiles } from "../../docs/generate";

const root = join(__dirname, "../..");

describe("The argument reference and the keys in Pulumi.yaml", () => {
  it("are generated from the code: npm run docs updates them", async () => {
    const files = await generatedFiles();
    const pages = readdirSync(join(root, "docs/reference")).map((name) => `docs/reference/${name}`);
    expect(Object.keys(files)).to.have.members([...pages, "Pulumi.yaml"]);
    for (const [path, text] of Object.entries(files)) {
      expect(readFileSync(join(root, path), "utf8"), path).to.equal(text);
    }
  });
});
