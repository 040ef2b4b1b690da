import * as pulumi from "@pulumi/pulumi";
import { type Eventual, isLater } from "../eventual";
import type { Context } from "./context";

/**
 * Creates an object whose name and logical name contain a hash of its content, so that a change is a new resource. The engine creates the
 * new object first and deletes the old one last. If a failed update is taken back, the old object still exists. With a fixed logical name,
 * the engine would instead replace the resource, create an object whose name is already taken, and fail.
 *
 * @param kind The suffix of the logical name without a hash. It is used if a preview does not know the content yet, and by old stacks.
 * @param objectName The name in Kubernetes, which starts with the cluster's name.
 */
export function makeByContent(
  { name, settings }: Context,
  kind: string,
  objectName: Eventual<string>,
  make: (logicalName: string, aliases: pulumi.Alias[]) => pulumi.Resource,
): pulumi.Input<pulumi.Resource> {
  const logicalName = (given: string) => `${name}${given.slice(settings.name.length)}`;
  const withAliases = (given: string) => make(given, [{ name: `${name}-${kind}` }]);
  if (!isLater(objectName)) {
    return withAliases(logicalName(objectName));
  }
  // In a preview, apply does not call its function for an unknown value. `isKnown` is missing from the SDK's types.
  const { isKnown } = objectName as pulumi.Output<string> & { isKnown: Promise<boolean> };
  return pulumi
    .output(isKnown)
    .apply((known) => (known ? objectName.apply(logicalName) : pulumi.output(`${name}-${kind}`)))
    .apply(withAliases);
}
