/**
 * A value as HOCON, written so that EMQX reads exactly this value. Each list entry has its own line and ends with a comma. Without the
 * comma, EMQX joins neighbouring strings; on one line, it reads a backslash before a closing quote as an escape if another quote follows.
 */
export function hocon(value: unknown): string {
  if (Array.isArray(value)) {
    return `[\n${value.map(hocon).join(",\n")}\n]`;
  }
  if (isMap(value)) {
    const members = Object.entries(value).map(([key, member]) => hoconSetting(key, member));
    return `{\n${members.sort().join("\n")}\n}`;
  }
  if (typeof value === "number") {
    return numberText(value);
  }
  return typeof value === "string" ? quoted(value) : String(value);
}

/** Whether a value is an object for HOCON. Lists, Dates and Maps are not. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** One setting. A dot in its key separates names. Nested objects are needed because EMQX splits quoted keys at dots only up to 5.3. */
export function hoconSetting(key: string, value: unknown, writeName = quoted): string {
  const [name, ...inner] = key.split(".");
  const text = inner.length === 0 ? hocon(value) : `{\n${hoconSetting(inner.join("."), value)}\n}`;
  return `${writeName(name)} = ${text}`;
}

/** The name of a setting at the root of a file: unquoted if HOCON allows it, as in EMQX's own files. */
export function rootName(name: string): string {
  return /^[a-z]\w*$/i.test(name) && !/^(true|false|null|include)$/.test(name) ? name : quoted(name);
}

/** EMQX cannot read an integer with an exponent, or a fraction with an exponent but no decimal point. */
function numberText(value: number): string {
  if (Number.isInteger(value)) {
    return String(BigInt(value));
  }
  const [digits, exponent] = String(value).split("e");
  return exponent === undefined ? digits : `${digits.includes(".") ? digits : `${digits}.0`}e${exponent}`;
}

function quoted(text: string): string {
  const escapes: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return `"${text.replace(/[\\"\n\r\t]/g, (character) => escapes[character])}"`;
}
