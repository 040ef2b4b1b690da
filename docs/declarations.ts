import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { type DocComment, parseDocComment } from "./docComment";

/** One file of `components/args`. */
export interface Subject {
  /** The file's name without extension. */
  name: string;
  interfaces: Interface[];
  enums: Enum[];
}

export interface Interface {
  name: string;
  doc: string;
  fields: Field[];
}

export interface Field extends DocComment {
  name: string;
  /** As in the code, but for `Input` inside of a type. */
  type: string;
  /** The interfaces and enums of the package that the type names. */
  references: string[];
  isOptional: boolean;
}

export interface Enum {
  name: string;
  doc: string;
  members: { name: string; value: string; doc: string }[];
}

const components = join(__dirname, "../components");

/** The interface of the top-level arguments. */
export function readArguments(): Interface {
  const [main] = readSubject(join(components, "emqxClusterArgs.ts")).interfaces;
  return main;
}

/** The interfaces and enums of all other arguments. */
export function readSubjects(): Subject[] {
  const folder = join(components, "args");
  return readdirSync(folder)
    .filter((file) => file !== "index.ts")
    .sort()
    .map((file) => readSubject(join(folder, file)));
}

function readSubject(file: string): Subject {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const interfaces = source.statements.filter(ts.isInterfaceDeclaration);
  const names = exportedNames(source);
  return {
    name: basename(file, ".ts"),
    interfaces: interfaces
      .filter(({ name }) => names.has(name.text))
      .map((node) => ({
        name: names.get(node.name.text)!,
        doc: docOf(node),
        fields: membersOf(node, interfaces).map((member) => fieldOf(member, names)),
      })),
    enums: source.statements.filter(ts.isVariableStatement).map(enumOf),
  };
}

/** The names of a file's exported interfaces, by their names inside of the file. */
function exportedNames(source: ts.SourceFile): Map<string, string> {
  const own = source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .map(({ name }) => [name.text, name.text] as const);
  const renamed = source.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) =>
      exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [],
    )
    .map(({ name, propertyName }) => [(propertyName ?? name).text, name.text] as const);
  return new Map([...own, ...renamed]);
}

/** The fields of an interface, and of those that it extends in the same file. */
function membersOf(node: ts.InterfaceDeclaration, all: ts.InterfaceDeclaration[]): ts.PropertySignature[] {
  const own = node.members.filter(ts.isPropertySignature);
  const bases = node.heritageClauses?.flatMap(({ types }) => types.map((type) => type.getText())) ?? [];
  const inherited = all
    .filter(({ name }) => bases.includes(name.text))
    .flatMap((base) => membersOf(base, all))
    .map((member) => own.find(({ name }) => name.getText() === member.name.getText()) ?? member);
  return [...own.filter((member) => !inherited.includes(member)), ...inherited];
}

/** An enum in the form `const Name = { Member: "value" } as const`. */
function enumOf(statement: ts.VariableStatement): Enum {
  const [{ name, initializer }] = statement.declarationList.declarations;
  const { expression } = initializer as ts.AsExpression;
  return {
    name: name.getText(),
    doc: docOf(statement),
    members: (expression as ts.ObjectLiteralExpression).properties
      .filter(ts.isPropertyAssignment)
      .map((member) => ({
        name: member.name.getText(),
        value: (member.initializer as ts.StringLiteral).text,
        doc: docOf(member),
      })),
  };
}

function fieldOf(member: ts.PropertySignature, names: Map<string, string>): Field {
  const type = member.type!;
  const text = withoutInput(type).replace(/(?<![\w.])\w+/g, (word) => names.get(word) ?? word);
  return {
    name: member.name.getText(),
    type: isInput(type) ? `Input<${text}>` : text,
    references: referencesOf(type).map((name) => names.get(name) ?? name),
    isOptional: member.questionToken !== undefined,
    ...parseDocComment(docOf(member)),
  };
}

function isInput(type: ts.TypeNode): boolean {
  return ts.isTypeReferenceNode(type) && type.typeName.getText() === "Input";
}

/** The text of a type on one line, with Kubernetes' types as programs name them. */
function withoutInput(type: ts.TypeNode): string {
  const unwrapped = (text: string): string => {
    const shorter = text.replace(/\bInput<((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)>/g, "$1");
    return shorter === text ? text : unwrapped(shorter);
  };
  return unwrapped(type.getText()).replace(/\s+/g, " ").replace("types.input.", "kubernetes.types.input.");
}

function referencesOf(type: ts.Node): string[] {
  const own = ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? [type.typeName.text] : [];
  const nested: string[] = [];
  type.forEachChild((child) => void nested.push(...referencesOf(child)));
  return [...own, ...nested].filter((name) => name !== "Input");
}

function docOf(node: ts.Node): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).slice(-1);
  return ts.getTextOfJSDocComment(comment?.comment) ?? "";
}
