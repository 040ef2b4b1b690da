import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { makeReference } from "./reference";

const root = join(__dirname, "..");

/** The files that are made of the documentation in the code, by path from the root. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const { page, table } = makeReference();
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const withTable = readme.replace(
    /(<!-- arguments -->\n)[^]*(\n<!-- end of arguments -->)/,
    (_, begin: string, end: string) => `${begin}\n${table}\n${end}`,
  );
  const options = { parser: "markdown", printWidth: 110 } as const;
  return {
    "docs/arguments.md": await format(page, options),
    "README.md": await format(withTable, options),
  };
}

/** `npm run docs` writes them. */
if (require.main === module) {
  void generatedFiles().then((files) => {
    for (const [path, text] of Object.entries(files)) {
      writeFileSync(join(root, path), text);
    }
  });
}
