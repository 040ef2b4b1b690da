import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { expect } from "chai";
import { load } from "js-yaml";

const repository = join(__dirname, "../../..");
const read = (file: string) => readFileSync(join(repository, file), "utf8");

interface Update {
  "package-ecosystem": string;
  directory?: string;
  directories?: string[];
  groups?: object;
}

/** The name that Dependabot gives to the package manager of a file. */
const ecosystems: Record<string, string> = {
  "package.json": "npm",
  "go.mod": "gomod",
  "requirements.txt": "pip",
  "pyproject.toml": "pip",
  "pom.xml": "maven",
  ".csproj": "nuget",
};

const { updates } = load(read(".github/dependabot.yml")) as { updates: Update[] };
const files = execFileSync("git", ["ls-files"], { cwd: repository, encoding: "utf8" }).trim().split("\n");
const { workspaces } = JSON.parse(read("package.json")) as { workspaces: string[] };

/** Whether a pattern means a folder. `*` is the name of any folder. */
function matches(pattern: string, folder: string): boolean {
  return new RegExp(`^/?${pattern.replace(/^\//, "").replaceAll("*", "[^/]+")}$`).test(folder);
}

function isCovered(ecosystem: string, folder: string): boolean {
  return updates
    .filter((update) => update["package-ecosystem"] === ecosystem)
    .flatMap(({ directory, directories = [] }) => [directory ?? [], directories].flat())
    .some((pattern) => matches(pattern, folder));
}

describe("Dependabot", () => {
  it("updates the dependencies of every manifest", () => {
    const missing = files.filter((file) => {
      const ecosystem = ecosystems[basename(file)] ?? ecosystems[extname(file)];
      const folder = dirname(file) === "." ? "" : dirname(file);
      // npm updates a workspace together with the root.
      const isWorkspace = ecosystem === "npm" && workspaces.some((pattern) => matches(pattern, folder));
      return ecosystem !== undefined && !isWorkspace && !isCovered(ecosystem, folder);
    });
    expect(missing).to.deep.equal([]);
  });

  it("updates the actions of the workflows", () => {
    expect(isCovered("github-actions", "")).to.equal(true);
  });

  it("looks only into folders that exist, and groups their updates", () => {
    for (const { directory, directories = [], groups } of updates) {
      for (const pattern of [directory ?? [], directories].flat()) {
        const folders = files.map((file) => (dirname(file) === "." ? "" : dirname(file)));
        expect(folders.some((folder) => matches(pattern, folder))).to.equal(true, pattern);
      }
      expect(groups).to.be.an("object");
    }
  });
});
