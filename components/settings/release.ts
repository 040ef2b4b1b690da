import {
  imageVersion,
  knownVersions,
  parseVersion,
  releaseLine,
  type ReleaseLine,
} from "../emqx/releaseLine";
import { expect, isString, type Report } from "./checks";

/** Where the release of EMQX is read from. */
export type Release = { image: string } | { releaseLine: string };

/** The release line, or undefined where it cannot be told, which is reported. */
export function resolveLine(release: Release, report: Report): ReleaseLine | undefined {
  const line = findLine(release);
  if (!line && "releaseLine" in release) {
    report(
      "releaseLine",
      `accepted: the first two numbers of a release, ${knownVersions}`,
      release.releaseLine,
    );
  } else if (!line && "image" in release) {
    report(
      "image",
      `accepted: a tag with a version, ${knownVersions}; or give releaseLine, such as "5.8"`,
      release.image,
    );
  }
  return line;
}

/** Reports a release that contradicts the image's tag, where that tells one. */
export function checkContradiction(value: { image: string; releaseLine?: string }, report: Report): void {
  const told = findLine({ image: value.image })?.version;
  const line = value.releaseLine === undefined ? told : parseVersion(value.releaseLine);
  if (told && line && (told.major !== line.major || told.minor !== line.minor)) {
    report(
      "releaseLine",
      `the image's tag says ${told.major}.${told.minor}; accepted: the same, or none`,
      value.releaseLine,
    );
  }
}

/** The release line, for checks that only some lines need; undefined where it cannot be told. */
export function findLine(release: Release): ReleaseLine | undefined {
  const [text, parse] =
    "image" in release ? [release.image, imageVersion] : [release.releaseLine, parseVersion];
  const version = isString(text) ? parse(text) : undefined;
  return version && releaseLine(version);
}

export function resolveImage(image: string, report: Report): string {
  const isImage = (given: unknown) => isString(given) && /^[^\s@]+(@[a-z0-9]+:[a-f0-9]+)?$/.test(given);
  expect(image, isImage, "image", "repository:tag", report);
  return image;
}

/** Reports a cluster that would need a licence and has none. */
export function checkLicense(
  value: { release: Release; replicas: number; secretKeys: string[] },
  report: Report,
): void {
  const line = findLine(value.release);
  if (line?.clusterNeedsLicense && value.replicas > 1 && !value.secretKeys.includes("EMQX_LICENSE__KEY")) {
    const { major, minor } = line.version;
    report(
      "replicas",
      `EMQX ${major}.${minor} forms a cluster only with a licence. Accepted: 1; or a licence key in a Secret, ` +
        `secretEnv: { EMQX_LICENSE__KEY: { name, key } }; or an image up to 5.8`,
      value.replicas,
    );
  }
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
