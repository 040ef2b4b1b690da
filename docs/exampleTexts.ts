import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** The examples of `examples.ts` as text, by argument: programs for the reference. */
export function readExamples(): Record<string, string> {
  const file = join(__dirname, "examples.ts");
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const declaration = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => name.getText() === "examples");
  const { properties } = declaration!.initializer as ts.ObjectLiteralExpression;
  return Object.fromEntries(
    properties
      .filter(ts.isPropertyAssignment)
      .map(({ name, initializer }) => [name.getText(), `new EmqxCluster("emqx", ${initializer.getText()});`]),
  );
}
