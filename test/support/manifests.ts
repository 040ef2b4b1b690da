import type { EmqxClusterArgs } from "../../components/index";
import { inApplyOrder, type KubernetesObject } from "../../local/manifests";
import { deploy, type Outputs } from "../unit/support/cluster";

/** What a program with one cluster would deploy, and what it would tell. */
export interface Rendered {
  objects: KubernetesObject[];
  outputs: Outputs;
}

/** Turns the arguments of a cluster into the objects that it consists of. */
export async function render(args: EmqxClusterArgs, name = "emqx"): Promise<Rendered> {
  const { children, outputs } = await deploy(args, { name });
  return { objects: inApplyOrder(children.map(({ inputs }) => inputs as KubernetesObject)), outputs };
}
