import type { ServiceAccountArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import type { Checks } from "./checks";
import { annotations } from "./metadata";
import { group, maybe, eventual, present } from "./rules/parts";
import { objectName } from "./rules/scalars";

/** The ServiceAccount of the pods. */
export interface ServiceAccountSettings {
  name: Eventual<string>;
  /** True if it is an existing one of the user. */
  exists: boolean;
  annotations: Eventual<Record<string, string>>;
}

export const serviceAccount = group<ServiceAccountArgs>()({
  existing: present(objectName("the name of a ServiceAccount")),
  annotations: maybe(eventual(annotations)),
});

export function serviceAccountSettings(
  checks: Checks,
  { existing, annotations }: ReturnType<typeof serviceAccount.complete>,
  name: string,
): ServiceAccountSettings {
  checks.now((report) => {
    if (existing !== undefined && annotations !== undefined) {
      report("serviceAccount.annotations", "only valid without serviceAccount.existing");
    }
  });
  return { name: existing ?? name, exists: existing !== undefined, annotations: annotations ?? {} };
}
