import * as pulumi from "@pulumi/pulumi";
import { isSameVariable } from "../emqx/configuration";
import { licenseVariable } from "../emqx/license";
import type { ReleaseLine } from "../emqx/releaseLine";
import { Edition, type LicenseArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isString, type Report, type SecretKey } from "./checks";
import { editionHint, lineName } from "./release";
import { secretKey } from "./rules/collections";
import { isCount } from "./rules/formats";
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

/** Reports a cluster that requires a licence, now or after scaling, but has none. */
export function checkLicense(
  value: {
    line?: ReleaseLine;
    replicas: number;
    maxReplicas?: number;
    external?: boolean;
    hasReplicants: boolean;
    hasLicense: boolean;
    secretKeys: string[];
  },
  report: Report,
): void {
  const { line, hasLicense } = value;
  const several = [
    { path: "replicas", given: value.replicas, accepted: 1 },
    { path: "autoscaling.maxReplicas", given: value.maxReplicas, accepted: 1 },
    { path: "autoscaling.external", given: value.external, accepted: false },
    { path: "replicants", given: value.hasReplicants, accepted: "omitted" },
  ].find(({ given }) => given === true || (isCount(given) && Number(given) > 1));
  const inSecretEnv = value.secretKeys.some((name) => isSameVariable(name, licenseVariable));
  if (hasLicense && line?.version.major === 4) {
    report(
      "license",
      "requires EMQX 5.0 or later; for 4.x, mount the licence file with pods.volumes and set EMQX_LICENSE__FILE in env",
    );
  }
  if (hasLicense && line?.version.major === 5 && line.edition === Edition.OpenSource) {
    report(
      "license",
      `not supported by ${lineName(line)}; use EMQX 5.9 or later, or the enterprise edition ${editionHint}, or omit it`,
    );
  }
  if (line?.clusterNeedsLicense && several && !hasLicense && !inSecretEnv) {
    const { major, minor } = line.version;
    const { path, given, accepted } = several;
    report(
      path,
      `must be ${accepted} without a licence, which a cluster of EMQX ${major}.${minor} requires. Set license: { key } or ` +
        "license: { existingSecret: { name, key } }, or use an image up to 5.8",
      given,
    );
  }
}
