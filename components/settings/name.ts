import { type Checks, expect, isDnsLabel, isString } from "./checks";

/** The base name of all resources. */
export function resolveName(checks: Checks, componentName: string, nameOverride: string | undefined): string {
  const [name, path, hint] =
    nameOverride === undefined
      ? [componentName, "name", "; set nameOverride to name the resources without renaming the component"]
      : [nameOverride, "nameOverride", ""];
  return checks.plain(name, path, (value, report) => {
    const accepted = `a DNS label of at most 52 characters (lowercase letters, digits and -, starting with a letter)${hint}`;
    // Kubernetes adds 11 characters to the StatefulSet name for a pod label, which is limited to 63.
    expect(value, (given) => isDnsLabel(given, 52), path, accepted, report);
    // The client Service could have the name of another cluster's headless Service.
    expect(
      value,
      (given) => !isString(given) || !given.endsWith("-headless"),
      path,
      `a name that does not end in -headless${hint}`,
      report,
    );
    return value;
  });
}
