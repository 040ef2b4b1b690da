import { LogFormat, type LogLevel } from "../emqxClusterArgs";
import { hocon, hoconSetting, isMap, rootName } from "./hocon";
import type { ReleaseLine } from "./releaseLine";

/** The directory of EMQX's own files. */
export const etcDirectory = "/opt/emqx/etc";

/** The mount path of additional files. */
export const filesDirectory = "/etc/emqx/files";

/** The directory in which EMQX installs plugins. It must be writable. */
export const pluginsDirectory = "/opt/emqx/plugins";

/** The names of EMQX's own files, by purpose. */
export const ownFiles = { base: "base.hocon", fixed: "emqx.conf", acl: "acl.conf" } as const;

/** The content of an EMQX configuration file: first the settings of an object, then text. */
export function configurationFile(settings: Record<string, unknown>, text: string): string {
  const lines = Object.keys(settings)
    .sort()
    .map((key) => `${hoconSetting(key, settings[key], rootName)}\n`);
  return [...lines, text].join("");
}

/** The dotted path of an EMQX setting. A list in a file also has the paths of the values in its entries. */
export interface SettingPath {
  path: string;
  entries?: string[];
}

/** The paths of all settings in a file. */
export function settingPaths(settings: Record<string, unknown>, prefix = ""): SettingPath[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    if (isMap(value)) {
      return settingPaths(value, `${path}.`);
    }
    return [Array.isArray(value) ? { path, entries: leafPaths(value, path) } : { path }];
  });
}

/** The paths of the values in a list. EMQX numbers list entries from 1. */
function leafPaths(value: unknown, path: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => leafPaths(entry, `${path}.${index + 1}`));
  }
  return isMap(value)
    ? Object.entries(value).flatMap(([key, member]) => leafPaths(member, `${path}.${key}`))
    : [path];
}

/** The environment variable of a setting. */
export function variableOf(path: string): string {
  return `EMQX_${path.toUpperCase().replaceAll(".", "__")}`;
}

/**
 * The setting that an environment variable sets. EMQX ignores case and empty parts: `env_name_to_path` of hocon_tconf.erl.
 * Undefined if EMQX does not read the variable.
 */
export function settingOf(variable: string): string | undefined {
  const [, name] = /^EMQX_(.*)$/.exec(variable) ?? [];
  return name?.toLowerCase().split("__").filter(Boolean).join(".") || undefined;
}

/** The canonical name of a variable, which sets the same setting. */
export function usualName(variable: string): string {
  const path = settingOf(variable);
  return path === undefined ? variable : variableOf(path);
}

/** Old names of settings: apps/emqx_conf/src/emqx_conf_schema.erl and apps/emqx/src/emqx_schema.erl of 5.8.9. */
const aliases: [earlier: RegExp, now: string][] = [
  [/^log\.console_handler(?=\.|$)/, "log.console"],
  [/^(listeners\..+)\.enabled$/, "$1.enable"],
];

function currentPath(path: string): string {
  return aliases.reduce((renamed, [earlier, now]) => renamed.replace(earlier, now), path);
}

/** Whether two settings are the same, or one contains the other and would replace it. */
export function overlap(a: SettingPath, b: SettingPath): boolean {
  const [one, other] = [a, b].map(({ path, entries }) => ({ path: currentPath(path), entries }));
  const [outer, inner] = one.path.length <= other.path.length ? [one, other] : [other, one];
  return isWithin(inner.path, outer.path) && !isBesideEntries(inner.path, outer);
}

/** Whether a path points, by number, into a list entry, at a value that the list does not set. EMQX then merges both. */
function isBesideEntries(path: string, list: SettingPath): boolean {
  return (
    list.entries !== undefined &&
    /^\.\d+(\.|$)/.test(path.slice(list.path.length)) &&
    !list.entries.some((entry) => isWithin(entry, path) || isWithin(path, entry))
  );
}

function isWithin(inner: string, outer: string): boolean {
  return `${inner}.`.startsWith(`${outer}.`);
}

/** Whether two environment variables set the same setting. A nested setting is a different one: EMQX applies the outer setting first. */
export function isSameVariable(a: string, b: string): boolean {
  const [one, other] = [settingOf(a), settingOf(b)];
  return a === b || (one !== undefined && other !== undefined && currentPath(one) === currentPath(other));
}

/** The settings of the image's emqx.conf that a user's file lacks. EMQX's start script does not look elsewhere for them. */
export function fixedEnvironment(hasFixed: boolean): Record<string, string> {
  return hasFixed ? { EMQX_NODE__DATA_DIR: "/opt/emqx/data" } : {};
}

/** The settings of the console log. Sources: etc/emqx.conf of 4.4.19, apps/emqx_conf/src/emqx_conf_schema.erl of 5.0.0 and 5.1.6. */
export function logEnvironment(
  { version: { major, minor } }: ReleaseLine,
  { level, format }: { level?: LogLevel; format?: LogFormat },
): Record<string, string> {
  const place = major === 4 ? "EMQX_LOG" : `EMQX_LOG__CONSOLE${major === 5 && minor === 0 ? "_HANDLER" : ""}`;
  return {
    ...(level === undefined ? {} : { [`${place}__LEVEL`]: level }),
    ...(format === undefined ? {} : { [`${place}__FORMATTER`]: format }),
  };
}

/** Variables that the image's shell scripts read. They would treat quotes as part of the value. */
const readByShell =
  /^EMQX_(NODE__?NAME|NODE__?COOKIE|NAME|HOST|LICENSE__.*|LOG__TO|DEFAULT_LOG_HANDLER|LOG_DIR|CLUSTER__.*|SECURITY_PROFILE|BOOT_CONFIGS|WAIT_FOR_.*)$/;

/** Settings that EMQX uses as numbers before it converts text to numbers: `mqtt_converter` and `convert_rotation` of 5.8.9. */
const computedWith = /^(mqtt\.keepalive_(multiplier|backoff)|log\.file\.(.+\.)?rotation(_count)?)$/;

/**
 * The text of a variable, quoted if HOCON would change it: `#` and `//` would start comments, and spaces would be lost.
 * Numbers, words, durations and complete HOCON structures stay unquoted.
 */
export function variableText({ version }: ReleaseLine, name: string, text: string): string {
  const path = settingOf(name);
  const isLeft =
    version.major === 4 ||
    path === undefined ||
    readByShell.test(name) ||
    /^\s*["[{]/.test(text) ||
    (/^[\w.%+:@/*-]*$/.test(text) && !text.includes("//") && !isChanged(text)) ||
    (computedWith.test(path) && Number.isFinite(Number(text)));
  return isLeft ? text : hocon(text);
}

/**
 * Whether HOCON changes a word. It reads text before a colon as a name or drops it, `null` as no value, and `007` as 7. Its parser crashes
 * on a sign directly before a decimal point.
 */
function isChanged(word: string): boolean {
  const hasName = word.includes(":") && !/^[\d.]+:\d+$/.test(word);
  return word === "null" || hasName || /[+-]\.\d/.test(word) || isOtherNumber(word);
}

/**
 * Whether a number has a simpler form, such as `007` or `1.10`. Fractions from 0 to 1 are exempt: they may be percentages, the only numbers
 * that EMQX does not read from quoted text (`to_percent` of apps/emqx/src/emqx_schema.erl).
 */
function isOtherNumber(word: string): boolean {
  if (/^[+-]?\d+$/.test(word)) {
    return String(BigInt(word)) !== word;
  }
  const value = Number(word);
  return /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i.test(word) && !(value >= 0 && value <= 1) && String(value) !== word;
}
