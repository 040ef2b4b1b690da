import { runProgram } from "../../../local/program";
import { mergeConfig, readProject, type StackFile } from "../../../local/stackConfig";
import { root } from "./pages";

/**
 * The configuration of a stack of this project in a YAML document: `Pulumi.<stack>.yaml`, or a Stack of the Pulumi Kubernetes Operator.
 * Undefined if the document is something else.
 */
export function stackFileIn(document: unknown): Pick<Required<StackFile>, "config"> | undefined {
  const { config, spec } = (document ?? {}) as StackFile & { spec?: StackFile };
  const found = config ?? spec?.config;
  return typeof found === "object" && Object.keys(found).some((key) => key.startsWith("emqx:"))
    ? { config: found }
    : undefined;
}

/** Runs the root stack with a configuration, without an engine. Rejects if the stack rejects it. */
export async function runStack({ config }: Pick<Required<StackFile>, "config">): Promise<void> {
  const project = await readProject(root);
  const merged = mergeConfig(project, "docs", { config: decrypted(config) as Record<string, unknown> });
  await runProgram({ root, config: merged, namespace: "default" });
}

/** Encrypted values, which only their owner can read, as some text. */
function decrypted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decrypted);
  return "secure" in value
    ? "textInPlaceOfTheSecret"
    : Object.fromEntries(Object.entries(value).map(([key, nested]) => [key, decrypted(nested)]));
}
