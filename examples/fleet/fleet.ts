import { type Command, InvalidArgumentError, program } from "commander";
import { clusters } from "./clusters";
import { operate, operations, type Operation } from "./operate";
import { summarize } from "./summary";

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("must be a whole number of at least 1");
  return number;
}

/** Runs an operation on the chosen clusters, or on all. The exit code is 1 if one has failed. */
async function main(
  operation: Operation,
  chosen: string[],
  { parallel }: { parallel: number },
  command: Command,
) {
  const known = clusters.map(({ name }) => name);
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    command.error(`unknown cluster: ${unknown.join(", ")}; accepted: ${known.join(", ")}`);
  const names = chosen.length > 0 ? chosen : known;
  const results = await operate({ operation, names, parallel, progress: (line) => console.error(line) });
  console.log(summarize(results));
  if (results.some(({ error }) => error !== undefined)) process.exitCode = 1;
}

program.name("npx tsx fleet.ts").description("Preview, deploy or delete all clusters of clusters.ts.");
for (const operation of operations) {
  program
    .command(operation)
    // Nobody deletes a whole fleet by accident.
    .argument(
      operation === "destroy" ? "<cluster...>" : "[cluster...]",
      `clusters to operate on${operation === "destroy" ? "" : " (default: all)"}`,
    )
    .option("--parallel <number>", "clusters that run at the same time", positive, 4)
    .action((chosen: string[], options: { parallel: number }, command: Command) =>
      main(operation, chosen, options, command),
    );
}
void program.parseAsync();
