import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../local/subprocess";
import { generatedSdks, repository } from "./support/sdks";

const examples = ["minimal", "embedded", "secure", "production"];

describe("The TypeScript SDK", function () {
  this.timeout(180_000);

  it("has the same names and types as the npm package: it compiles with its examples", async () => {
    const folder = await generatedSdks();
    for (const name of examples) {
      cpSync(join(repository, "examples", name, "index.ts"), join(folder, `programs/${name}.ts`));
    }
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "dir");
    const config = {
      extends: join(repository, "examples/minimal/tsconfig.json"),
      compilerOptions: { paths: { "@emqx-pulumi/emqx": ["./nodejs/index"] }, types: ["node"] },
      include: ["programs", "nodejs"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    await run(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", folder]).catch(
      (error: { result: { stdout: string } }) => {
        throw new Error(error.result.stdout);
      },
    );
  });
});
