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

/** What is known of a cluster before its objects are. */
interface Neighbour {
  component: string;
  objects: string[];
  namespace?: pulumi.Input<string>;
}

/** The clusters of each run of a program, by provider. */
const runs = new WeakMap<object, Map<unknown, Neighbour[]>>();

/**
 * Refuses a second cluster whose objects would be those of the first one: of the same program, provider and namespace, as soon as the
 * namespaces are known. Clusters of other programs are refused by the API server.
 *
 * @throws InvalidArgumentsError that names both.
 */
export function expectOwnNames(
  component: string,
  { namespace, dashboardService, internalService, extraServices = [], replicants }: EmqxClusterArgs,
  name: string,
  provider: pulumi.ProviderResource | undefined,
): void {
  const run = pulumi.runtime.getMonitor() as object;
  const places = runs.get(run) ?? new Map<unknown, Neighbour[]>();
  runs.set(run, places);
  const neighbours = places.get(provider) ?? [];
  const objects = [
    name,
    headlessServiceName(name),
    ...extraServices.map((extra) => extraServiceName(name, extra)),
    ...(dashboardService ? [dashboardServiceName(name)] : []),
    ...(internalService ? [internalServiceName(name)] : []),
    ...(replicants ? [groupName(name, "replicant")] : []),
  ];
  for (const other of neighbours) {
    const object = objects.find((each) => other.objects.includes(each));
    if (object !== undefined) {
      expectOtherNamespace(component, object, namespace, other);
    }
  }
  places.set(provider, [...neighbours, { component, objects, namespace }]);
}

function expectOtherNamespace(
  component: string,
  object: string,
  namespace: pulumi.Input<string> | undefined,
  other: Neighbour,
): void {
  const compare = (one?: string, another?: string) => {
    if (one === another) {
      const reason = `the cluster "${other.component}" of this program has objects called "${object}" as well; accepted: another nameOverride, or another namespace`;
      throw new InvalidArgumentsError(component, [{ propertyPath: "nameOverride", reason }]);
    }
  };
  if ([namespace, other.namespace].every((each) => each === undefined || typeof each === "string")) {
    compare(namespace as string | undefined, other.namespace as string | undefined);
  } else {
    pulumi.all([namespace, other.namespace]).apply(([one, another]) => compare(one, another));
  }
}
