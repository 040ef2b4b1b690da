import { expect } from "chai";
import { compile } from "./support/compile";
import { asProgram, documentsIn, isNamed, manifestsIn } from "./support/manifests";
import { type Block, parsePage, readPages } from "./support/pages";
import { runStack, stackFileIn } from "./support/stacks";

const blocks = readPages().flatMap((page) => page.blocks);
const wrong = parsePage(
  "wrong.md",
  `
\`\`\`ts
new EmqxCluster("emqx", {
  replicas: "3",
});
\`\`\`

\`\`\`yaml
apiVersion: v1
kind: Service
metadata:
  name: emqx
spec:
  selectors: {}
\`\`\`
`,
).blocks;

const programsIn = (among: Block[]) => among.filter(({ language }) => /^(ts|typescript)$/.test(language));
const yamlIn = (among: Block[]) => among.filter(({ language }) => /^ya?ml$/.test(language));
const objectsIn = (among: Block[]) =>
  yamlIn(among).flatMap((block) =>
    manifestsIn(block).flatMap((manifest) => asProgram(manifest, block.place) ?? []),
  );

describe("The code blocks of the pages", function () {
  this.timeout(180_000);
  let errors: string[];
  before(() => {
    const all = [...blocks, ...wrong];
    errors = compile([...programsIn(all), ...objectsIn(all)]);
  });

  it("compile if they are TypeScript, and have the fields of their kind if they are Kubernetes objects", () => {
    expect(errors.filter((error) => !error.startsWith("wrong.md"))).to.deep.equal([]);
  });

  it("are reported with page and line if they do not", () => {
    expect(errors.filter((error) => error.startsWith("wrong.md"))).to.deep.equal([
      "wrong.md:2, line 2: Type 'string' is not assignable to type 'Input<number> | undefined'.",
      "wrong.md:8, line 1: Object literal may only specify known properties, and '\"selectors\"' does not exist in type 'ServiceSpec | Promise<ServiceSpec | undefined> | OutputInstance<ServiceSpec | undefined>'.",
    ]);
  });

  it("have a name if they are Kubernetes objects", () => {
    const unnamed = yamlIn(blocks).filter((block) => !manifestsIn(block).every(isNamed));
    expect(unnamed.map(({ place }) => place)).to.deep.equal([]);
  });

  it("are rejected if they configure the stack with a key that it does not have", async () => {
    const problem = await runStack({ config: { "emqx:replica": 5 } }).catch((error: Error) => error.message);
    expect(problem).to.include("emqx:replica");
  });

  for (const block of yamlIn(blocks)) {
    it(`are YAML, and accepted by the stack if they configure it: ${block.place}`, async () => {
      for (const stack of documentsIn(block).flatMap((document) => stackFileIn(document) ?? [])) {
        await runStack(stack);
      }
    });
  }
});
