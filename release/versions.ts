import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { satisfies, valid } from "semver";
import { root } from "../local/command";

/** A version or a range of the package in a file of this repository. */
export interface Mention {
  file: string;
  text: string;
}

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
}

const packageFile = "components/package.json";

/** The version to release. */
export function readVersion(): string {
  return readManifest(packageFile).version;
}

/** The version of the root stack, and the ranges of the templates and examples. */
export function readMentions(): Mention[] {
  const { name } = readManifest(packageFile);
  const files = execFileSync("git", ["ls-files", "package.json", "*/package.json"], {
    cwd: root,
    encoding: "utf8",
  });
  const ranges = files
    .trim()
    .split("\n")
    .flatMap((file) => ({ file, text: readManifest(file).dependencies?.[name] ?? "" }))
    .filter(({ text }) => text !== "");
  return [{ file: "package.json", text: readManifest("package.json").version }, ...ranges];
}

/**
 * Checks that all files accept the version.
 *
 * @throws with all that differ.
 */
export function checkVersions(version: string, mentions: Mention[]): void {
  const problems = mentions
    .filter(({ text }) => !satisfies(version, text))
    .map(({ file, text }) => `${file}: got ${text}; must be or accept ${version}`);
  if (valid(version) === null) {
    problems.unshift(`${packageFile}: got ${version}; must be a semantic version`);
  }
  if (problems.length > 0) throw new Error(`This commit cannot be released:\n  ${problems.join("\n  ")}`);
}

/** Says what to do if the version is released already. */
export function checkTag(version: string, tags: string[]): string | undefined {
  return tags.includes(tagOf(version))
    ? `The tag ${tagOf(version)} exists already. Increase the version in ${packageFile}.`
    : undefined;
}

export function tagOf(version: string): string {
  return `v${version}`;
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest;
}
