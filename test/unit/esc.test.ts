import { join } from "node:path";
import { expect } from "chai";
import { load } from "js-yaml";
import { type ProgramResult, runProgram } from "../../local/program";
import { mergeConfig, readProject, type StackFile } from "../../local/stackConfig";
import { readPages } from "../docs/support/pages";

type Values = Record<string, unknown>;

const root = join(__dirname, "../..");
const page = readPages().find(({ path }) => path === "docs/esc.md")!;
const documents = page.blocks.filter(({ language }) => language === "yaml").map(({ text }) => load(text));
const [environment] = documents.filter((each) => "values" in (each as object)) as {
  values: { emqx: Record<string, { "fn::secret": string }>; pulumiConfig: Values };
}[];
const [stackFile] = documents.filter((each) => "environment" in (each as object)) as StackFile[];

/** The value of an environment after ESC has replaced its references, all of which are secrets here. */
function evaluated(value: unknown): unknown {
  if (typeof value === "string") {
    const [, name] = /^\$\{emqx\.(\w+)\}$/.exec(value) ?? [];
    return name === undefined ? value : environment.values.emqx[name]["fn::secret"];
  }
  if (Array.isArray(value)) return value.map(evaluated);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, evaluated(nested)]))
    : value;
}

/** Runs the root stack as the engine does: a key of the configuration is secret if one of its values is. */
async function run(stack: StackFile): Promise<ProgramResult> {
  const imported = evaluated(environment.values.pulumiConfig) as Values;
  const config = { ...imported, ...stack.config };
  const merged = mergeConfig(await readProject(root), "prod", { config });
  const given = { ...merged, secretKeys: Object.keys(imported) };
  return runProgram({ root, config: given, namespace: "default" });
}

describe("The root stack with the environment in the guide for Pulumi ESC", function () {
  this.timeout(30_000);
  const secrets = Object.values(environment.values.emqx).map((each) => each["fn::secret"]);
  let result: ProgramResult;
  before(async () => {
    result = await run(stackFile);
  });

  it("stores the values in Secrets", () => {
    const decoded = result.objects
      .filter(({ kind }) => kind === "Secret")
      .flatMap(({ data, stringData }) => [
        ...Object.values((data ?? {}) as Record<string, string>).map((text) =>
          Buffer.from(text, "base64").toString(),
        ),
        ...Object.values((stringData ?? {}) as Record<string, string>),
      ])
      .join("\n");
    for (const secret of secrets) expect(decoded).to.contain(secret);
  });

  it("shows them nowhere else", () => {
    const others = JSON.stringify(result.objects.filter(({ kind }) => kind !== "Secret"));
    for (const secret of secrets) expect(others).not.to.contain(secret);
    expect(result.exposed).to.deep.equal([]);
  });
});
