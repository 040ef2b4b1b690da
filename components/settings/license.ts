import * as pulumi from "@pulumi/pulumi";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { LicenseArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isString, type Report, type SecretKey } from "./checks";
import { secretKey } from "./rules/collections";
import { eventual, group, maybe, present } from "./rules/parts";
import type { Rule } from "./rules/rule";

/** The source of the licence. */
export type License = { key: Eventual<string> } | { existingSecret: Eventual<SecretKey> };

/** A licence key. The message does not show it. */
const licenseKey: Rule<string> = (given, path, report) => {
  if (!(isString(given) && /^[A-Za-z0-9+/=._-]+$/.test(given))) {
    report(path, "must be a licence key: letters, digits and +/=._-, without spaces and line breaks");
  }
  return given ?? "";
};

export const license = group<LicenseArgs>()({
  key: maybe(eventual(licenseKey)),
  existingSecret: present(secretKey),
});

export function licenseSettings(
  checks: Checks,
  { key, existingSecret }: ReturnType<typeof license.complete>,
  line: Eventual<ReleaseLine | undefined>,
): License {
  checks.now((report) => {
    if ((key === undefined) === (existingSecret === undefined)) {
      report("license", "must have either key or existingSecret");
    }
  });
  return existingSecret === undefined
    ? { key: pulumi.secret(checks.resolve({ key, line }, resolveKey)) }
    : { existingSecret };
}

function resolveKey({ key = "", line }: { key?: string; line?: ReleaseLine }, report: Report): string {
  if (isString(key) && key.includes("//") && line?.readsLicenseFile === false) {
    report(
      "license.key",
      "EMQX before 5.4 reads // as the start of a comment; use a later image, or another key",
    );
  }
  return key;
}
