import {
  imageVersion,
  knownVersions,
  parseVersion,
  releaseLine,
  type ReleaseLine,
} from "../emqx/releaseLine";
import { expect, isString, rejected, type Report } from "./checks";

/** Where the release of EMQX is read from. */
export type Release = { image: string } | { releaseLine: string };

export function resolveLine(release: Release, report: Report): ReleaseLine | undefined {
  if ("releaseLine" in release) {
    const version = isString(release.releaseLine) ? parseVersion(release.releaseLine) : undefined;
    const line = version && releaseLine(version);
    if (!line) {
      report(
        "releaseLine",
        rejected(release.releaseLine, `the first two numbers of a release: ${knownVersions}`),
      );
    }
    return line;
  }
  const version = isString(release.image) ? imageVersion(release.image) : undefined;
  const line = version && releaseLine(version);
  if (!line) {
    report(
      "image",
      rejected(release.image, `a tag with a version, ${knownVersions}; or give releaseLine, such as "5.8"`),
    );
  }
  return line;
}

export function resolveImage(
  value: { image: string; release: Release; replicas: number; secretEnv?: object },
  report: Report,
): string {
  const { image, release, replicas, secretEnv } = value;
  expect(
    image,
    (given) => isString(given) && /^[^\s@]+(@[a-z0-9]+:[a-f0-9]+)?$/.test(given),
    "image",
    "repository:tag",
    report,
  );
  const line = resolveLine(release, () => {});
  if (
    line?.clusterNeedsLicense &&
    replicas > 1 &&
    !Object.keys(secretEnv ?? {}).includes("EMQX_LICENSE__KEY")
  ) {
    report(
      "replicas",
      `got ${replicas}; EMQX ${line.version.major}.${line.version.minor} forms a cluster only with a licence. Accepted: 1; or a ` +
        `licence key in a Secret, secretEnv: { EMQX_LICENSE__KEY: { name, key } }; or an image up to 5.8`,
    );
  }
  return image;
}

export function resolveReplicas(value: number, report: Report): number {
  expect(
    value,
    (given) => Number.isInteger(given) && given >= 1,
    "replicas",
    "a whole number of at least 1",
    report,
  );
  return value;
}
