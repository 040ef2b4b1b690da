import { CustomResource, type CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition";
import type { Resource } from "@pulumi/pulumi";
import { CustomResources } from "../emqxClusterArgs";
import { definitionLookupName, definitionOf } from "../kubernetes/customResources";
import type { Settings } from "../settings";

/** Makes an object whose definition comes with another project; none where these are left out. */
export type MakeCustomResource = (name: string, args: CustomResourceArgs) => CustomResource[];

/** For one cluster. Reads each definition once, before the first object of it: a preview would not miss it, and `up` would. */
export function customResourceMaker(parent: Resource, settings: Settings): MakeCustomResource {
  const definitions: Record<string, CustomResourceDefinition> = {};
  const definition = (kind: string) => {
    const { name } = definitionOf(kind);
    const lookupName = definitionLookupName(settings.name, kind);
    return (definitions[name] ??= CustomResourceDefinition.get(lookupName, name, { parent }));
  };
  return (name, args) => {
    if (settings.customResources === CustomResources.LeftOut) {
      return [];
    }
    const isChecked = settings.customResources === CustomResources.Checked;
    const dependsOn = isChecked ? [definition(args.kind)] : [];
    return [new CustomResource(name, args, { parent, dependsOn })];
  };
}
