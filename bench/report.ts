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

The aim is a ratio of at most 1.10. What the component does more:

- It registers three resources more for each cluster: itself, and the two guards whose hooks refuse a preview that would make the StatefulSet
  or the headless Service anew. The other objects wait for the first guard, so that an update which it refuses has made nothing elsewhere.
- It loads its own modules once, checks all arguments, and derives the objects from them.
- Outputs are what costs most in a program, so values that are known stay plain: only generated secrets and what depends on a resource are outputs.

The engine saves the whole state after each step, so the time of an \`up\` grows with the square of the resources in a stack. With ${clusters}
clusters that is what the ratio shows: 19 resources for each by the component, 16 by hand, and 1.41 is the square of their ratio; the
dependencies and the component's own inputs in the state add to it. One cluster in a stack shows none of it: put many clusters into many stacks.
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
