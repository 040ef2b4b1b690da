import { deploy } from "../test/unit/support/cluster";

/** A resource as a user would write it by hand. */
export interface HandwrittenObject {
  kind: string;
  name: string;
  args: object;
  /** Resources that it depends on, as `kind name`. */
  dependsOn: string[];
}

/** Returns the resources of one default cluster: the component's own objects, with the dependencies of the StatefulSet. */
export async function handwrittenObjects(name: string): Promise<HandwrittenObject[]> {
  const { children } = await deploy({}, { name });
  const kindOf = (type: string) => type.split(":").at(-1)!;
  const declared = new Set(children.map((child) => `${kindOf(child.type)} ${child.name}`));
  return children.map((child) => ({
    kind: kindOf(child.type),
    name: child.name,
    args: child.inputs as object,
    dependsOn: child.dependsOn
      .map((each) => each.split("::"))
      .map(([type, other]) => `${kindOf(type)} ${other}`)
      .filter((each) => declared.has(each)),
  }));
}
