import type { ServiceAccountArgs } from "../emqxClusterArgs";
import type { Checks } from "./checks";
import { annotations } from "./metadata";
import { group, maybe, eventual, present } from "./rules/parts";
import { objectName } from "./rules/scalars";

export const serviceAccount = group<ServiceAccountArgs>()({
  existing: present(objectName("the name of a ServiceAccount")),
  annotations: maybe(eventual(annotations)),
});

/** The ServiceAccount of the pods. `exists` is true if it is an existing one of the user. */
export function serviceAccountSettings(
  checks: Checks,
  { existing, annotations }: ReturnType<typeof serviceAccount.complete>,
  name: string,
) {
  checks.now((report) => {
    if (existing !== undefined && annotations !== undefined) {
      report("serviceAccount.annotations", "only valid without serviceAccount.existing");
    }
  });
  return { name: existing ?? name, exists: existing !== undefined, annotations: annotations ?? {} };
}
