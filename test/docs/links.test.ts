import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type Page, readPages, root } from "./support/pages";

const pages = new Map(readPages().map((page) => [page.path, page]));

/** The file or folder that a link leads to, and its anchor; undefined for other sites. */
function targetOf(link: string, { path }: Page): { path: string; anchor?: string } | undefined {
  if (/^[a-z]+:/.test(link)) {
    return undefined;
  }
  const [file, anchor] = decodeURI(link).split("#");
  return { path: file === "" ? path : join(dirname(path), file), anchor };
}

/** The page that is shown for a path: for a folder, its README. */
function pageAt(path: string): Page | undefined {
  const readme = join(path, "README.md");
  return pages.get(path) ?? pages.get(readme);
}

function brokenLinks(page: Page): string[] {
  return page.links
    .filter(({ text }) => {
      const target = targetOf(text, page);
      if (!target) {
        return false;
      }
      const shown = pageAt(target.path);
      return (
        !existsSync(join(root, target.path)) ||
        (target.anchor !== undefined && shown !== undefined && !shown.anchors.has(target.anchor))
      );
    })
    .map(({ text, place }) => `${place}: ${text}`);
}

/** The pages that a reader of the page can open with one click. */
function linkedPages(page: Page): Page[] {
  const targets = page.links.map(({ text }) => targetOf(text, page));
  return targets.flatMap((target) => (target && pageAt(target.path)) ?? []);
}

describe("The pages", () => {
  for (const page of pages.values()) {
    it(`${page.path} links to files and headings that exist`, () => {
      expect(brokenLinks(page)).to.deep.equal([]);
    });
  }

  it("are at most two clicks from the README", () => {
    const readme = pages.get("README.md")!;
    const near = new Set([readme, ...linkedPages(readme), ...linkedPages(readme).flatMap(linkedPages)]);
    const far = [...pages.values()].filter((page) => page.path.startsWith("docs/") && !near.has(page));
    expect(far.map(({ path }) => path)).to.deep.equal([]);
  });

  it("begin with a README of at most 150 lines", () => {
    expect(pages.get("README.md")!.lines).to.be.at.most(150);
  });
});
