import { ownFiles } from "../emqx/configuration";
import type { ConfigurationArgs, FileSourceArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import type { Checks, Report } from "./checks";
import { object } from "./rules/collections";
import { isSecretKey } from "./rules/formats";
import { eventual, mapOf, present } from "./rules/parts";
import { check, type Known, required, type Rule } from "./rules/rule";
import { objectName, text } from "./rules/scalars";

/** A file in an existing ConfigMap or Secret. Exactly one of the two names is set. */
export type FileSource = Known<FileSourceArgs>;

/** The files in existing ConfigMaps and Secrets. */
export interface FileSources {
  /** Files that EMQX reads itself, by purpose. */
  own: Partial<Record<keyof typeof ownFiles, Eventual<FileSource>>>;
  /** Other files, by name. */
  files: Record<string, Eventual<FileSource>>;
}

const resourceName = objectName("a resource name such as emqx-files");

const sourceFields = object<FileSourceArgs>()({
  configMapName: resourceName,
  secretName: resourceName,
  key: required(text(isSecretKey, "a key of the ConfigMap or Secret")),
});

const fileSource: Rule<FileSource> = (given, path, report) => {
  const complete = sourceFields(given, path, report);
  if ((complete.configMapName === undefined) === (complete.secretName === undefined)) {
    report(path, "must have either configMapName or secretName");
  }
  return complete;
};

/** The fields of `configuration` for files in existing ConfigMaps and Secrets. */
export const sourceParts = {
  baseFrom: present(fileSource),
  fixedFrom: present(fileSource),
  aclFrom: present(fileSource),
  filesFrom: mapOf(eventual(fileSource)),
};

/** Arguments that set the same file. */
const sameFile = {
  baseFrom: ["base", "baseHocon"],
  fixedFrom: ["fixed", "fixedHocon"],
  aclFrom: ["acl"],
} as const;

/** Reports files with two sources. */
export function checkSources(checks: Checks, given: { [field in keyof ConfigurationArgs]: unknown }): void {
  checks.now((report) => {
    for (const from of ["baseFrom", "fixedFrom", "aclFrom"] as const) {
      const others = sameFile[from].filter((name) => given[from] !== undefined && given[name] !== undefined);
      for (const field of others) {
        report(`configuration.${from}`, `also set by configuration.${field}; use one of the two`);
      }
    }
  });
}

/** Reports an invalid file name. */
export function checkFileName(name: string, path: string, report: Report): void {
  const isName = (key: string) => /^[-._a-zA-Z0-9]+$/.test(key) && !key.startsWith("..");
  check(
    name,
    isName,
    `${path}.${name}`,
    "a file name of letters, digits, -, _ and ., not starting with ..",
    report,
  );
}
