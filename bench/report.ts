import type { Sample } from "./measure";

/** One step, by the component and by hand. */
export interface Step {
  step: string;
  component: Sample;
  byHand: Sample;
  /** The median of the ratios round by round. */
  ratio: number;
}

export interface Comparison {
  rounds: number;
  steps: Step[];
}

export interface Results {
  machine: string;
  clusters: number;
  one: Comparison;
  many: Comparison;
}

/** The results as a page. */
export function report({ machine, clusters, one, many }: Results): string {
  return `# Benchmark

The same objects, once by \`EmqxCluster\` and once written by hand as Pulumi resources: medians of ${one.rounds} rounds with one
cluster and of ${many.rounds} with ${clusters}, in turns, in one run of \`npm run bench\`. Each step is an operation of the engine in a fresh
process, with the program inline.

Machine: ${machine}. Pods are simulated, so no image is pulled and no broker starts.

| Clusters | Step | By hand | Component | Ratio | Memory by hand | Memory |
| ---: | --- | ---: | ---: | ---: | ---: | ---: |
${one.steps.map((step) => row(1, step)).join("\n")}
${many.steps.map((step) => row(clusters, step)).join("\n")}
`;
}

function row(clusters: number, { step, component, byHand, ratio }: Step): string {
  const cells = [
    `${clusters}`,
    step,
    `${byHand.seconds.toFixed(2)} s`,
    `${component.seconds.toFixed(2)} s`,
    ratio.toFixed(2),
    `${Math.round(byHand.megabytes)} MB`,
    `${Math.round(component.megabytes)} MB`,
  ];
  return `| ${cells.join(" | ")} |`;
}
