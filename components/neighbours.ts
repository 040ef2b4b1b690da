import * as pulumi from "@pulumi/pulumi";
import type { EmqxClusterArgs } from "./emqxClusterArgs";
import { headlessServiceName, dashboardServiceName } from "./kubernetes/services";
import { groupName } from "./kubernetes/metadata";
import { InvalidArgumentsError } from "./settings/checks";

/** The component that has a name, by place and name, for each run of a program. */
const runs = new WeakMap<object, Map<unknown, Map<string, string>>>();

/**
 * Refuses a second cluster whose objects would be those of the first one: of the same program, provider and namespace. Clusters of
 * other programs are refused by the API server.
 *
 * @throws InvalidArgumentsError that names both.
 */
export function expectOwnNames(
  component: string,
  { namespace, dashboardService, replicants }: EmqxClusterArgs,
  name: string,
  provider: pulumi.ProviderResource | undefined,
): void {
  const run = pulumi.runtime.getMonitor() as object;
  const places = runs.get(run) ?? new Map<unknown, Map<string, string>>();
  runs.set(run, places);
  const taken = places.get(provider) ?? new Map<string, string>();
  places.set(provider, taken);
  const names = [
    name,
    headlessServiceName(name),
    ...(dashboardService ? [dashboardServiceName(name)] : []),
    ...(replicants ? [groupName(name, "replicant")] : []),
  ];
  for (const object of names) {
    const key = `${typeof namespace === "string" ? namespace : ""}/${object}`;
    const other = taken.get(key);
    if (other !== undefined) {
      const reason = `the cluster "${other}" of this program has objects called "${object}" as well; accepted: another nameOverride, or another namespace`;
      throw new InvalidArgumentsError(component, [{ propertyPath: "nameOverride", reason }]);
    }
    taken.set(key, component);
  }
}
