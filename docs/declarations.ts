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
    .sort()
    .map((file) => readSubject(join(folder, file)));
}

function readSubject(file: string): Subject {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  return {
    name: basename(file, ".ts"),
    interfaces: source.statements.filter(ts.isInterfaceDeclaration).map((node) => ({
      name: node.name.text,
      doc: docOf(node),
      fields: node.members.filter(ts.isPropertySignature).map(fieldOf),
    })),
    enums: source.statements.filter(ts.isEnumDeclaration).map((node) => ({
      name: node.name.text,
      doc: docOf(node),
      members: node.members.map((member) => ({
        name: member.name.getText(),
        value: (member.initializer as ts.StringLiteral).text,
        doc: docOf(member),
      })),
    })),
  };
}

function fieldOf(member: ts.PropertySignature): Field {
  const type = member.type!;
  return {
    name: member.name.getText(),
    type: isInput(type) ? `Input<${withoutInput(type)}>` : withoutInput(type),
    references: referencesOf(type),
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
