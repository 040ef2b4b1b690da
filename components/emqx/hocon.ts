/**
 * A value as HOCON that EMQX reads as exactly that value. Each list entry ends its line with a comma: EMQX joins neighbouring strings that
 * only a line break separates, and takes a backslash before a closing quote for an escape as long as another quote follows on the line.
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

/** Whether HOCON has a value as an object: not a list, nor a Date, Map or the like. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]";
}

/** One setting. A dot in its key separates: EMQX up to 5.3 splits even quoted keys at dots, later releases do not. */
export function hoconSetting(key: string, value: unknown, writeName = quoted): string {
  const [name, ...inner] = key.split(".");
  const text = inner.length === 0 ? hocon(value) : `{\n${hoconSetting(inner.join("."), value)}\n}`;
  return `${writeName(name)} = ${text}`;
}

/** The name of a setting at the root of a file: plain where HOCON allows it, as in EMQX's own files. */
export function rootName(name: string): string {
  return /^[a-z]\w*$/i.test(name) && !/^(true|false|null|include)$/.test(name) ? name : quoted(name);
}

/** EMQX reads no integer with an exponent, and no fraction that has an exponent but no point. */
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
