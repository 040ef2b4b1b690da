import MarkdownIt from "markdown-it";

const unreleased = "Unreleased";

/**
 * The notes of a release: the section of its version in a changelog in the format of Keep a Changelog.
 *
 * @throws if the section is missing, has no date or is empty.
 */
export function releaseNotes(changelog: string, version: string): string {
  const section = sections(changelog).find(({ name }) => name === version);
  if (!section) {
    throw new Error(
      `CHANGELOG.md: has no section "## [${version}] - YYYY-MM-DD". Rename the section ${unreleased}, and add a new one.`,
    );
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(section.date)) {
    throw new Error(
      `CHANGELOG.md: the section [${version}] has the date "${section.date}"; must be like 2026-12-31.`,
    );
  }
  return notEmpty(section);
}

/** The notes that a release of this version would have now: its section, or else the changes since the last release. */
export function upcomingNotes(changelog: string, version: string): string {
  const next = sections(changelog).find(({ name }) => name === unreleased);
  const isWritten = sections(changelog).some(({ name }) => name === version);
  return next && !isWritten ? notEmpty(next) : releaseNotes(changelog, version);
}

/** The notes with links that also work outside the repository. */
export function linkNotes(notes: string, address: string): string {
  return notes.replace(/\]\((?![a-z]+:|#)/g, `](${address}/`);
}

interface Section {
  name: string;
  date: string;
  text: string;
}

function sections(changelog: string): Section[] {
  const lines = changelog.split("\n");
  const tokens = new MarkdownIt().parse(changelog, {});
  const headings = tokens.flatMap(({ type, tag, map }, index) =>
    type === "heading_open" && tag === "h2" && map ? [{ title: tokens[index + 1].content, map }] : [],
  );
  return headings.map(({ title, map }, index) => {
    const [name, ...date] = title.split(" - ");
    const end = headings[index + 1]?.map[0] ?? lines.length;
    return {
      name: name.replace(/^\[|\]$/g, ""),
      date: date.join(" - "),
      text: lines.slice(map[1], end).join("\n").trim(),
    };
  });
}

function notEmpty({ name, text }: Section): string {
  if (text === "") throw new Error(`CHANGELOG.md: the section [${name}] is empty; must list the changes.`);
  return text;
}
