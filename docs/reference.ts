import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** The argument reference, made of the documentation in the code. */
export interface Reference {
  /** `docs/arguments.md`. */
  page: string;
  /** The table of all top-level arguments, for the README. */
  table: string;
}

interface Field {
  name: string;
  type: string;
  doc: string;
  isOptional: boolean;
}

const root = join(__dirname, "../components");

export function makeReference(): Reference {
  const files = [
    join(root, "emqxClusterArgs.ts"),
    ...readdirSync(join(root, "args")).map((file) => join(root, "args", file)),
  ];
  const nodes = files.flatMap((file) => [
    ...ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true).statements,
  ]);
  const enums = nodes.filter(ts.isEnumDeclaration);
  const interfaces = nodes.filter(ts.isInterfaceDeclaration);
  const known = [...enums, ...interfaces].map(({ name }) => name.text);
  const [main, ...others] = [
    ...interfaces.filter(({ name }) => name.text === "EmqxClusterArgs"),
    ...interfaces.filter(({ name }) => name.text !== "EmqxClusterArgs"),
  ];
  const page = [
    "# Arguments of `EmqxCluster`",
    "",
    "Made of the documentation in the code by `npm run docs`. `Input` stands before every type but those that are said to be plain",
    "values: it may be an output of another resource.",
    "",
    ...interfaceSection(main, known),
    ...others
      .sort((a, b) => a.name.text.localeCompare(b.name.text))
      .flatMap((node) => interfaceSection(node, known)),
    ...enums.sort((a, b) => a.name.text.localeCompare(b.name.text)).flatMap(enumSection),
  ];
  const rows = fieldsOf(main).map(
    ({ name, doc }) => `| [\`${name}\`](docs/arguments.md#emqxclusterargs) | ${firstSentence(doc)} |`,
  );
  return {
    page: `${page.join("\n").trimEnd()}\n`,
    table: ["| argument | meaning |", "| --- | --- |", ...rows].join("\n"),
  };
}

function interfaceSection(node: ts.InterfaceDeclaration, known: string[]): string[] {
  const rows = fieldsOf(node).map(
    ({ name, type, doc, isOptional }) =>
      `| \`${name}\`${isOptional ? "" : " (required)"} | ${linked(type, known)} | ${oneLine(doc)} |`,
  );
  return [
    `## ${node.name.text}`,
    "",
    docOf(node),
    "",
    "| field | type | meaning |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ];
}

function enumSection(node: ts.EnumDeclaration): string[] {
  const rows = node.members.map(
    (member) => `| \`${member.initializer?.getText().replaceAll('"', "")}\` | ${oneLine(docOf(member))} |`,
  );
  return [`## ${node.name.text}`, "", docOf(node), "", "| value | meaning |", "| --- | --- |", ...rows, ""];
}

function fieldsOf(node: ts.InterfaceDeclaration): Field[] {
  return node.members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(),
    type: plainType(member.type!.getText()),
    doc: docOf(member),
    isOptional: member.questionToken !== undefined,
  }));
}

/** A type without what every one has. */
function plainType(type: string): string {
  const unwrapped = type.replace(/\bInput<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>/g, "$1");
  return unwrapped === type
    ? type.replace(/\s+/g, " ").replace("types.input.", "kubernetes.")
    : plainType(unwrapped);
}

function linked(type: string, known: string[]): string {
  const name = /^\w+/.exec(type)?.[0] ?? "";
  const text = `\`${type}\``;
  return known.includes(name) ? `[${text}](#${name.toLowerCase()})` : text;
}

function docOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).slice(-1);
  return ts.getTextOfJSDocComment(comment?.comment) ?? "";
}

function oneLine(doc: string): string {
  return doc.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
}

function firstSentence(doc: string): string {
  const line = oneLine(doc);
  const [whole] = /^.*?[.:](?= [A-Z]|$)/.exec(line) ?? [line];
  const byDefault = / Default: .*?\.(?= |$)/.exec(line)?.[0] ?? "";
  return whole.endsWith(byDefault) ? whole : `${whole}${byDefault}`;
}
