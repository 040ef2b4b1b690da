import type * as pulumi from "@pulumi/pulumi";
import { ownFiles } from "../emqx/configuration";
import type { ConfigurationArgs, FileSourceArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectMap,
  expectObject,
  isDnsSubdomain,
  isSecretKey,
  type Report,
  withoutAbsent,
} from "./checks";
import type { Eventual } from "../eventual";

/** A file in an existing ConfigMap or Secret. Exactly one of the two names is set. */
export type FileSource = pulumi.Unwrap<FileSourceArgs>;

/** The files in existing ConfigMaps and Secrets. */
export interface FileSources {
  /** Files that EMQX reads itself, by purpose. */
  own: Partial<Record<keyof typeof ownFiles, Eventual<FileSource>>>;
  /** Other files, by name. */
  files: Record<string, Eventual<FileSource>>;
}

export const sourceFields = ["baseFrom", "fixedFrom", "aclFrom", "filesFrom"] as const;

/** Arguments that set the same file. */
const insteadOf = {
  base: ["base", "baseHocon"],
  fixed: ["fixed", "fixedHocon"],
  acl: ["acl"],
} as const;

export function resolveFileSources(checks: Checks, args: ConfigurationArgs): FileSources {
  const path = "configuration.filesFrom";
  const files = checks.plain(args.filesFrom === undefined ? {} : args.filesFrom, path, (value, report) =>
    withoutAbsent(expectMap(value, path, report)),
  );
  const own = (["base", "fixed", "acl"] as const).flatMap((kind) => {
    const source = args[`${kind}From`];
    return source === undefined ? [] : [[kind, resolveOwn(checks, args, kind, source)]];
  });
  return {
    own: Object.fromEntries(own) as FileSources["own"],
    files: Object.fromEntries(
      Object.entries(files).map(([name, source]) => {
        checks.now((report) => checkFileName(name, path, report));
        return [name, resolveSource(checks, source, `${path}.${name}`)];
      }),
    ),
  };
}

function resolveOwn(
  checks: Checks,
  args: ConfigurationArgs,
  kind: keyof typeof ownFiles,
  source: FileSourceArgs,
): Eventual<FileSource> {
  checks.now((report) => {
    for (const field of insteadOf[kind].filter((name) => args[name] !== undefined)) {
      report(`configuration.${kind}From`, `also set by configuration.${field}; use one of the two`);
    }
  });
  return resolveSource(checks, source, `configuration.${kind}From`);
}

function resolveSource(checks: Checks, source: FileSourceArgs, path: string): Eventual<FileSource> {
  return checks.resolve(source, (value, report) => {
    const given = expectObject(value, ["configMapName", "secretName", "key"], path, report);
    const { configMapName, secretName, key } = given;
    if ((configMapName === undefined) === (secretName === undefined)) {
      report(path, "must have either configMapName or secretName");
    }
    for (const [field, name] of Object.entries({ configMapName, secretName })) {
      expect(name, isDnsSubdomain, `${path}.${field}`, "a resource name such as emqx-files", report);
    }
    expect(key ?? "", isSecretKey, `${path}.key`, "a key of the ConfigMap or Secret", report);
    return given;
  });
}

/** Reports an invalid file name. */
export function checkFileName(name: string, path: string, report: Report): void {
  const isName = (key: string) => /^[-._a-zA-Z0-9]+$/.test(key) && !key.startsWith("..");
  expect(
    name,
    isName,
    `${path}.${name}`,
    "a file name of letters, digits, -, _ and ., not starting with ..",
    report,
  );
}
