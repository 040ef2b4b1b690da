import { expect } from "chai";
import { linkNotes, releaseNotes, upcomingNotes } from "../../../release/changelog";

const changelog = `# Changelog

## [Unreleased]

### Added

- A new argument.

## [0.2.0] - 2026-12-31

### Fixed

- A [problem](docs/storage.md).

\`\`\`
## [0.9.0] - in a code block
\`\`\`

## [0.1.0] - 2026-11-30

The first release.

## [0.0.2]

No date.

## [0.0.1] - 2026-10-01
`;

describe("The notes of a release", () => {
  it("are the section of its version in the changelog", () => {
    expect(releaseNotes(changelog, "0.2.0")).to.match(
      /^### Fixed\n\n- A \[problem\][^]*in a code block\n```$/,
    );
    expect(releaseNotes(changelog, "0.1.0")).to.equal("The first release.");
  });

  const rejected: [version: string, reason: string, message: RegExp][] = [
    ["0.3.0", "is missing", /has no section "## \[0\.3\.0\] - YYYY-MM-DD"\. Rename the section Unreleased/],
    ["0.9.0", "is in a code block", /has no section/],
    ["0.0.2", "has no date", /the section \[0\.0\.2\] has the date ""; must be like 2026-12-31/],
    ["0.0.1", "is empty", /the section \[0\.0\.1\] is empty; must list the changes/],
  ];
  for (const [version, reason, message] of rejected) {
    it(`reject a section that ${reason}`, () => {
      expect(() => releaseNotes(changelog, version)).to.throw(message);
    });
  }

  it("are the unreleased changes until the section is written", () => {
    expect(upcomingNotes(changelog, "0.3.0")).to.equal("### Added\n\n- A new argument.");
    expect(upcomingNotes(changelog, "0.1.0")).to.equal("The first release.");
  });

  it("link to the pages of the release", () => {
    const notes = "[a](docs/a.md), [b](https://example.com/b), [c](#c)";
    expect(linkNotes(notes, "https://example.org/repository/blob/v1.0.0")).to.equal(
      "[a](https://example.org/repository/blob/v1.0.0/docs/a.md), [b](https://example.com/b), [c](#c)",
    );
  });
});
