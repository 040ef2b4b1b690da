import * as pulumi from "@pulumi/pulumi";
import type { LicenseArgs } from "../emqxClusterArgs";
import { findLine, type Release, type releaseSource } from "./release";
import { type Checks, expectObject, expectSecretKey, isString, type Report, type SecretKey } from "./checks";
import type { Eventual } from "../eventual";

/** Where the licence comes from. */
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
      report("license", "accepted: either key or existingSecret");
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

/** Reports what is no licence key, without showing it. */
function checkKey(
  { key, release, isGiven }: { key?: string; release: Release; isGiven: boolean },
  report: Report,
): string {
  if (isGiven && !(isString(key) && /^[A-Za-z0-9+/=._-]+$/.test(key))) {
    report(
      "license.key",
      "accepted: a licence key, letters, digits and +/=._- without spaces or line breaks",
    );
  }
  if (isString(key) && key.includes("//") && findLine(release)?.readsLicenseFile === false) {
    report(
      "license.key",
      "EMQX before 5.4 takes what follows // as a comment; accepted: a later image, or another key",
    );
  }
  return key ?? "";
}
