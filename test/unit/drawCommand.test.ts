import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { main } from "../../components/drawing/cli";

const file = join(__dirname, "../golden/plain.yaml");

/** Runs the command, and returns what it prints. */
async function run(argv: string[], input = ""): Promise<string> {
  let output = "";
  await main(
    argv,
    (text) => (output += text),
    () => Promise.resolve(input),
  );
  return output;
}

describe("emqx-draw", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "emqx-draw-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes Mermaid to standard output", async () => {
    expect(await run([file])).to.match(/^flowchart TD\n/);
  });

  it("reads standard input for -, and without a file", async () => {
    const manifests = readFileSync(file, "utf8");
    expect(await run(["-"], manifests)).to.equal(await run([file]));
    expect(await run([], manifests)).to.equal(await run([file]));
  });

  it("draws several files as one picture", async () => {
    const service = "{ kind: Service, metadata: { name: extra }, spec: {} }";
    expect(await run([file, "-"], service))
      .to.include("Service <b>extra</b>")
      .and.include("StatefulSet <b>emqx</b>");
  });

  it("writes SVG with --format svg", async () => {
    expect(await run([file, "--format", "svg"])).to.match(/^<svg /);
  });

  it("writes SVG to a file that ends in .svg, unless --format says otherwise", async () => {
    const output = join(folder, "emqx.svg");
    expect(await run([file, "--output", output])).to.equal("");
    expect(readFileSync(output, "utf8")).to.match(/^<svg /);
    await run([file, "--output", output, "--format", "mermaid"]);
    expect(readFileSync(output, "utf8")).to.match(/^flowchart TD\n/);
  });

  it("prints its usage with --help", async () => {
    expect(await run(["--help"])).to.match(/^Usage: emqx-draw /);
  });

  const rejected: [title: string, argv: string[], message: string][] = [
    ["an unknown format", [file, "--format", "png"], "--format: got png. Accepted: mermaid or svg."],
    ["an unknown option", ["--colour"], "Usage: emqx-draw"],
    ["a missing file", ["missing.yaml"], "missing.yaml cannot be read"],
    ["empty input", [], "There are no manifests in standard input."],
  ];
  for (const [title, argv, message] of rejected) {
    it(`rejects ${title}`, async () => {
      const error = await run(argv).then(
        () => expect.fail("it is accepted"),
        (reason: Error) => reason,
      );
      expect(error.message).to.include(message);
    });
  }
});
