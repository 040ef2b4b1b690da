import {
  imageEdition,
  imageVersion,
  knownVersions,
  parseVersion,
  releaseLine as lineOf,
  type ReleaseLine,
  type Version,
} from "../emqx/releaseLine";
import { Edition } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isKnownNow, isString, type Report } from "./checks";

/** The arguments that determine the release of EMQX. The image determines the undefined ones. */
interface Release {
  image?: string;
  releaseLine?: string;
  edition?: Edition;
}

/** The release line. Reports an unknown one; it is undefined then. */
export function resolveReleaseLine(
  checks: Checks,
  given: { [source in keyof Required<Release>]: Eventual<Release[source]> },
): Eventual<ReleaseLine | undefined> {
  const { image, releaseLine, edition } = given;
  // An image that is known later does not matter if the release line is given.
  const isNeeded = releaseLine === undefined || isKnownNow(image);
  return checks.resolve({ image: isNeeded ? image : undefined, releaseLine, edition }, (release, report) => {
    const line = findLine(release);
    if (line === undefined) {
      reportUnknown(release, report);
    }
    return line;
  });
}

function reportUnknown({ image, releaseLine }: Release, report: Report): void {
  if (releaseLine !== undefined) {
    report(
      "releaseLine",
      `must be the first two numbers of a known release, ${knownVersions}; for a later release, use "6.2"`,
      releaseLine,
    );
  } else {
    report(
      "image",
      `must have a tag with a known version, ${knownVersions}; otherwise set releaseLine, such as releaseLine: "6.2" for a later release`,
      image,
    );
  }
}

function findLine({ image, releaseLine, edition }: Release): ReleaseLine | undefined {
  const version =
    releaseLine === undefined ? textVersion(image, imageVersion) : textVersion(releaseLine, parseVersion);
  const imageSays = isString(image) ? imageEdition(image) : Edition.OpenSource;
  return version && lineOf(version, edition ?? imageSays);
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

/** Advice in messages, for images whose name does not contain the edition. */
export const editionHint = "(set edition if the image name does not show it)";

/** A release line and its edition, for messages. */
export function lineName({ version, edition }: ReleaseLine): string {
  return `EMQX ${version.major}.${version.minor}, ${edition === Edition.Enterprise ? "enterprise" : "open source"}`;
}

function textVersion(text: unknown, parse: (text: string) => Version | undefined): Version | undefined {
  return isString(text) ? parse(text) : undefined;
}

export function isImage(given: unknown): boolean {
  return isString(given) && /^[^\s@]+(@[a-z0-9]+:[a-f0-9]+)?$/.test(given);
}
