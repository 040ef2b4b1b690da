import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { root, runCommand } from "../local/command";
import { run } from "../local/subprocess";
import { linkNotes, releaseNotes, upcomingNotes } from "./changelog";
import { packRelease } from "./pack";
import { repositoryAddress } from "./repository";
import { checkTag, checkVersions, readMentions, readVersion, tagOf } from "./versions";

const unknownAddress =
  "The address of the repository is unknown. Run the workflow Release, which sets GITHUB_SERVER_URL and GITHUB_REPOSITORY.";

interface Options {
  dryRun: boolean;
}

const program = new Command("npm run release --")
  .description(
    "Publishes the committed package to npm, then tags the commit and creates the release on GitHub. The workflow Release runs this command.",
  )
  .option("--dry-run", "run all steps, but publish and change nothing", false)
  .action((options: Options) => runCommand(() => release(options)));

async function release({ dryRun }: Options): Promise<void> {
  const version = readVersion();
  const notes = (dryRun ? upcomingNotes : releaseNotes)(
    readFileSync(join(root, "CHANGELOG.md"), "utf8"),
    version,
  );
  checkVersions(version, readMentions());
  const address = repositoryAddress(process.env);
  const obstacle = checkTag(version, await tags()) ?? (address ? undefined : unknownAddress);
  if (obstacle && !dryRun) throw new Error(obstacle);
  if (obstacle) console.log(`A release would be refused: ${obstacle}`);
  const folder = mkdtempSync(join(tmpdir(), "emqx-release-"));
  try {
    const archive = await packRelease(folder, address);
    await publish(archive, dryRun);
    const linked = address === undefined ? notes : linkNotes(notes, `${address}/blob/${tagOf(version)}`);
    await announce(version, linked, archive, dryRun);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function tags(): Promise<string[]> {
  const { stdout } = await run("git", ["tag", "--list"], { cwd: root });
  return stdout.split("\n");
}

/** With provenance: npm shows the commit and the workflow run that produced the package. */
async function publish(archive: string, dryRun: boolean): Promise<void> {
  const options = ["--provenance", "--access", "public", ...(dryRun ? ["--dry-run"] : [])];
  const { stdout } = await run("npm", ["publish", archive, ...options], { cwd: root });
  console.log(`${dryRun ? "Would publish" : "Published"}: ${stdout.trim()}`);
}

/** Tags the commit and creates the release. If this fails after the package is published, the printed command can be repeated. */
async function announce(version: string, notes: string, archive: string, dryRun: boolean): Promise<void> {
  const { stdout } = await run("git", ["rev-parse", "HEAD"], { cwd: root });
  const tag = tagOf(version);
  const args = ["release", "create", tag, archive, "--target", stdout.trim(), "--title", tag];
  console.log(`${dryRun ? "Would run" : "Running"}: gh ${args.join(" ")} --notes-file -\n\n${notes}`);
  if (!dryRun) await run("gh", [...args, "--notes-file", "-"], { cwd: root, input: notes });
}

program.parse();
