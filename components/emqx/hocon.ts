/**
 * A value as HOCON, so that EMQX reads exactly that: strings in quotes, with what would end or change them escaped. Each entry of a list
 * stands on its own line, as EMQX's reader joins strings that end in a backslash with their neighbours.
 */
export function hocon(value: unknown): string {
  if (Array.isArray(value)) {
    return `[\n${value.map(hocon).join("\n")}\n]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${hocon(key)} = ${hocon(member)}`);
    return `{\n${members.sort().join("\n")}\n}`;
  }
  return typeof value === "string" ? quoted(value) : String(value);
}

function quoted(text: string): string {
  const escapes: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return `"${text.replace(/[\\"\n\r\t]/g, (character) => escapes[character])}"`;
}
