#!/usr/bin/env node
import { parseArgs } from "node:util";
import type { Finding } from "./finding";
import { diagnose, noNodeAnswered } from "./findings";
import { CannotReadCluster, kubectl } from "./kubectl";
import { allPods, readCluster } from "./readCluster";

const usage = `Usage: emqx-doctor [name] [--namespace name] [--context name] [--kubeconfig file] [--json]

Checks a deployed EmqxCluster and reports problems. It reads through kubectl and changes nothing.

  name               base name of the cluster's resources (default: emqx)
  -n, --namespace    namespace of the cluster (default: default)
  --context          context in the kubeconfig (default: the current context)
  --kubeconfig       path of the kubeconfig (default: as for kubectl)
  --json             print an array of findings: severity, subject, problem, advice
  -h, --help         print this help

Exit codes:
  0  no errors were found
  1  errors were found
  2  the cluster could not be read, or no errors were found and no node could be queried`;

/** Runs the command. Returns the exit code. */
export async function main(argv: string[], print: (line: string) => void): Promise<number> {
  const { values, positionals } = parse(argv);
  if (values.help) {
    print(usage);
    return 0;
  }
  const [name = "emqx"] = positionals;
  const namespace = values.namespace ?? "default";
  const options = (["context", "kubeconfig"] as const).flatMap((option) =>
    values[option] === undefined ? [] : [`--${option}`, values[option]],
  );
  const cluster = await readCluster(kubectl(options), namespace, name);
  const findings = diagnose(cluster);
  print(
    values.json
      ? JSON.stringify(findings, null, 2)
      : asText(findings, allPods(cluster).length, name, namespace),
  );
  return findings.some(({ severity }) => severity === "error") ? 1 : noNodeAnswered(cluster) ? 2 : 0;
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        namespace: { type: "string", short: "n" },
        context: { type: "string" },
        kubeconfig: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new CannotReadCluster(`${(error as Error).message}\n\n${usage}`);
  }
}

function asText(findings: Finding[], pods: number, name: string, namespace: string): string {
  if (findings.length === 0) {
    return `EmqxCluster ${name} in namespace ${namespace}: no problems found in ${pods} pods.`;
  }
  return findings
    .map(({ severity, subject, problem, advice }) => `${severity}: ${subject}: ${problem}\n  ${advice}`)
    .join("\n");
}

if (require.main === module) {
  main(process.argv.slice(2), (line) => console.log(line)).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    },
  );
}
