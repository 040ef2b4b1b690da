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
        'pods would wait for its Secret for ever, as customResources is "leftOut"; accepted: tls.secretName, of a Secret that is there',
      );
    }
    return given;
  });
}
