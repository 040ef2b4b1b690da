import type { ServiceAccountArgs } from "../emqxClusterArgs";
import { type Checks, expect, expectObject, isDnsSubdomain, withDefault } from "./checks";
import { resolveAnnotations } from "./metadata";
import type { Eventual } from "../eventual";

/** The identity of the pods. */
export interface ServiceAccountSettings {
  name: Eventual<string>;
  /** Whether it is the user's. */
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
      report("serviceAccount.annotations", "accepted without serviceAccount.existing only");
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
