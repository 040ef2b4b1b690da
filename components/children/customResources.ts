import { CustomResource, type CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition";
import type { Output, Resource } from "@pulumi/pulumi";
import { CustomResources } from "../emqxClusterArgs";
import { definitionLookupName, definitionOf, unservedVersion } from "../kubernetes/customResources";
import { InvalidArgumentsError } from "../settings/checks";
import type { Context } from "./context";

/** Creates a custom resource, or nothing if custom resources are left out. */
export type MakeCustomResource = (name: string, args: CustomResourceArgs) => CustomResource[];

/** Reads each CRD once, before its first object. Otherwise `up` would fail without a CRD, but not the preview. */
export function customResourceMaker({ settings, parent }: Context): MakeCustomResource {
  const definitions: Record<string, Output<CustomResourceDefinition>> = {};
  const definition = (kind: string, apiVersion: string) =>
    (definitions[kind] ??= readDefinition(settings.name, kind, apiVersion, parent));
  return (name, args) => {
    if (settings.customResources === CustomResources.LeftOut) {
      return [];
    }
    const isChecked = settings.customResources === CustomResources.Checked;
    const dependsOn = isChecked ? [definition(args.kind, args.apiVersion)] : [];
    return [new CustomResource(name, args, { parent, dependsOn })];
  };
}

/** Fails if the CRD is missing or does not serve the version. */
function readDefinition(
  cluster: string,
  kind: string,
  apiVersion: string,
  parent: Resource,
): Output<CustomResourceDefinition> {
  const definition = CustomResourceDefinition.get(
    definitionLookupName(cluster, kind),
    definitionOf(kind).name,
    { parent },
  );
  return definition.spec.apply((spec?: { versions: { name: string; served: boolean }[] }) => {
    // Pulumi's mocks, with which users test their programs, return no spec.
    const reason = spec && unservedVersion(kind, apiVersion, spec.versions);
    if (reason !== undefined) {
      throw new InvalidArgumentsError(cluster, [{ propertyPath: "customResources", reason }]);
    }
    return definition;
  });
}
