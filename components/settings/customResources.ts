import { CustomResources } from "../emqxClusterArgs";
import { type Checks, expectOneOf } from "./checks";

export function resolveCustomResources(
  checks: Checks,
  value: CustomResources = CustomResources.Checked,
): CustomResources {
  return checks.plain(value, "customResources", (given, report) => {
    expectOneOf(given, CustomResources, "customResources", report);
    return given;
  });
}
