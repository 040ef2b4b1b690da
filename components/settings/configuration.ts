import type { ReleaseLine, Version } from "../emqx/releaseLine";
import {
  type ConfigurationArgs,
  LogFormat,
  LogLevel,
  type LogArgs,
  type PluginsArgs,
} from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isString, type Report, withoutAbsent } from "./checks";
import { namesIn } from "./environment";
import { checkFileName, checkSources, type FileSources, sourceParts } from "./fileSources";
import { checkedMap, map, object } from "./rules/collections";
import { asGiven, group, maybe, present } from "./rules/parts";
import { type Known, optional, type Rule } from "./rules/rule";
import { anyString, objectName, oneOf } from "./rules/scalars";
import { refuseSecret } from "./secrecy";
import { checkSettings } from "./settingValues";

/** Settings as a file, object and text. */
interface FileSettings {
  settings: Record<string, unknown>;
  text: string;
}

/** Configuration files. */
export interface Configuration {
  base?: FileSettings;
  fixed?: FileSettings;
  acl?: string;
  files: Record<string, string>;
}

export const configuration = group<ConfigurationArgs>()({
  base: asGiven(),
  baseHocon: asGiven(),
  fixed: asGiven(),
  fixedHocon: asGiven(),
  acl: asGiven(),
  files: asGiven(),
  ...sourceParts,
  plugins: maybe(
    group<PluginsArgs>()({ existingClaim: present(objectName("the name of a PersistentVolumeClaim")) }),
  ),
});

/** What decides which configuration files are valid. */
interface Release {
  image: Eventual<string>;
  line: Eventual<ReleaseLine | undefined>;
}

export function configurationSettings(
  checks: Checks,
  complete: ReturnType<typeof configuration.complete>,
  release: Release,
  acl: Eventual<string> | undefined,
) {
  const { plugins, baseFrom, fixedFrom, aclFrom, filesFrom, ...texts } = complete;
  const given = refuseSecret(
    checks,
    withoutAbsent({ ...texts, acl: acl ?? texts.acl }),
    "configuration",
    "a file in a Secret (baseFrom, fixedFrom, aclFrom or filesFrom), or secretEnv",
  );
  const names = Object.keys(withoutAbsent(complete)) as (keyof ConfigurationArgs)[];
  checks.resolve(release, (value, report) => checkSupport(names, value, report));
  checkSources(checks, complete);
  checks.now((report) =>
    Object.keys(filesFrom).forEach((name) => checkFileName(name, "configuration.filesFrom", report)),
  );
  checks.resolve({ files: namesIn(texts.files) }, ({ files }, report) => {
    for (const name of Object.keys(filesFrom).filter((each) => files.includes(each))) {
      const reason = `also set by configuration.files.${name}; use one of the two`;
      report(`configuration.filesFrom.${name}`, reason);
    }
  });
  const own = withoutAbsent({ base: baseFrom, fixed: fixedFrom, acl: aclFrom });
  return {
    /** The files that the component creates. Undefined if there are none. */
    files: Object.keys(given).length === 0 ? undefined : checks.resolve(given, resolveFiles),
    /** Files in existing ConfigMaps and Secrets. */
    sources: { own, files: filesFrom } as FileSources,
    plugins,
  };
}

const settings: Rule<Record<string, unknown>> = (given = {}, path, report) => {
  const complete = checkedMap(given, path, report);
  checkSettings(complete, path, report);
  return complete;
};

const files: Rule<Record<string, string>> = (given, path, report) => {
  const complete = map(anyString)(given, path, report);
  Object.keys(complete).forEach((name) => checkFileName(name, path, report));
  return complete;
};

type Texts = Omit<ConfigurationArgs, keyof typeof sourceParts | "plugins">;

const texts = object<Texts>()({
  base: optional(settings),
  baseHocon: anyString,
  fixed: optional(settings),
  fixedHocon: anyString,
  acl: anyString,
  files,
});

function resolveFiles(given: Known<Texts>, report: Report): Configuration {
  const { base, baseHocon, fixed, fixedHocon, ...others } = texts(given, "configuration", report);
  return { base: fileSettings(base, baseHocon), fixed: fileSettings(fixed, fixedHocon), ...others };
}

function fileSettings(
  settings: Record<string, unknown> | undefined,
  text: string | undefined,
): FileSettings | undefined {
  return settings === undefined && text === undefined
    ? undefined
    : { settings: settings ?? {}, text: text ?? "" };
}

/** Reports fields that the release does not support. */
function checkSupport(
  given: (keyof ConfigurationArgs)[],
  { image, line }: { image: string; line?: ReleaseLine },
  report: Report,
): void {
  const { major, minor }: Pick<Version, "major" | "minor"> = line?.version ?? { major: Infinity, minor: 0 };
  const refuse = (names: (keyof ConfigurationArgs)[], reason: string) =>
    names.filter((name) => given.includes(name)).forEach((name) => report(`configuration.${name}`, reason));
  const isEarly58 = isString(image) && /:(e|v)?5\.8\.[0-3](\D|$)/.test(image);
  if (major === 4 || (major === 5 && minor < 8) || isEarly58) {
    refuse(
      ["base", "baseHocon", "baseFrom"],
      "requires EMQX 5.8.4 or later; use a later image, or configuration.fixed",
    );
  }
  if (major === 4 || (major === 5 && minor === 0)) {
    refuse(["fixed", "fixedHocon", "fixedFrom"], "requires EMQX 5.1 or later; for earlier releases, use env");
  }
  if (major === 4) {
    refuse(["plugins"], "requires EMQX 5.0 or later");
  }
}

/** Level and format of the console log. */
export type Log = ReturnType<typeof log>;

export const log = object<LogArgs>()({ level: oneOf(LogLevel), format: oneOf(LogFormat) });

export function checkLog({ format }: Log, line: ReleaseLine | undefined, report: Report): void {
  if (format === LogFormat.Json && line?.hasJsonLog === false) {
    report("log.format", "requires EMQX 4.3 or later; use text", format);
  }
}
