import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { type Eventual, isLater } from "../eventual";

/**
 * Makes an object whose name carries a hash of its content, under a logical name that does so too. A change is then another resource:
 * the new object is made first, the old one goes last, and one that comes back after an update that failed is still there. The engine
 * would make a replaced one anew, next to the old one of that name, and fail.
 *
 * @param kind What its logical name is without the hash: where a preview does not know the content yet, and in stacks from before names had one.
 * @param objectName In Kubernetes: the cluster's name and what follows it.
 */
export function makeByContent(
  name: string,
  settings: Settings,
  kind: string,
  objectName: Eventual<string>,
  make: (logicalName: string, aliases: pulumi.Alias[]) => pulumi.Resource,
): pulumi.Input<pulumi.Resource> {
  const logicalName = (given: string) => `${name}${given.slice(settings.name.length)}`;
  const withAliases = (given: string) => make(given, [{ name: `${name}-${kind}` }]);
  if (!isLater(objectName)) {
    return withAliases(logicalName(objectName));
  }
  // Functions given to apply are not called in that case, and the SDK's types do not tell of it.
  const { isKnown } = objectName as pulumi.Output<string> & { isKnown: Promise<boolean> };
  return pulumi
    .output(isKnown)
    .apply((known) => (known ? objectName.apply(logicalName) : pulumi.output(`${name}-${kind}`)))
    .apply(withAliases);
}
