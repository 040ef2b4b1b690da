import * as pulumi from "@pulumi/pulumi";
import type { LicenseArgs } from "../emqxClusterArgs";
import { findLine, type Release, type releaseSource } from "./release";
import { type Checks, expectObject, expectSecretKey, isString, type Report, type SecretKey } from "./checks";
import type { Eventual } from "../eventual";

/** The source of the licence. */
export type License = { key: Eventual<string> } | { existingSecret: Eventual<SecretKey> };

export function resolveLicense(
  checks: Checks,
  args: LicenseArgs | undefined,
  release: ReturnType<typeof releaseSource>,
): License | undefined {
  if (args === undefined) {
    return undefined;
  }
  const { key, existingSecret } = checks.plain(args, "license", (value, report) =>
    expectObject(value, ["key", "existingSecret"], "license", report),
  );
  checks.now((report) => {
    if ((key === undefined) === (existingSecret === undefined)) {
      report("license", "must have either key or existingSecret");
    }
  });
  return existingSecret === undefined
    ? { key: pulumi.secret(checks.resolve({ key, release, isGiven: key !== undefined }, checkKey)) }
    : {
        existingSecret: checks.resolve(existingSecret, (value, report) =>
          expectSecretKey(value, "license.existingSecret", report),
        ),
      };
}

/** Reports an invalid licence key. The message does not show it. */
function checkKey(
  { key, release, isGiven }: { key?: string; release: Release; isGiven: boolean },
  report: Report,
): string {
  if (isGiven && !(isString(key) && /^[A-Za-z0-9+/=._-]+$/.test(key))) {
    report(
      "license.key",
      "must be a licence key: letters, digits and +/=._-, without spaces and line breaks",
    );
  }
  if (isString(key) && key.includes("//") && findLine(release)?.readsLicenseFile === false) {
    report(
      "license.key",
      "EMQX before 5.4 reads // as the start of a comment; use a later image, or another key",
    );
  }
  return key ?? "";
}
