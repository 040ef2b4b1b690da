import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./pages";

/** A command of this project in a page: the program that it runs, and its options. */
export interface Command {
  text: string;
  /** From the root; undefined if the project has no such script. */
  program?: string;
  options: string[];
}

interface Package {
  scripts: Record<string, string>;
  bin?: Record<string, string>;
}

const readPackage = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Package;
const { scripts } = readPackage(".");
const { scripts: componentScripts, bin = {} } = readPackage("components");

/** npm's own options that are followed by a value. */
const withValue = ["--workspace", "-w", "--prefix", "--omit"];

/** The commands in a shell block or in inline code that run something of this project. */
export function commandsIn(text: string): Command[] {
  return text
    .replaceAll("\\\n", " ")
    .split(/\n|&&|\|\|?|;|\$\(/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, "")
        .replace(/^\s*\$\s/, "")
        .trim(),
    )
    .flatMap((line) => commandOf(line) ?? []);
}

function commandOf(text: string): Command | undefined {
  const words = text.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
  const [first, ...rest] =
    words[0] === "npx" ? words.slice(1).filter((word) => word !== "--no-install") : words;
  if (first === "npm") {
    return npmCommand(text, rest);
  }
  if (first === "node" && rest[0] === "local/bootstrap.mjs") {
    return { text, program: rest[1], options: optionsOf(rest.slice(2)) };
  }
  if (Object.hasOwn(bin, first)) {
    return { text, program: sourceOf(bin[first]), options: optionsOf(rest) };
  }
  return /^local:\w+$/.test(text) ? npmCommand(text, ["run", text]) : undefined;
}

function npmCommand(text: string, words: string[]): Command | undefined {
  const separator = words.indexOf("--");
  const own = separator < 0 ? words : words.slice(0, separator);
  const options = separator < 0 ? [] : optionsOf(words.slice(separator + 1));
  const named = own.filter((word, index) => !word.startsWith("-") && !withValue.includes(own[index - 1]));
  const name = named[0] === "run" ? named[1] : named[0] === "test" ? "test" : undefined;
  if (name === undefined) {
    return undefined;
  }
  const all = own.some((word) => ["--workspace", "-w"].includes(word)) ? componentScripts : scripts;
  // `npm run local:…` means all of them.
  const script = all[name] ?? (/[…*]$/.test(name) ? matching(all, name.slice(0, -1)) : undefined);
  return { text, program: script && programOf(script), options };
}

function matching(all: Record<string, string>, prefix: string): string | undefined {
  return Object.entries(all).find(([name]) => name.startsWith(prefix))?.[1];
}

/** What a script of package.json runs: for `node local/bootstrap.mjs x.ts`, the file. */
function programOf(script: string): string {
  return script.split(" ")[script.startsWith("node ") ? 2 : 0];
}

function optionsOf(words: string[]): string[] {
  return words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split("=")[0]);
}

/** `dist/doctor/cli.js` is made of `components/doctor/cli.ts`. */
function sourceOf(compiled: string): string {
  return compiled.replace(/^dist\//, "components/").replace(/\.js$/, ".ts");
}

/** The programs of this project that have a help text, and so can be asked for their options. */
export const programs = [
  ...Object.values(bin).map(sourceOf),
  ...Object.values(scripts).map(programOf),
].filter(
  (program, index, all) =>
    all.indexOf(program) === index &&
    program.endsWith(".ts") &&
    /"commander"|parseArgs/.test(readFileSync(join(root, program), "utf8")),
);

/** The options that a program's help names. */
export async function optionsIn(program: string): Promise<string[]> {
  const args = ["--import", "tsx", join(root, program), "--help"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return [...stdout.matchAll(/(?<=^|[\s[,])--?[a-z][\w-]*/g)].map(([option]) => option);
}
