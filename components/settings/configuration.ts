import * as pulumi from "@pulumi/pulumi";
import { type ConfigurationArgs, LogFormat, LogLevel, type LogArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectMap,
  expectObject,
  expectOneOf,
  expectStrings,
  isDnsSubdomain,
  isString,
  type Report,
  withoutAbsent,
} from "./checks";
import { namesIn } from "./environment";
import { checkFileName, type FileSources, resolveFileSources, sourceFields } from "./fileSources";
import { findLine, type Release, type releaseSource } from "./release";
import { refuseSecret } from "./secrecy";
import { checkSettings } from "./settingValues";
import type { Eventual } from "../eventual";

/** Settings as a file, object and text. */
export interface FileSettings {
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

export interface ConfigurationSettings {
  /** The files that the component creates. Undefined if there are none. */
  files?: Eventual<Configuration>;
  sources: FileSources;
  /** The volume for plugins. Undefined if plugins are not configured. */
  plugins?: { existingClaim?: Eventual<string> };
}

const fields = ["base", "baseHocon", "fixed", "fixedHocon", "acl", "files", ...sourceFields, "plugins"];

export function resolveConfiguration(
  checks: Checks,
  args: ConfigurationArgs | undefined,
  release: ReturnType<typeof releaseSource>,
): ConfigurationSettings | undefined {
  if (args === undefined) {
    return undefined;
  }
  const { plugins, baseFrom, fixedFrom, aclFrom, filesFrom, ...texts } = checks.plain(
    args,
    "configuration",
    (value, report) => expectObject(value, fields, "configuration", report),
  );
  const sources = { baseFrom, fixedFrom, aclFrom, filesFrom };
  const given = refuseSecret(
    checks,
    texts,
    "configuration",
    "a file in a Secret (baseFrom, fixedFrom, aclFrom or filesFrom), or secretEnv",
  );
  const claim =
    plugins === undefined
      ? undefined
      : checks.plain(plugins, "configuration.plugins", (value, report) =>
          expectObject(value, ["existingClaim"], "configuration.plugins", report),
        );
  const names = Object.keys(withoutAbsent({ ...texts, ...sources, plugins })) as (keyof ConfigurationArgs)[];
  checks.resolve(release, (value, report) => refuseUnknown(names, value, report));
  checks.resolve({ files: namesIn(texts.files), filesFrom: namesIn(filesFrom) }, (value, report) => {
    for (const name of value.filesFrom.filter((each) => value.files.includes(each))) {
      const reason = `also set by configuration.files.${name}; use one of the two`;
      report(`configuration.filesFrom.${name}`, reason);
    }
  });
  return {
    files: Object.keys(withoutAbsent(texts)).length === 0 ? undefined : checks.resolve(given, resolveFiles),
    sources: resolveFileSources(checks, { ...texts, ...sources }),
    plugins: claim && {
      existingClaim: checks.present(
        claim.existingClaim,
        "configuration.plugins.existingClaim",
        (value, report) => {
          expect(
            value,
            isDnsSubdomain,
            "configuration.plugins.existingClaim",
            "the name of a PersistentVolumeClaim",
            report,
          );
          return value;
        },
      ),
    },
  };
}

type Given = pulumi.Unwrap<Omit<ConfigurationArgs, "plugins" | (typeof sourceFields)[number]>>;

function resolveFiles(given: Given, report: Report): Configuration {
  const { base, baseHocon, fixed, fixedHocon, acl } = given;
  const files = withoutAbsent(
    expectMap(given.files === undefined ? {} : given.files, "configuration.files", report),
  );
  for (const [field, text] of Object.entries({ baseHocon, fixedHocon, acl })) {
    expect<unknown>(text, isString, `configuration.${field}`, "a string", report);
  }
  for (const [name, text] of Object.entries(files)) {
    checkFileName(name, "configuration.files", report);
    expectStrings({ [name]: text }, "configuration.files", report);
  }
  return {
    base: fileSettings(base, baseHocon, "configuration.base", report),
    fixed: fileSettings(fixed, fixedHocon, "configuration.fixed", report),
    acl,
    files,
  };
}

function fileSettings(
  given: Record<string, unknown> | undefined,
  text: string | undefined,
  path: string,
  report: Report,
): FileSettings | undefined {
  if (given === undefined && text === undefined) {
    return undefined;
  }
  const settings = given === undefined ? {} : expectMap(given, path, report);
  checkSettings(settings, path, report);
  return { settings, text: text ?? "" };
}

/** Reports fields that the release does not support. */
function refuseUnknown(given: (keyof ConfigurationArgs)[], release: Release, report: Report): void {
  const version = findLine(release)?.version;
  if (version === undefined) {
    return;
  }
  const { major, minor } = version;
  const refuse = (names: (keyof ConfigurationArgs)[], reason: string) =>
    names.filter((name) => given.includes(name)).forEach((name) => report(`configuration.${name}`, reason));
  const isEarly58 = isString(release.image) && /:(e|v)?5\.8\.[0-3](\D|$)/.test(release.image);
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
export interface Log {
  level?: LogLevel;
  format?: LogFormat;
}

export function resolveLog(value: { log: pulumi.Unwrap<LogArgs>; release: Release }, report: Report): Log {
  const { level, format } = expectObject(value.log, ["level", "format"], "log", report);
  expectOneOf(level, LogLevel, "log.level", report);
  expectOneOf(format, LogFormat, "log.format", report);
  if (format === LogFormat.Json && findLine(value.release)?.hasJsonLog === false) {
    report("log.format", "requires EMQX 4.3 or later; use text", format);
  }
  return { level, format };
}
