import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Command, commandsIn, optionsIn, programs } from "./support/commands";
import { readPages, root } from "./support/pages";

/** Options of other programs that the pages name without the program. */
const foreign: Record<string, string> = {
  "--refresh": "pulumi up",
  "--secret": "pulumi config set",
  "--path": "pulumi config set",
  "--plaintext": "pulumi config set",
  "--local": "pulumi login",
};

const pages = readPages();
const shell = pages
  .flatMap(({ blocks }) => blocks)
  .filter(({ language }) => /^(sh|bash|shell|console)$/.test(language));
const inline = pages.flatMap(({ inlineCode }) => inlineCode);
const commands = [...shell, ...inline].flatMap(({ text, place }) =>
  commandsIn(text).map((command) => ({ ...command, place })),
);

const shown = ({ text, place }: Command & { place: string }) => `${place}: ${text}`;

describe("The commands in the pages", function () {
  this.timeout(60_000);
  const known = new Map<string, string[]>();
  before(async () => {
    await Promise.all(programs.map(async (program) => known.set(program, await optionsIn(program))));
  });

  it("run scripts and programs that exist", () => {
    expect(commands).not.to.deep.equal([]);
    const unknown = commands.filter(
      ({ program }) => program === undefined || (program.includes("/") && !existsSync(join(root, program))),
    );
    expect(unknown.map(shown)).to.deep.equal([]);
  });

  it("use options that the program has", () => {
    const wrong = commands.filter(({ program = "", options }) =>
      options.some((option) => !known.get(program)?.includes(option)),
    );
    expect(wrong.map(shown)).to.deep.equal([]);
  });

  it("are meant by options that are mentioned alone", () => {
    const all = [...[...known.values()].flat(), ...Object.keys(foreign)];
    const unknown = inline
      .map(({ text, place }) => ({ option: /^--[a-z][\w-]*/.exec(text)?.[0], place }))
      .filter(({ option }) => option !== undefined && !all.includes(option));
    expect(unknown.map(({ option, place }) => `${place}: ${option}`)).to.deep.equal([]);
  });
});

describe("A command in a page", () => {
  const examples: [text: string, program: string | undefined, options: string[]][] = [
    ["npm run --silent render -- --stack prod > emqx.yaml", "local/render.ts", ["--stack"]],
    ["npx emqx-doctor mqtt -n iot", "components/doctor/cli.ts", ["-n"]],
    ["$ npm test", "test/run.ts", []],
    ["npm run build --workspace components", "tsc", []],
    ["npm run no-such-script", undefined, []],
  ];
  for (const [text, program, options] of examples) {
    it(`is understood: ${text}`, () => {
      const [command] = commandsIn(text);
      expect([command.program, command.options]).to.deep.equal([program, options]);
    });
  }
});
