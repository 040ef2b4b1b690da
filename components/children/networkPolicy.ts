import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { Resource } from "@pulumi/pulumi";
import { networkPolicyArgs } from "../kubernetes/networkPolicy";
import type { Context } from "./context";

/** Creates the NetworkPolicy, unless it is disabled. */
export function makeNetworkPolicy({ name, settings, parent }: Context): Resource[] {
  const { networkPolicy } = settings;
  return networkPolicy
    ? [new NetworkPolicy(name, networkPolicyArgs(settings, networkPolicy), { parent })]
    : [];
}
