import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import GithubSlugger from "github-slugger";
import MarkdownIt from "markdown-it";

type Token = ReturnType<InstanceType<typeof MarkdownIt>["parse"]>[number];

export const root = resolve(__dirname, "../../..");

/** A Markdown file, with everything that a test checks. */
export interface Page {
  /** From the root. */
  path: string;
  lines: number;
  /** The ids that links to the page can name. */
  anchors: Set<string>;
  links: Located[];
  inlineCode: Located[];
  blocks: Block[];
}

/** A text, and its place for messages. */
export interface Located {
  text: string;
  place: string;
}

export interface Block extends Located {
  language: string;
}

/** All pages for users and contributors. */
export function readPages(): Page[] {
  const folders = [
    "components",
    "bench",
    "policies",
    ...readdirSync(join(root, "examples")).map((name) => `examples/${name}`),
  ];
  return [
    ...[".", ...folders].flatMap((folder) => markdownIn(folder)),
    ...["docs", ".github"].flatMap((folder) => markdownIn(folder, { recursive: true })),
  ].map((path) => parsePage(path, readFileSync(join(root, path), "utf8")));
}

function markdownIn(folder: string, { recursive = false } = {}): string[] {
  const directory = join(root, folder);
  const names = existsSync(directory) ? readdirSync(directory, { recursive, encoding: "utf8" }) : [];
  return names.filter((name) => name.endsWith(".md")).map((name) => join(folder, name));
}

export function parsePage(path: string, text: string): Page {
  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  const located = places(path, tokens);
  const html = located.filter(({ token }) => /^html_(block|inline)$/.test(token.type));
  return {
    path,
    lines: text.trimEnd().split("\n").length,
    anchors: new Set([...headingIds(tokens), ...html.flatMap(({ token }) => attributes(token, "id|name"))]),
    links: [
      ...located.flatMap(({ token, place }) => {
        const target = (token.attrGet("href") ?? token.attrGet("src")) as string | null;
        return target === null ? [] : [{ text: target, place }];
      }),
      ...html.flatMap(({ token, place }) =>
        attributes(token, "href|src|srcset").map((target) => ({ text: target, place })),
      ),
    ],
    inlineCode: located
      .filter(({ token }) => token.type === "code_inline")
      .map(({ token, place }) => ({ text: token.content, place })),
    blocks: located
      .filter(({ token }) => token.type === "fence")
      .map(({ token, place }) => ({ text: token.content, place, language: token.info.trim() })),
  };
}

/** All tokens, those inside of paragraphs included, with the line that their block begins at. */
function places(path: string, tokens: Token[]): { token: Token; place: string }[] {
  let line = 1;
  return tokens.flatMap((token) => {
    line = token.map ? token.map[0] + 1 : line;
    return [token, ...(token.children ?? [])].map((nested) => ({ token: nested, place: `${path}:${line}` }));
  });
}

function headingIds(tokens: Token[]): string[] {
  const slugger = new GithubSlugger();
  return tokens
    .filter((_, index) => tokens[index - 1]?.type === "heading_open")
    .map(({ children }) => slugger.slug((children ?? []).map(({ content }) => content).join("")));
}

function attributes({ content }: Token, names: string): string[] {
  return [...content.matchAll(new RegExp(`\\b(?:${names})="([^"]+)"`, "g"))].map(([, value]) => value);
}
