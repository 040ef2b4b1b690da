import type { EmqxClusterArgs } from "@emqx-pulumi/emqx";

/** One cluster of the fleet. */
export interface FleetCluster {
  /** The name of its stack. */
  name: string;
  /** The context of the kubeconfig. Default: the current context. */
  context?: string;
  /** What differs from the other clusters. */
  args?: EmqxClusterArgs;
}

export const clusters: FleetCluster[] = [
  { name: "berlin", context: "berlin" },
  { name: "dublin", context: "dublin", args: { persistence: { size: "50Gi" } } },
  { name: "mumbai", context: "mumbai", args: { nameOverride: "mqtt" } },
];
