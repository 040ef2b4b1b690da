import * as pulumi from "@pulumi/pulumi";
import { type Checks, isKnownNow } from "./checks";

/** A ConfigMap is readable for many: what the program marks as secret must not get there. */
export function refuseSecret<T extends object>(
  checks: Checks,
  value: T,
  path: string,
  instead: string,
): T | pulumi.Output<pulumi.Unwrap<T>> {
  if (isKnownNow(value)) {
    return value;
  }
  const known: pulumi.Output<pulumi.Unwrap<T>> = pulumi.output<T>(value);
  const accepted = checks.resolve({ isSecret: pulumi.isSecret(known) }, ({ isSecret }, report) => {
    if (isSecret) {
      report(path, `has a secret value, which would be stored in clear; accepted: ${instead}`);
    }
  });
  return accepted.apply<pulumi.Unwrap<T>>(() => known);
}
