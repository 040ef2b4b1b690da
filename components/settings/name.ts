import { type Checks, isString, type Report } from "./checks";
import { isDnsLabel } from "./rules/formats";
import { check, type Rule } from "./rules/rule";

export const nameOverride: Rule<string, string | undefined> = (given, path, report) => {
  checkName(given, path, "", report);
  return given;
};
nameOverride.kind = "string";

/** The base name of all resources. */
export function resolveName(checks: Checks, componentName: string, nameOverride: string | undefined): string {
  if (nameOverride !== undefined) {
    return nameOverride;
  }
  const hint = "; set nameOverride to name the resources without renaming the component";
  checks.now((report) => checkName(componentName, "name", hint, report));
  return componentName;
}

function checkName(name: string | undefined, path: string, hint: string, report: Report): void {
  const accepted = `a DNS label of at most 52 characters (lowercase letters, digits and -, starting with a letter)${hint}`;
  // Kubernetes adds 11 characters to the StatefulSet name for a pod label, which is limited to 63.
  check(name, (given) => isDnsLabel(given, 52), path, accepted, report);
  // The client Service could have the name of another cluster's headless Service.
  const isFree = (given: string) => !isString(given) || !given.endsWith("-headless");
  check(name, isFree, path, `a name that does not end in -headless${hint}`, report);
}
