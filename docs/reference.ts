import {
  type Enum,
  type Field,
  type Interface,
  readArguments,
  readSubjects,
  type Subject,
} from "./declarations";
import { readExamples } from "./exampleTexts";

const index = "README.md";

/** The pages of the argument reference as Markdown, by their names in `docs/reference`. */
export function makeReference(): Record<string, string> {
  const main = readArguments();
  const subjects = readSubjects();
  const links = new Links(main, subjects);
  return {
    [index]: indexPage(main, subjects, links),
    ...Object.fromEntries(subjects.map((subject) => [pageOf(subject), subjectPage(subject, links)])),
  };
}

/** Knows where each interface and enum is described, and who uses it. */
class Links {
  private readonly pages: Map<string, string>;
  private readonly enums: Map<string, Enum>;

  constructor(
    private readonly main: Interface,
    private readonly subjects: Subject[],
  ) {
    this.pages = new Map(
      subjects.flatMap((subject) =>
        [...subject.interfaces, ...subject.enums].map(({ name }) => [name, pageOf(subject)] as const),
      ),
    );
    this.enums = new Map(subjects.flatMap(({ enums }) => enums).map((node) => [node.name, node]));
  }

  /** The type of a field, with a link to its description. */
  type({ type, references }: Field, page: string): string {
    const target = references.find((name) => this.pages.has(name));
    return target === undefined
      ? `\`${type}\``
      : `[\`${type}\`](${relative(this.pages.get(target)!, page)}#${target.toLowerCase()})`;
  }

  /** The values of a field whose type is an enum. */
  acceptedValues({ references }: Field): string[] {
    return references.flatMap((name) => this.enums.get(name)?.members ?? []).map(({ value }) => value);
  }

  /** The types of top-level arguments before the types inside of them. */
  byImportance(interfaces: Interface[]): Interface[] {
    const isTopLevel = ({ name }: Interface) =>
      this.main.fields.some(({ references }) => references.includes(name));
    return [...interfaces.filter(isTopLevel), ...interfaces.filter((node) => !isTopLevel(node))];
  }

  /** Links to all fields of a type. */
  usesOf(type: string, page: string): string[] {
    const uses = (node: Interface) => node.fields.filter(({ references }) => references.includes(type));
    return [
      ...uses(this.main).map(({ name }) => `[\`${name}\`](${index}#${name.toLowerCase()})`),
      ...this.subjects
        .flatMap(({ interfaces }) => interfaces)
        .flatMap((node) => {
          const anchor = `${relative(this.pages.get(node.name)!, page)}#${node.name.toLowerCase()}`;
          return uses(node).map(({ name }) => `[\`${node.name}.${name}\`](${anchor})`);
        }),
    ];
  }
}

function indexPage(main: Interface, subjects: Subject[], links: Links): string {
  const examples = readExamples();
  return paragraphs(
    "# Argument reference",
    main.doc,
    "`Input<T>` accepts a plain value or an output of another resource. A type without `Input` requires a plain value, because it decides " +
      "which resources are created or what they are called. The fields of an object state their own types.",
    `Arguments: ${main.fields.map(({ name }) => `[\`${name}\`](#${name.toLowerCase()})`).join(", ")}.`,
    "Pages with the types of the arguments:",
    subjects.map((subject) => `- [${titleOf(subject)}](${pageOf(subject)}): ${typesOf(subject)}`).join("\n"),
    "The examples import the component and its enums:",
    code(
      `import { ${["EmqxCluster", ...enumsIn(examples, subjects)].join(", ")} } from "@emqx-pulumi/emqx";`,
    ),
    ...main.fields.flatMap((field) => [
      `## \`${field.name}\``,
      `Type: ${links.type(field, index)}`,
      field.meaning,
      ...acceptedBy(field, links),
      ...defaultOf(field),
      code(examples[field.name]),
    ]),
  );
}

function subjectPage(subject: Subject, links: Links): string {
  const page = pageOf(subject);
  return paragraphs(
    `# Arguments: ${titleOf(subject)}`,
    `Part of the [argument reference](${index}).`,
    ...links
      .byImportance(subject.interfaces)
      .flatMap((node) => [
        ...heading(node, page, links),
        ...node.fields.map((field) => fieldItem(field, page, links)),
      ]),
    ...subject.enums.flatMap((node) => [
      ...heading(node, page, links),
      node.members
        .map(({ name, value, doc }) => `- \`${value}\` (\`${node.name}.${name}\`)${doc && `: ${doc}`}`)
        .join("\n"),
    ]),
  );
}

function heading({ name, doc }: { name: string; doc: string }, page: string, links: Links): string[] {
  return [`## ${name}`, doc, `Used by: ${links.usesOf(name, page).join(", ")}.`];
}

function fieldItem(field: Field, page: string, links: Links): string {
  const type = `${links.type(field, page)}${field.isOptional ? "" : ", **required**"}`;
  return listItem([
    `**\`${field.name}\`** (${type})`,
    field.meaning,
    ...acceptedBy(field, links),
    ...defaultOf(field),
  ]);
}

function acceptedBy(field: Field, links: Links): string[] {
  const values = links.acceptedValues(field);
  const isSaid = /\bAccepted: /.test(field.meaning);
  return isSaid || values.length === 0
    ? []
    : [`Accepted: ${values.map((value) => `\`${value}\``).join(", ")}.`];
}

function defaultOf(field: Field): string[] {
  return field.default === undefined ? [] : [`Default: ${field.default}`];
}

function listItem(parts: string[]): string {
  const text = paragraphs(...parts.filter((part) => part !== ""));
  return `- ${text.trimEnd().replace(/\n(?=[^\n])/g, "\n  ")}`;
}

/** Links to the interfaces and enums of a page. */
function typesOf(subject: Subject): string {
  return [...subject.interfaces, ...subject.enums]
    .map(({ name }) => `[\`${name}\`](${pageOf(subject)}#${name.toLowerCase()})`)
    .join(", ");
}

/** The enums that the examples use. */
function enumsIn(examples: Record<string, string>, subjects: Subject[]): string[] {
  const text = Object.values(examples).join("\n");
  const names = subjects.flatMap(({ enums }) => enums).map(({ name }) => name);
  return names.filter((name) => text.includes(`${name}.`)).sort();
}

/** The file's name as words. */
function titleOf({ name }: Subject): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const title = words.replace(/\b(api|tls)\b/g, (acronym) => acronym.toUpperCase());
  return `${title[0].toUpperCase()}${title.slice(1)}`;
}

function pageOf({ name }: Subject): string {
  return `${name}.md`;
}

/** A page as seen from another one, or nothing for the same. */
function relative(target: string, from: string): string {
  return target === from ? "" : target;
}

function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

function paragraphs(...parts: string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
