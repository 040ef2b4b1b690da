import { type Checks, expect, isDnsLabel, isString } from "./checks";

/** The base name of all objects. */
export function resolveName(checks: Checks, componentName: string, nameOverride: string | undefined): string {
  const [name, path, hint] =
    nameOverride === undefined
      ? [componentName, "name", "; nameOverride names the objects without renaming the component"]
      : [nameOverride, "nameOverride", ""];
  return checks.plain(name, path, (value, report) => {
    const accepted = `a DNS label (small letters, digits and -, the first a letter) of at most 52 characters${hint}`;
    // Kubernetes labels each pod with the StatefulSet's name and 11 characters more, 63 in all.
    expect(value, (given) => isDnsLabel(given, 52), path, accepted, report);
    // Or its client Service would be the headless one of another cluster.
    expect(
      value,
      (given) => !isString(given) || !given.endsWith("-headless"),
      path,
      `no name that ends in -headless${hint}`,
      report,
    );
    return value;
  });
}
