import { CustomResources, type EmqxClusterArgs } from "../emqxClusterArgs";
import { type Checks, expectOneOf, fieldNow } from "./checks";

export function resolveCustomResources(
  checks: Checks,
  { customResources = CustomResources.Checked, tls }: EmqxClusterArgs,
): CustomResources {
  return checks.plain(customResources, "customResources", (given, report) => {
    expectOneOf(given, CustomResources, "customResources", report);
    if (given === CustomResources.LeftOut && fieldNow(tls, "certificate") !== undefined) {
      report(
        "tls.certificate",
        'not valid if customResources is "leftOut": pods would wait forever for its Secret. Use tls.secretName with an existing Secret',
      );
    }
    return given;
  });
}
