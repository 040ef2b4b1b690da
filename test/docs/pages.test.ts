import { expect } from "chai";
import { parsePage } from "./support/pages";

describe("A Markdown page", () => {
  const page = parsePage(
    "docs/page.md",
    [
      "# The `tls` argument",
      "## Example",
      "See [the reference](reference/tls.md#tlsargs).",
      "## Example",
      '1. <a id="own"></a>Run `npm test`:',
      "",
      "   ```sh",
      "   npm test",
      "   ```",
    ].join("\n"),
  );

  it("has the anchors that GitHub gives to headings, and its own", () => {
    expect([...page.anchors]).to.deep.equal(["the-tls-argument", "example", "example-1", "own"]);
  });

  it("has links, code and blocks with the line that they begin at", () => {
    expect(page.links).to.deep.equal([{ text: "reference/tls.md#tlsargs", place: "docs/page.md:3" }]);
    expect(page.inlineCode).to.deep.equal([
      { text: "tls", place: "docs/page.md:1" },
      { text: "npm test", place: "docs/page.md:5" },
    ]);
    expect(page.blocks).to.deep.equal([{ text: "npm test\n", place: "docs/page.md:7", language: "sh" }]);
  });
});
