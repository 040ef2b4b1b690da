import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { findCommand } from "./installation";
import { run } from "./subprocess";

/** The configuration that a program receives: strings by full key, with structured values as JSON. */
export interface StackConfig {
  project: string;
  stack: string;
  values: Record<string, string>;
  secretKeys: string[];
}

/** The configuration in `Pulumi.yaml`. */
export interface Project {
  name: string;
  config?: Record<string, unknown>;
}

/** The configuration in `Pulumi.<stack>.yaml`. */
export interface StackFile {
  config?: Record<string, unknown>;
  /** Environments of Pulumi ESC, which add values. */
  environment?: unknown;
}

export async function readProject(root: string): Promise<Project> {
  return load(await readFile(join(root, "Pulumi.yaml"), "utf8")) as Project;
}

export async function readStack(root: string, stack: string): Promise<StackFile | undefined> {
  const file = join(root, `Pulumi.${stack}.yaml`);
  return existsSync(file) ? ((load(await readFile(file, "utf8")) as StackFile | undefined) ?? {}) : undefined;
}

/** Merges the stack's values over the project's defaults, as Pulumi does. */
export function mergeConfig(project: Project, stack: string, given: StackFile): StackConfig {
  const defaults = Object.entries(project.config ?? {}).flatMap(([key, declared]) => {
    const value = defaultOf(declared);
    return value === undefined ? [] : [[fullKey(project, key), value] as const];
  });
  const values = Object.entries(given.config ?? {}).map(
    ([key, value]) => [fullKey(project, key), value] as const,
  );
  const merged = new Map<string, unknown>([...defaults, ...values]);
  const missing = Object.keys(project.config ?? {}).filter((key) => !merged.has(fullKey(project, key)));
  if (missing.length > 0)
    throw new Error(`Pulumi.${stack}.yaml does not set required keys: ${missing.join(", ")}`);
  return {
    project: project.name,
    stack,
    values: Object.fromEntries([...merged].map(([key, value]) => [key, asText(value)])),
    secretKeys: [],
  };
}

/** The keys whose values are encrypted, fully or in part. */
export function encryptedKeys(stack: StackFile): string[] {
  return Object.entries(stack.config ?? {})
    .filter(([, value]) => isEncrypted(value))
    .map(([key]) => key);
}

/** The values that only the CLI can read, as text for messages. Undefined if the file contains all values. */
function valuesElsewhere(stack: StackFile): string | undefined {
  if (stack.environment !== undefined) return "values of a Pulumi ESC environment";
  const encrypted = encryptedKeys(stack);
  return encrypted.length > 0 ? `encrypted values: ${encrypted.join(", ")}` : undefined;
}

export async function readConfig(root: string, stack: string): Promise<StackConfig> {
  const [project, given = {}] = await Promise.all([readProject(root), readStack(root, stack)]);
  const elsewhere = valuesElsewhere(given);
  if (elsewhere === undefined) return mergeConfig(project, stack, given);
  try {
    return await decryptConfig(root, project, stack);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Pulumi.${stack}.yaml has ${elsewhere}. ` +
        `Reading them requires the Pulumi CLI and a login to the backend of this stack:\n${reason}`,
      { cause: error },
    );
  }
}

/** Decrypts the configuration of a stack with the user's own Pulumi CLI and login. */
async function decryptConfig(root: string, project: Project, stack: string): Promise<StackConfig> {
  const command = await findCommand();
  if (!command) throw new Error("the Pulumi CLI is not installed");
  const args = ["config", "--json", "--show-secrets", "--stack", stack, "--cwd", root, "--non-interactive"];
  const { stdout } = await run(command, args);
  const entries = Object.entries(JSON.parse(stdout) as Record<string, { value: string; secret: boolean }>);
  return {
    project: project.name,
    stack,
    values: Object.fromEntries(entries.map(([key, { value }]) => [key, value])),
    secretKeys: entries.filter(([, { secret }]) => secret).map(([key]) => key),
  };
}

/** A key is declared with a schema, or only with a value. */
function defaultOf(declared: unknown): unknown {
  if (typeof declared !== "object" || declared === null || Array.isArray(declared)) return declared;
  const { value, default: byDefault } = declared as { value?: unknown; default?: unknown };
  return value ?? byDefault;
}

function fullKey(project: Project, key: string): string {
  return key.includes(":") ? key : `${project.name}:${key}`;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const entries = Object.entries(value);
  const secure = entries.length === 1 && entries[0][0] === "secure" && typeof entries[0][1] === "string";
  return secure || entries.some(([, nested]) => isEncrypted(nested));
}
