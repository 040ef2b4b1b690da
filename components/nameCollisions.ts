import * as pulumi from "@pulumi/pulumi";
import type { EmqxClusterArgs } from "./emqxClusterArgs";
import {
  dashboardServiceName,
  extraServiceName,
  headlessServiceName,
  internalServiceName,
} from "./kubernetes/services";
import { groupName } from "./kubernetes/metadata";
import { InvalidArgumentsError } from "./settings/checks";

/** The object names of a cluster, which are known before its objects are created. */
interface ClusterNames {
  component: string;
  objects: string[];
  namespace?: pulumi.Input<string>;
}

/** The clusters of each program run, by provider. */
const runs = new WeakMap<object, Map<unknown, ClusterNames[]>>();

/**
 * Rejects a cluster whose object names collide with those of another cluster of the same program, provider and namespace. The check runs
 * as soon as both namespaces are known. Collisions with clusters of other programs are rejected by the API server.
 *
 * @throws InvalidArgumentsError that names both clusters.
 */
export function rejectNameCollisions(
  component: string,
  { namespace, dashboardService, internalService, extraServices = [], replicants }: EmqxClusterArgs,
  name: string,
  provider: pulumi.ProviderResource | undefined,
): void {
  const run = pulumi.runtime.getMonitor() as object;
  const byProvider = runs.get(run) ?? new Map<unknown, ClusterNames[]>();
  runs.set(run, byProvider);
  const others = byProvider.get(provider) ?? [];
  const objects = [
    name,
    headlessServiceName(name),
    ...extraServices.map((extra) => extraServiceName(name, extra)),
    ...(dashboardService ? [dashboardServiceName(name)] : []),
    ...(internalService ? [internalServiceName(name)] : []),
    ...(replicants ? [groupName(name, "replicant")] : []),
  ];
  for (const other of others) {
    const object = objects.find((each) => other.objects.includes(each));
    if (object !== undefined) {
      rejectSameNamespace(component, object, namespace, other);
    }
  }
  byProvider.set(provider, [...others, { component, objects, namespace }]);
}

function rejectSameNamespace(
  component: string,
  object: string,
  namespace: pulumi.Input<string> | undefined,
  other: ClusterNames,
): void {
  const compare = (one?: string, another?: string) => {
    if (one === another) {
      const reason = `the cluster "${other.component}" of this program already has an object named "${object}" in this namespace; set a different nameOverride or namespace`;
      throw new InvalidArgumentsError(component, [{ propertyPath: "nameOverride", reason }]);
    }
  };
  if ([namespace, other.namespace].every((each) => each === undefined || typeof each === "string")) {
    compare(namespace as string | undefined, other.namespace as string | undefined);
  } else {
    pulumi.all([namespace, other.namespace]).apply(([one, another]) => compare(one, another));
  }
}
