import { isIP } from "node:net";
import { isString } from "../checks";

/** True if EMQX can read the text as HOCON. It does not decode escapes, and only reads line breaks and tabs as control characters. */
export function isReadable(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text.replace(/[\n\r\t]/g, ""));
}

/** RFC 1035 label, the strictest form: required for names of Services. */
export function isDnsLabel(value: unknown, maxLength = 63): boolean {
  return isString(value) && value.length <= maxLength && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value);
}

/** RFC 1123 label: names of namespaces, containers and volumes. */
export function isDnsLabelName(value: unknown): boolean {
  return isString(value) && value.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value);
}

/** RFC 1123 subdomain: names of Secrets, storage classes, DNS domains. */
export function isDnsSubdomain(value: unknown): boolean {
  return (
    isString(value) &&
    value.length <= 253 &&
    value.split(".").every((label) => label.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label))
  );
}

/** A host name, whose first label may be a wildcard. */
export function isHostname(value: unknown): boolean {
  return isString(value) && isDnsSubdomain(value.replace(/^\*\./, ""));
}

/** True if a value is a whole number of at least 1. */
export function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

export function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/, not negative. */
export function isQuantity(value: unknown): boolean {
  return (
    (isString(value) || typeof value === "number") &&
    /^\+?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/.test(String(value))
  );
}

const units = ["", "k", "M", "G", "T", "P", "E"];

/** The number that a quantity stands for. Fractional units such as `m` are not supported. */
export function quantity(text: string): number {
  const [, number, exponent, unit = "", binary] =
    /^\+?([\d.]+)(?:([eE][-+]?\d+)|([kKMGTPE])?(i)?)$/.exec(String(text)) ?? [];
  const power = units.indexOf(unit.replace("K", "k"));
  return Number(`${number}${exponent ?? ""}`) * (binary ? 1024 : 1000) ** power;
}

export function isCidr(value: unknown): boolean {
  const [address, prefix, ...rest] = isString(value) ? value.split("/") : [""];
  const version = isIP(address);
  return (
    version !== 0 &&
    rest.length === 0 &&
    /^\d+$/.test(prefix ?? "") &&
    Number(prefix) <= (version === 4 ? 32 : 128)
  );
}

/** A duration in the notation of EMQX, such as `1h30m`. */
export function isEmqxDuration(value: unknown): boolean {
  return isString(value) && /^(\d+(d|h|m|s|ms))+$/.test(value);
}

/** The name of an environment variable. */
export function isVariableName(value: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(value);
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set. */
export function isQualifiedName(key: unknown): boolean {
  const [name, prefix, ...rest] = isString(key) ? key.split("/").reverse() : [""];
  return (
    rest.length === 0 &&
    (prefix === undefined || isDnsSubdomain(prefix)) &&
    name.length <= 63 &&
    /^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/.test(name)
  );
}

export function isLabelValue(value: unknown): boolean {
  return isString(value) && value.length <= 63 && /^([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/.test(value);
}

/**
 * A cookie, user name or password that all release lines read unchanged. HOCON (5.x) interprets comments, quotes, brackets,
 * numbers and keywords. `sed` (4.1) interprets `&` and spaces. The value is also part of a command line.
 */
export function isPlainSecret(value: unknown): boolean {
  return (
    isString(value) &&
    /^[A-Za-z][A-Za-z0-9_.-]{0,254}$/.test(value) &&
    !/^(true|false|null|include)$/.test(value)
  );
}

export function isIpAddress(value: unknown): boolean {
  return isIP(String(value)) !== 0;
}

export function isSecretKey(value: unknown): boolean {
  return isString(value) && /^[-._a-zA-Z0-9]+$/.test(value);
}
