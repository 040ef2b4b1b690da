#!/usr/bin/env node
import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { drawCluster } from "./cluster";
import { InvalidInput, parseManifests } from "./manifests";
import { toMermaid } from "./mermaid";
import { toSvg } from "./svg";

const usage = `Usage: emqx-draw [file ...] [--format mermaid|svg] [--output file]

Draws the objects in Kubernetes manifests, and who connects to whom at which ports. It shows no values of Secrets.

  file             manifests as YAML or JSON; - or no file: standard input
  -f, --format     mermaid or svg. Default: svg if the output file ends in .svg, otherwise mermaid
  -o, --output     the file to write. Default: standard output
  -h, --help       this text

Examples:
  npm run --silent render | npx emqx-draw -
  npx emqx-draw emqx.yaml --output emqx.svg`;

const formats = { mermaid: toMermaid, svg: toSvg };

/** @param readInput returns standard input. */
export async function main(
  argv: string[],
  print: (output: string) => void,
  readInput: () => Promise<string>,
): Promise<void> {
  const { values, positionals } = parse(argv);
  if (values.help) {
    print(`${usage}\n`);
    return;
  }
  const format = values.format ?? (values.output?.endsWith(".svg") ? "svg" : "mermaid");
  if (format !== "mermaid" && format !== "svg") {
    throw new InvalidInput(`--format: got ${format}. Accepted: mermaid or svg.`);
  }
  const sources = positionals.length > 0 ? positionals : ["-"];
  const inputs = sources.map(async (source) =>
    source === "-"
      ? parseManifests(await readInput(), "standard input")
      : parseManifests(await read(source), source),
  );
  const manifests = (await Promise.all(inputs)).flat();
  if (manifests.length === 0) {
    const place = sources.map((source) => (source === "-" ? "standard input" : source)).join(", ");
    throw new InvalidInput(`There are no manifests in ${place}.\n\n${usage}`);
  }
  const picture = formats[format](drawCluster(manifests));
  if (values.output === undefined) {
    print(picture);
  } else {
    await writeFile(values.output, picture);
  }
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        format: { type: "string", short: "f" },
        output: { type: "string", short: "o" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new InvalidInput(`${(error as Error).message}\n\n${usage}`);
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new InvalidInput(`${file} cannot be read: ${(error as Error).message}`);
  }
}

if (require.main === module) {
  main(
    process.argv.slice(2),
    (output) => process.stdout.write(output),
    // Nobody types manifests.
    () => (process.stdin.isTTY ? Promise.resolve("") : text(process.stdin)),
  ).catch((error: unknown) => {
    console.error(error instanceof InvalidInput ? error.message : error);
    process.exitCode = 1;
  });
}
