import { join } from "node:path";
import ts from "typescript";
import { readSubjects } from "../../../docs/declarations";
import { type Located, root } from "./pages";

const names = [
  "EmqxCluster",
  "EmqxClusterArgs",
  "InvalidArgumentsError",
  ...readSubjects()
    .flatMap(({ interfaces, enums }) => [...interfaces, ...enums])
    .map(({ name }) => name),
];

/** What a fragment without imports of its own can use. */
const preamble = [
  'import * as pulumi from "@pulumi/pulumi";',
  'import * as kubernetes from "@pulumi/kubernetes";',
  `import { ${names.join(", ")} } from "@emqx-pulumi/emqx";`,
].join(" ");

/** Objects that the text around a fragment names. */
const surroundings = `
import * as pulumi from "@pulumi/pulumi";
import * as kubernetes from "@pulumi/kubernetes";
import type { EmqxCluster as Cluster } from "@emqx-pulumi/emqx";
declare global {
  const cluster: Cluster;
  const provider: kubernetes.Provider;
  const config: pulumi.Config;
}
`;

/**
 * Compiles programs and fragments as the project's own code.
 *
 * @returns the errors, each with the place of its program and the line in it.
 */
export function compile(programs: Located[]): string[] {
  const virtual = new Map(
    programs.map(({ text, place }, index) => [
      join(root, `block${index}.ts`),
      { text: asModule(text), place },
    ]),
  );
  const surroundingsFile = join(root, "surroundings.ts");
  const texts = new Map([...virtual].map(([file, { text }]) => [file, text])).set(
    surroundingsFile,
    surroundings,
  );
  const program = ts.createProgram([...texts.keys()], compilerOptions(), hostWith(texts));
  return [...virtual].flatMap(([file, { place }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const line = source!.getLineAndCharacterOfPosition(start).line + 1;
        return `${place}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      },
    );
  });
}

/** The text with all it needs in front, on its first line so that lines stay the same. */
function asModule(text: string): string {
  const { statements } = ts.createSourceFile("block.ts", text, ts.ScriptTarget.Latest);
  if (statements.some(ts.isImportDeclaration)) {
    return text;
  }
  // `replicas: 3,` alone is some of the arguments.
  const isArguments = statements[0] && ts.isLabeledStatement(statements[0]);
  return `${preamble} ${isArguments ? `new EmqxCluster("emqx", { ${text} });` : text}`;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}

function hostWith(texts: Map<string, string>): ts.CompilerHost {
  const disk = ts.createCompilerHost({});
  return {
    ...disk,
    getSourceFile: (file, version, ...rest) => {
      const text = texts.get(file);
      return text === undefined
        ? disk.getSourceFile(file, version, ...rest)
        : ts.createSourceFile(file, text, version);
    },
    fileExists: (file) => texts.has(file) || disk.fileExists(file),
    readFile: (file) => texts.get(file) ?? disk.readFile(file),
  };
}
