import { runProgram } from "../../../local/program";
import { mergeConfig, readProject, type StackFile } from "../../../local/stackConfig";
import { root } from "./pages";

/** Whether a YAML document is the configuration of a stack of this project, `Pulumi.<stack>.yaml`. */
export function isStackFile(document: unknown): document is Required<StackFile> {
  const { config } = (document ?? {}) as StackFile;
  return typeof config === "object" && Object.keys(config).some((key) => key.startsWith("emqx:"));
}

/** Runs the root stack with a configuration, without an engine. Rejects if the stack rejects it. */
export async function runStack({ config }: Required<StackFile>): Promise<void> {
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
