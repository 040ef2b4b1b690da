import type { Input } from "@pulumi/pulumi";
import { isSameVariable } from "../emqx/configuration";
import { licenseVariable } from "../emqx/license";
import {
  imageEdition,
  imageVersion,
  knownVersions,
  parseVersion,
  releaseLine,
  type ReleaseLine,
  type Version,
} from "../emqx/releaseLine";
import { Edition } from "../emqxClusterArgs";
import { expect, expectOneOf, isCount, isKnownNow, isString, type Report } from "./checks";
import { expectNodeCount } from "./nodeCount";

/** Where the release of EMQX is read from: from the image what is not given. */
export interface Release {
  image?: string;
  releaseLine?: string;
  edition?: Edition;
}

/** Leaves out an image that is only known later where it need not be known. */
export function releaseSource(
  image: Input<string>,
  releaseLine: Input<string> | undefined,
  edition: Input<Edition> | undefined,
): { [source in keyof Release]: Input<Release[source]> } {
  const isNeeded = releaseLine === undefined || isKnownNow(image);
  return { ...(isNeeded ? { image } : {}), releaseLine, edition };
}

/** The release line, or undefined where it cannot be told, which is reported. */
export function resolveLine(release: Release, report: Report): ReleaseLine | undefined {
  expectOneOf(release.edition, Edition, "edition", report);
  const line = findLine(release);
  if (!line && release.releaseLine !== undefined) {
    report(
      "releaseLine",
      `accepted: the first two numbers of a release, ${knownVersions}; "6.2" treats a later one as that`,
      release.releaseLine,
    );
  } else if (!line) {
    report(
      "image",
      `accepted: a tag with a version that is known, ${knownVersions}; for another, releaseLine: "6.2" treats it as that`,
      release.image,
    );
  }
  return line;
}

/** Reports a release that contradicts the image's tag, where that tells one. */
export function checkContradiction(value: { image: string; releaseLine?: string }, report: Report): void {
  const told = findLine({ image: value.image })?.version;
  const line = value.releaseLine === undefined ? told : textVersion(value.releaseLine, parseVersion);
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
  const { image, releaseLine: given } = release;
  const version = given === undefined ? textVersion(image, imageVersion) : textVersion(given, parseVersion);
  const edition = release.edition ?? (isString(image) ? imageEdition(image) : Edition.OpenSource);
  return version && releaseLine(version, edition);
}

/** A release line and its edition, for messages. */
export function lineName({ version, edition }: ReleaseLine): string {
  return `EMQX ${version.major}.${version.minor}, ${edition === Edition.Enterprise ? "enterprise" : "open source"}`;
}

function textVersion(text: unknown, parse: (text: string) => Version | undefined): Version | undefined {
  return isString(text) ? parse(text) : undefined;
}

export function resolveImage(image: string, report: Report): string {
  const isImage = (given: unknown) => isString(given) && /^[^\s@]+(@[a-z0-9]+:[a-f0-9]+)?$/.test(given);
  expect(image, isImage, "image", "repository:tag", report);
  return image;
}

/** Reports a cluster that would need a licence, at once or when it is scaled, and has none. */
export function checkLicense(
  value: {
    release: Release;
    replicas: number;
    maxReplicas?: number;
    external?: boolean;
    hasReplicants: boolean;
    hasLicense: boolean;
    secretKeys: string[];
  },
  report: Report,
): void {
  const several = [
    { path: "replicas", given: value.replicas, accepted: 1 },
    { path: "autoscaling.maxReplicas", given: value.maxReplicas, accepted: 1 },
    { path: "autoscaling.external", given: value.external, accepted: false },
    { path: "replicants", given: value.hasReplicants, accepted: "none" },
  ].find(({ given }) => given === true || (isCount(given) && Number(given) > 1));
  const line = findLine(value.release);
  const inSecretEnv = value.secretKeys.some((name) => isSameVariable(name, licenseVariable));
  if (value.hasLicense && line?.version.major === 4) {
    report(
      "license",
      "EMQX 4.x reads its licence from a file; accepted: pods.volumes with EMQX_LICENSE__FILE in env",
    );
  }
  if (value.hasLicense && line?.version.major === 5 && line.edition === Edition.OpenSource) {
    report(
      "license",
      `not in ${lineName(line)}; accepted: none, or EMQX from 5.9 on, or its enterprise edition (edition says so, where the ` +
        "image's name does not)",
    );
  }
  if (line?.clusterNeedsLicense && several && !value.hasLicense && !inSecretEnv) {
    const { major, minor } = line.version;
    const { path, given, accepted } = several;
    report(
      path,
      `EMQX ${major}.${minor} forms a cluster only with a licence. Accepted: ${accepted}; or a licence, ` +
        `license: { key } or license: { existingSecret: { name, key } }; or an image up to 5.8`,
      given,
    );
  }
}

export function resolveReplicas(value: number, report: Report, path = "replicas"): number {
  expectNodeCount(value, path, report);
  return value;
}
