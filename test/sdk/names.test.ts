import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readSchema, repository, type Schema } from "./support/sdks";

/** The generators for these languages are not Go modules, so only names are compared. */
const programs = {
  "C#": "csharp/Program.cs",
  Java: "java/src/main/java/emqx/App.java",
};

const typeName = (token: string) => token.split(":").at(-1)!;

/** The names in SDKs of the component, its arguments, and all types. */
function classNames({ resources, types }: Schema): string[] {
  return [...Object.keys(resources), ...Object.keys(types)]
    .map(typeName)
    .flatMap((name) => [name, `${name}Args`]);
}

function propertyNames({ resources, types }: Schema): string[] {
  return [
    ...Object.values(resources).flatMap(({ inputProperties, properties }) =>
      Object.keys({ ...inputProperties, ...properties }),
    ),
    ...Object.values(types).flatMap(({ properties }) => Object.keys(properties ?? {})),
  ];
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);

describe("The schema has all names that an example uses:", function () {
  this.timeout(60_000);
  let schema: Schema;

  before(async () => {
    schema = await readSchema();
  });

  for (const [language, file] of Object.entries(programs)) {
    it(language, () => {
      const text = readFileSync(join(repository, "examples", file), "utf8");
      const classes = matches(text, /\b([A-Z]\w+Args|EmqxCluster|ListenerType)\b/g);
      expect(classes).to.include.members(["EmqxClusterArgs", "ListenerArgs"]);
      expect(classNames(schema)).to.include.members(classes);

      const members = matches(text, /\bListenerType\.(\w+)/g);
      expect(schema.types["emqx:index:ListenerType"].enum!.map(({ name }) => name)).to.include.members(
        members,
      );

      // Properties are assigned in C#, and set by a method of the builder in Java.
      const properties =
        language === "C#" ? /^\s+([A-Z]\w+)\s*=\s*[^>]|\{ ([A-Z]\w+) =/gm : /\.(\w+)\((?!\))/g;
      const used = [...text.matchAll(properties)].map(([, first, second]) => first ?? second);
      const own = used
        .map((name) => name[0].toLowerCase() + name.slice(1))
        .filter((name) => !host.includes(name));
      expect(own).to.include.members(["replicas", "listeners", "dashboardPassword"]);
      expect(propertyNames(schema)).to.include.members(own);
    });
  }
});

/** Methods of Pulumi's own SDK. */
const host = ["run", "requireSecret", "export"];
