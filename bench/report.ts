import type { Sample } from "./measure";

export interface Results {
  machine: string;
  rounds: number;
  previews: { root: Sample; empty: Sample; provider: Sample };
  deployments: { pulumi: Sample; kubectl: Sample; empty: Sample };
  sizes: (Sample & { clusters: number })[];
}

/** The results as a page, with a chart that Markdown viewers draw. */
export function report({ machine, rounds, previews, deployments, sizes }: Results): string {
  const { pulumi, kubectl, empty } = deployments;
  const largest = sizes[sizes.length - 1];
  const [smallest] = sizes;
  const perCluster = (from: Sample & { clusters: number }, to: Sample & { clusters: number }) =>
    (to.seconds - from.seconds) / (to.clusters - from.clusters);
  return `# Benchmark

Medians of ${rounds} rounds after one warm-up, measured in turns in one run of \`npm run bench\`.
Machine: ${machine}. Pods are simulated, so no image is pulled and no broker starts.

| Preview, nothing deployed | Time |
| --- | ---: |
| empty program | ${cell(previews.empty)} |
| program with one ConfigMap, which starts the Kubernetes provider | ${cell(previews.provider)} |
| root stack | ${cell(previews.root)} |
| **ratio to the empty program** (aim: at most 1.25) | ${number(previews.root.seconds / previews.empty.seconds)} |
| ratio to the one ConfigMap | ${number(previews.root.seconds / previews.provider.seconds)} |

| From nothing to three ready pods                     |         Time |
| ---------------------------------------------------- | -----------: |
| \`kubectl apply\` and \`kubectl rollout status\`         | ${cell(kubectl)} |
| \`pulumi up\` of an empty program                      | ${cell(empty)} |
| \`pulumi up\` of the root stack                        | ${cell(pulumi)} |
| **more than the sum of both** (aim: at most 1 s)     | ${number(pulumi.seconds - kubectl.seconds - empty.seconds)} s |

| Preview without changes | Time | Memory of all processes |
| ---: | ---: | ---: |
${sizes.map((size) => `| ${size.clusters} clusters | ${cell(size)} | ${Math.round(size.megabytes)} MB |`).join("\n")}

Each further cluster adds ${number(perCluster(smallest, sizes[1]) * 1000, 0)} ms up to ${sizes[1].clusters}, and
${number(perCluster(sizes[1], largest) * 1000, 0)} ms from there to ${largest.clusters} (aim: linear).

\`\`\`mermaid
xychart-beta
  title "Preview without changes, seconds by number of clusters"
  x-axis [${sizes.map(({ clusters }) => clusters).join(", ")}]
  y-axis "seconds"
  bar [${sizes.map(({ seconds }) => number(seconds)).join(", ")}]
\`\`\`
`;
}

function cell({ seconds }: Sample): string {
  return `${number(seconds)} s`;
}

function number(value: number, digits = 2): string {
  return value.toFixed(digits);
}
