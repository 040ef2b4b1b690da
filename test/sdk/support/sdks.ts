import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import { after } from "mocha";
import { ensureBuilt } from "../../../local/build";
import { sdkGenerator } from "../../../local/modules";
import { run } from "../../../local/subprocess";
import { EmqxCluster } from "../../../components/index";

export const repository = join(__dirname, "../../..");

export interface Schema {
  resources: Record<string, { inputProperties: Record<string, object>; properties: Record<string, object> }>;
  types: Record<string, { properties?: Record<string, object>; enum?: { name: string }[] }>;
}

let folder: string | undefined;
let generating: Promise<string> | undefined;

after(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** The package's schema, as Pulumi reads it. */
export async function readSchema(): Promise<Schema> {
  const provider = new ComponentProvider({
    name: "emqx",
    // Pulumi takes the scope of the npm package.
    namespace: "emqx-pulumi",
    components: [EmqxCluster],
    dirname: join(repository, "components"),
  });
  return JSON.parse(await provider.getSchema()) as Schema;
}

/**
 * Returns a folder with the SDKs that `pulumi package add` generates, in `go`, `nodejs` and `python`. The first call
 * generates them.
 */
export function generatedSdks(): Promise<string> {
  return (generating ??= generate());
}

async function generate(): Promise<string> {
  const [{ path }] = await ensureBuilt([sdkGenerator]);
  folder = mkdtempSync(join(tmpdir(), "emqx-sdks-"));
  const schema = join(folder, "schema.json");
  writeFileSync(schema, JSON.stringify(await readSchema()));
  await run(path("sdkgen"), [schema, folder]);
  return folder;
}

/** Copies an example with its SDK, as it is after `pulumi package add`. Returns its folder, which is removed with the SDKs. */
export async function exampleWithSdk(language: string): Promise<string> {
  const sdks = await generatedSdks();
  const project = join(sdks, "examples", language);
  const filter = (path: string) => !/\/(sdks|venv|node_modules)$/.test(path);
  cpSync(join(repository, "examples", language), project, { recursive: true, filter });
  mkdirSync(join(project, "sdks"));
  symlinkSync(join(sdks, language), join(project, "sdks/emqx-pulumi-emqx"), "dir");
  return project;
}
