import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { killEngine, prepareEngine } from "../../local/engine";
import { get, testCluster } from "../support/cluster";
import { writeNodeProgram } from "./executable";
import { usesEngine } from "./support";

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A copy of the example with clusters of its own, because the checkout must not change. */
class Fleet {
  private constructor(
    private readonly directory: string,
    private readonly project: string,
    private readonly environment: Record<string, string>,
  ) {}

  static async create(clusters: object[]): Promise<Fleet> {
    const { kubeconfig } = await testCluster();
    const directory = await mkdtemp(join(tmpdir(), "emqx-fleet-"));
    const project = join(directory, "project");
    // The example has packages of its own if npm cannot share them.
    const filter = (path: string) => basename(path) !== "node_modules";
    await cp(join(repository, "examples/fleet"), project, { recursive: true, filter });
    await symlink(join(repository, "node_modules"), join(project, "node_modules"));
    await writeFile(join(project, "clusters.ts"), `export const clusters = ${JSON.stringify(clusters)};\n`);
    const { environment, commandRoot, plugin, hasLanguageHost } = await prepareEngine(directory);
    const path = [join(commandRoot, "bin"), ...(hasLanguageHost ? [] : [await languageHost(directory)])];
    return new Fleet(directory, project, {
      ...environment,
      // The SDK asks for the provider's version that it was made for. One on the PATH always serves.
      PATH: [...path, dirname(plugin), environment.PATH].join(delimiter),
      KUBECONFIG: kubeconfig,
    });
  }

  /** Runs the example's command. */
  run(...args: string[]): Promise<Ended> {
    return new Promise((resolve) => {
      const command = ["--import", "tsx", join(this.project, "fleet.ts"), ...args];
      const options = { cwd: this.project, env: this.environment };
      const child = execFile(process.execPath, command, options, (_, stdout, stderr) =>
        resolve({ code: child.exitCode!, stdout, stderr }),
      );
    });
  }

  /** What the engine wrote in a cluster's last operation. */
  log(name: string): Promise<string> {
    return readFile(join(this.project, "logs", `${name}.log`), "utf8");
  }

  async remove(): Promise<void> {
    await killEngine(this.directory);
    await rm(this.directory, { recursive: true, force: true });
  }
}

const repository = join(__dirname, "../..");

/** A folder with a language host that runs programs in TypeScript. */
async function languageHost(directory: string): Promise<string> {
  const folder = join(directory, "host");
  const host = join(__dirname, "languageHost.ts");
  await mkdir(folder);
  await writeNodeProgram(
    join(folder, "pulumi-language-nodejs"),
    ...["--import", require.resolve("tsx"), host],
  );
  return folder;
}

/** The lines of a summary, without the times. */
function linesOf({ stdout }: Ended): string[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.replace(/ +/g, " ").replace(/ \d+ s /, " "));
}

async function clustersInKubernetes(): Promise<string[]> {
  const { items } = await get<{ items: { metadata: { labels: Record<string, string> } }[] }>(
    "statefulsets",
    "--all-namespaces",
    "--selector=example.com/fleet",
  );
  return items.map(({ metadata }) => metadata.labels["example.com/fleet"]).sort();
}

describe("The example of a fleet", function () {
  usesEngine(this);
  const args = (name: string) => ({ replicas: 1, labels: { "example.com/fleet": name } });
  let fleet: Fleet;
  before(async () => {
    fleet = await Fleet.create([
      { name: "berlin", args: args("berlin") },
      { name: "dublin", args: { replicas: 0 } },
      { name: "mumbai", args: args("mumbai") },
    ]);
  });
  after(() => fleet?.remove());

  it("deploys the other clusters if one fails, a few at a time, and exits with 1", async () => {
    const ended = await fleet.run("up", "--parallel", "2");
    expect(linesOf(ended)).to.deep.equal([
      "cluster result time changes or error",
      "berlin succeeded create 21",
      'dublin FAILED EmqxCluster "emqx" has invalid arguments: replicas: got 0; must be a whole number of at least 1',
      "mumbai succeeded create 21",
      "",
      "2 succeeded, 1 failed",
    ]);
    expect(ended.code).to.equal(1);
    expect(await clustersInKubernetes()).to.deep.equal(["berlin", "mumbai"]);
    const progress = ended.stderr.trim().split("\n");
    expect(progress.slice(0, 2)).to.deep.equal(["berlin: started", "dublin: started"]);
    expect(progress[2]).to.match(/^(berlin: succeeded|dublin: failed) \(1 of 3\)/);
    expect(await fleet.log("dublin")).to.contain("replicas: got 0");
  });

  it("previews the chosen clusters only", async () => {
    const ended = await fleet.run("preview", "mumbai");
    expect(linesOf(ended).slice(1)).to.deep.equal([
      "mumbai succeeded no changes",
      "",
      "1 succeeded, 0 failed",
    ]);
    expect(ended.code).to.equal(0);
  });

  it("rejects a cluster that it does not have", async () => {
    const { code, stderr } = await fleet.run("up", "paris");
    expect(stderr.trim()).to.equal("unknown cluster: paris; accepted: berlin, dublin, mumbai");
    expect(code).to.equal(1);
  });

  it("deletes the chosen clusters, and never all by default", async () => {
    const { code, stderr } = await fleet.run("destroy");
    expect(stderr).to.contain("missing required argument 'cluster'");
    expect(code).to.equal(1);
    const ended = await fleet.run("destroy", "berlin", "dublin", "mumbai");
    expect(linesOf(ended).at(-1)).to.equal("3 succeeded, 0 failed");
    expect(ended.code).to.equal(0);
    expect(await clustersInKubernetes()).to.deep.equal([]);
  });
});
