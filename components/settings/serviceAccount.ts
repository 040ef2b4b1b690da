import type { ServiceAccountArgs } from "../emqxClusterArgs";
import { type Checks, expect, expectObject, isDnsSubdomain, withDefault } from "./checks";
import { resolveAnnotations } from "./metadata";
import type { Eventual } from "../eventual";

/** The ServiceAccount of the pods. */
export interface ServiceAccountSettings {
  name: Eventual<string>;
  /** True if it is an existing one of the user. */
  exists: boolean;
  annotations: Eventual<Record<string, string>>;
}

export function resolveServiceAccount(
  checks: Checks,
  args: ServiceAccountArgs = {},
  name: string,
): ServiceAccountSettings {
  const { existing, annotations } = checks.plain(args, "serviceAccount", (value, report) =>
    expectObject(value, ["existing", "annotations"], "serviceAccount", report),
  );
  checks.now((report) => {
    if (existing !== undefined && annotations !== undefined) {
      report("serviceAccount.annotations", "only valid without serviceAccount.existing");
    }
  });
  return {
    name:
      checks.present(existing, "serviceAccount.existing", (value, report) => {
        expect(value, isDnsSubdomain, "serviceAccount.existing", "the name of a ServiceAccount", report);
        return value;
      }) ?? name,
    exists: existing !== undefined,
    annotations: checks.resolve(withDefault(annotations, {}), (value, report) =>
      resolveAnnotations(value, "serviceAccount.annotations", report),
    ),
  };
}
