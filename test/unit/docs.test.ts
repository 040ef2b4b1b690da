import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { generatedFiles } from "../../docs/generate";

describe("The argument reference", () => {
  it("is what the documentation in the code says: npm run docs writes it", async () => {
    for (const [path, text] of Object.entries(await generatedFiles())) {
      expect(readFileSync(join(__dirname, "../..", path), "utf8"), path).to.equal(text);
    }
  });
});
