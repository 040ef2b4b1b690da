import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { resolveSettings } from "../components/settings";
import { argumentRules } from "../components/settings/arguments";
import { type Field, readArguments, readSubjects } from "./declarations";

const comment = "# `npm run docs` generates the configuration keys from the arguments in the code.";

/** `Pulumi.yaml` of the root stack, with one configuration key for each argument. */
export function makeProjectFile(): string {
  const file = join(__dirname, "../Pulumi.yaml");
  const project = load(readFileSync(file, "utf8")) as object;
  const config = Object.fromEntries(
    readArguments().fields.map((field) => [field.name, declarationOf(field)]),
  );
  return `${comment}\n${dump({ ...project, config }, { lineWidth: -1, noRefs: true })}`;
}

interface Declaration {
  type: string;
  items?: { type: string };
  description: string;
  /** Each key needs one. An empty value counts as not set, so the component's own default applies. */
  default: unknown;
}

/** The defaults of scalars. */
const defaults: Record<string, unknown> = { nameOverride: "emqx", ...resolveSettings("emqx", {}) };

function declarationOf(field: Field): Declaration {
  const kind = argumentRules.kinds[field.name as keyof typeof argumentRules.kinds];
  const description = descriptionOf(field);
  if (kind !== undefined) {
    // A boolean would have no empty value.
    return {
      type: kind === "number" ? "integer" : "string",
      description,
      default: defaults[field.name] ?? "",
    };
  }
  if (/\[\]>?$/.test(field.type)) {
    const type = interfacesOf(field).length > 0 ? "object" : "string";
    return { type: "array", items: { type }, description, default: [] };
  }
  return { type: "object", description, default: {} };
}

const subjects = readSubjects();

function interfacesOf({ references }: Field) {
  return subjects.flatMap((subject) => subject.interfaces).filter(({ name }) => references.includes(name));
}

/** The first sentence of the documentation, the accepted values or fields, and the default. */
function descriptionOf(field: Field): string {
  const [sentence] = /^.*?[.:](?= [A-Z]|$)/.exec(plainText(field.meaning)) ?? [plainText(field.meaning)];
  const enums = subjects
    .flatMap((subject) => subject.enums)
    .filter(({ name }) => field.references.includes(name));
  const values = enums.flatMap(({ members }) => members.map(({ value }) => value));
  const names = interfacesOf(field).flatMap(({ fields }) => fields.map(({ name }) => name));
  return [
    sentence.replace(/:$/, "."),
    values.length > 0 && `Accepted: ${values.join(", ")}.`,
    names.length > 0 && !field.type.includes("{") && `Fields: ${names.join(", ")}.`,
    field.default !== undefined && `Default: ${plainText(field.default)}`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** Text without Markdown's code marks, on one line. */
function plainText(markdown: string): string {
  return markdown.replace(/\s*\n\s*/g, " ").replaceAll("`", "");
}
