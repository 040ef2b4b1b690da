import type { EmqxClusterArgs } from "../../components/index";
import { inApplyOrder, type KubernetesObject } from "../../local/manifests";
import { deploy, type Outputs } from "../unit/support/cluster";

/** The objects that a program with one cluster would deploy, and its outputs. */
export interface Rendered {
  objects: KubernetesObject[];
  outputs: Outputs;
}

/** Renders the arguments of a cluster to Kubernetes objects. */
export async function render(args: EmqxClusterArgs, name = "emqx"): Promise<Rendered> {
  const { children, outputs } = await deploy(args, { name });
  return { objects: inApplyOrder(children.map(({ inputs }) => inputs as KubernetesObject)), outputs };
}
