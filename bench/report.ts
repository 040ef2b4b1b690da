import type { Sample } from "./measure";

/** One step, with the component and by hand. */
export interface Step {
  step: string;
  component: Sample;
  byHand: Sample;
  /** Median of the ratios of the rounds. */
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

/** Formats the results as a Markdown page. */
export function report({ machine, clusters, one, many }: Results): string {
  return `# Benchmark

The benchmark deploys the same objects twice: with \`EmqxCluster\`, and written by hand as Pulumi resources. The values are
medians of ${one.rounds} rounds with one cluster and of ${many.rounds} with ${clusters} clusters. One run of \`npm run bench\` measures both programs in turn.
Each step is an operation of the engine in a fresh process, with the program inline.

Machine: ${machine}. Pods are simulated: no image is pulled, and no broker starts.

| Clusters | Step | By hand | Component | Ratio | Memory by hand | Memory |
| ---: | --- | ---: | ---: | ---: | ---: | ---: |
${one.steps.map((step) => row(1, step)).join("\n")}
${many.steps.map((step) => row(clusters, step)).join("\n")}

The goal is a ratio of at most 1.10. The component does more than the program by hand:

- It registers three more resources for each cluster: itself and two guards. Their hooks reject a preview that would replace the
  StatefulSet or the headless Service. The other objects depend on the first guard, so a rejected update creates nothing.
- It loads its own modules once, checks all arguments, and derives the objects from them.
- Outputs are the most expensive part of a program. Known values therefore stay plain: only generated secrets and values that
  depend on a resource are outputs.

The engine saves the whole state after each step, so the time of an \`up\` grows with the square of the number of resources in a
stack. The ratio for ${clusters} clusters shows this: the component has 19 resources for each cluster, the program by hand has 16, and the
square of 19/16 is 1.41. The dependencies and the component's inputs in the state add to it. With one cluster in a stack, the
effect is not visible: spread many clusters over many stacks.
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
