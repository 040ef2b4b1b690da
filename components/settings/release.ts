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

/** The arguments that determine the release of EMQX. The image determines the undefined ones. */
export interface Release {
  image?: string;
  releaseLine?: string;
  edition?: Edition;
}

/** Omits an image that is an output if `releaseLine` makes it unnecessary. */
export function releaseSource(
  image: Input<string>,
  releaseLine: Input<string> | undefined,
  edition: Input<Edition> | undefined,
): { [source in keyof Release]: Input<Release[source]> } {
  const isNeeded = releaseLine === undefined || isKnownNow(image);
  return { ...(isNeeded ? { image } : {}), releaseLine, edition };
}

/** The release line. Reports an unknown one and returns undefined. */
export function resolveLine(release: Release, report: Report): ReleaseLine | undefined {
  expectOneOf(release.edition, Edition, "edition", report);
  const line = findLine(release);
  if (!line && release.releaseLine !== undefined) {
    report(
      "releaseLine",
      `must be the first two numbers of a known release, ${knownVersions}; for a later release, use "6.2"`,
      release.releaseLine,
    );
  } else if (!line) {
    report(
      "image",
      `must have a tag with a known version, ${knownVersions}; otherwise set releaseLine, such as releaseLine: "6.2" for a later release`,
      release.image,
    );
  }
  return line;
}

/** Reports a release line that contradicts the version in the image tag. */
export function checkContradiction(value: { image: string; releaseLine?: string }, report: Report): void {
  const told = findLine({ image: value.image })?.version;
  const line = value.releaseLine === undefined ? told : textVersion(value.releaseLine, parseVersion);
  if (told && line && (told.major !== line.major || told.minor !== line.minor)) {
    report(
      "releaseLine",
      `contradicts the image tag, which says ${told.major}.${told.minor}; use the same value, or omit it`,
      value.releaseLine,
    );
  }
}

/** The release line, for checks of single lines. Undefined if it is unknown. */
export function findLine(release: Release): ReleaseLine | undefined {
  const { image, releaseLine: given } = release;
  const version = given === undefined ? textVersion(image, imageVersion) : textVersion(given, parseVersion);
  const edition = release.edition ?? (isString(image) ? imageEdition(image) : Edition.OpenSource);
  return version && releaseLine(version, edition);
}

/** Advice in messages, for images whose name does not contain the edition. */
export const editionHint = "(set edition if the image name does not show it)";

/** A release line and its edition, for messages. */
export function lineName({ version, edition }: ReleaseLine): string {
  return `EMQX ${version.major}.${version.minor}, ${edition === Edition.Enterprise ? "enterprise" : "open source"}`;
}

function textVersion(text: unknown, parse: (text: string) => Version | undefined): Version | undefined {
  return isString(text) ? parse(text) : undefined;
}

export function resolveImage(image: string, report: Report): string {
  const isImage = (given: unknown) => isString(given) && /^[^\s@]+(@[a-z0-9]+:[a-f0-9]+)?$/.test(given);
  expect(image, isImage, "image", "an image such as repository:tag", report);
  return image;
}

/** Reports a cluster that requires a licence, now or after scaling, but has none. */
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
    { path: "replicants", given: value.hasReplicants, accepted: "omitted" },
  ].find(({ given }) => given === true || (isCount(given) && Number(given) > 1));
  const line = findLine(value.release);
  const inSecretEnv = value.secretKeys.some((name) => isSameVariable(name, licenseVariable));
  if (value.hasLicense && line?.version.major === 4) {
    report(
      "license",
      "requires EMQX 5.0 or later; for 4.x, mount the licence file with pods.volumes and set EMQX_LICENSE__FILE in env",
    );
  }
  if (value.hasLicense && line?.version.major === 5 && line.edition === Edition.OpenSource) {
    report(
      "license",
      `not supported by ${lineName(line)}; use EMQX 5.9 or later, or the enterprise edition ${editionHint}, or omit it`,
    );
  }
  if (line?.clusterNeedsLicense && several && !value.hasLicense && !inSecretEnv) {
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

export function resolveReplicas(value: number, report: Report, path = "replicas"): number {
  expectNodeCount(value, path, report);
  return value;
}
