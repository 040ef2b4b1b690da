import * as pulumi from "@pulumi/pulumi";
import type { ServiceAccountArgs } from "../emqxClusterArgs";
import { type Checks, expect, expectObject, isDnsSubdomain, withDefault } from "./checks";
import { resolveAnnotations } from "./metadata";

/** The identity of the pods. */
export interface ServiceAccountSettings {
  name: pulumi.Output<string>;
  /** Whether it is the user's. */
  exists: boolean;
  annotations: pulumi.Output<Record<string, string>>;
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
      }) ?? pulumi.output(name),
    exists: existing !== undefined,
    annotations: checks.resolve(withDefault(annotations, {}), (value, report) =>
      resolveAnnotations(value, "serviceAccount.annotations", report),
    ),
  };
}
