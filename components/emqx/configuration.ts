import { LogFormat, type LogLevel } from "../emqxClusterArgs";
import { hocon, hoconSetting, isMap, rootName } from "./hocon";
import type { ReleaseLine } from "./releaseLine";

/** The folder of EMQX's own files. */
export const etcDirectory = "/opt/emqx/etc";

/** Where further files are mounted. */
export const filesDirectory = "/etc/emqx/files";

/** Where plugins are installed. It must be writable. */
export const pluginsDirectory = "/opt/emqx/plugins";

/** The files that EMQX has at its own places, by what they are for. */
export const ownFiles = { base: "base.hocon", fixed: "emqx.conf", acl: "acl.conf" } as const;

/** Settings as a file of EMQX's: an object, then text. */
export function configurationFile(settings: Record<string, unknown>, text: string): string {
  const lines = Object.keys(settings)
    .sort()
    .map((key) => `${hoconSetting(key, settings[key], rootName)}\n`);
  return [...lines, text].join("");
}

/** A setting by its path in EMQX's dotted words; of a list in a file also the paths of what its entries hold. */
export interface SettingPath {
  path: string;
  entries?: string[];
}

/** Where each setting of a file is. */
export function settingPaths(settings: Record<string, unknown>, prefix = ""): SettingPath[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const path = `${prefix}${key}`;
    if (isMap(value)) {
      return settingPaths(value, `${path}.`);
    }
    return [Array.isArray(value) ? { path, entries: leafPaths(value, path) } : { path }];
  });
}

/** EMQX counts the entries of a list from 1. */
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
 * The setting of an environment variable, which EMQX finds in any case and with empty parts left out: `env_name_to_path` of hocon_tconf.erl.
 * Undefined for a variable that is none of EMQX's.
 */
export function settingOf(variable: string): string | undefined {
  const [, name] = /^EMQX_(.*)$/.exec(variable) ?? [];
  return name?.toLowerCase().split("__").filter(Boolean).join(".") || undefined;
}

/** The usual name of a variable, by which EMQX finds the same setting. */
export function usualName(variable: string): string {
  const path = settingOf(variable);
  return path === undefined ? variable : variableOf(path);
}

/** Earlier words for the same: apps/emqx_conf/src/emqx_conf_schema.erl and apps/emqx/src/emqx_schema.erl of 5.8.9. */
const aliases: [earlier: RegExp, now: string][] = [
  [/^log\.console_handler(?=\.|$)/, "log.console"],
  [/^(listeners\..+)\.enabled$/, "$1.enable"],
];

function currentPath(path: string): string {
  return aliases.reduce((renamed, [earlier, now]) => renamed.replace(earlier, now), path);
}

/** Whether two settings are the same one, or one would replace the other along with what it is in. */
export function overlap(a: SettingPath, b: SettingPath): boolean {
  const [one, other] = [a, b].map(({ path, entries }) => ({ path: currentPath(path), entries }));
  const [outer, inner] = one.path.length <= other.path.length ? [one, other] : [other, one];
  return isWithin(inner.path, outer.path) && !isBesideEntries(inner.path, outer);
}

/** Whether a path leads to an entry of a list, by its number, and to what the list does not say: EMQX then merges the two. */
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

/** Whether two environment variables are the same setting. Of one in the other EMQX applies that first which has the other in it. */
export function isSameVariable(a: string, b: string): boolean {
  const [one, other] = [settingOf(a), settingOf(b)];
  return a === b || (one !== undefined && other !== undefined && currentPath(one) === currentPath(other));
}

/** What is in the image's own emqx.conf and not in the user's: the shell that starts EMQX does not look elsewhere. */
export function fixedEnvironment(hasFixed: boolean): Record<string, string> {
  return hasFixed ? { EMQX_NODE__DATA_DIR: "/opt/emqx/data" } : {};
}

/** The log on the console. Sources: etc/emqx.conf of 4.4.19, apps/emqx_conf/src/emqx_conf_schema.erl of 5.0.0 and 5.1.6. */
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

/** Variables that the image's shell scripts read, to which quotes would be part of the value. */
const readByShell =
  /^EMQX_(NODE__?NAME|NODE__?COOKIE|NAME|HOST|LICENSE__.*|LOG__TO|DEFAULT_LOG_HANDLER|LOG_DIR|CLUSTER__.*|SECURITY_PROFILE|BOOT_CONFIGS|WAIT_FOR_.*)$/;

/** Settings that EMQX computes with before it turns text into numbers: `mqtt_converter` and `convert_rotation` of 5.8.9. */
const computedWith = /^(mqtt\.keepalive_(multiplier|backoff)|log\.file\.(.+\.)?rotation(_count)?)$/;

/**
 * A variable's text so that EMQX reads that, and not what HOCON makes of it: `#` and `//` would start comments, spaces be lost.
 * Numbers, words, durations and whole HOCON structures are left as they are.
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
 * Whether HOCON changes a word: it reads what is before a colon as a name or not at all, `null` as no value, and numbers in another form as
 * their value. At a sign right before a point its reader crashes.
 */
function isChanged(word: string): boolean {
  const hasName = word.includes(":") && !/^[\d.]+:\d+$/.test(word);
  return word === "null" || hasName || /[+-]\.\d/.test(word) || isOtherNumber(word);
}

/**
 * Whether a number is not in its plainest form, as `007` and `1.10`. Fractions from 0 to 1 do not count: EMQX converts quoted text to
 * numbers, but for its percentages (`to_percent` of apps/emqx/src/emqx_schema.erl).
 */
function isOtherNumber(word: string): boolean {
  if (/^[+-]?\d+$/.test(word)) {
    return String(BigInt(word)) !== word;
  }
  const value = Number(word);
  return /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i.test(word) && !(value >= 0 && value <= 1) && String(value) !== word;
}
