import * as pulumi from "@pulumi/pulumi";
import { type Checks, isKnownNow } from "./checks";
import { isLater, whenKnown } from "../eventual";

/** Reports a value marked as secret where it would be stored in a ConfigMap or pod definition, which many users can read. */
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
      report(path, `contains a secret, which would be stored in plain text; use ${instead}`);
    }
  });
  return whenKnown([accepted], () => known) as pulumi.Output<pulumi.Unwrap<T>>;
}

/** Like `refuseSecret`, for each field of an object or entry of a list. */
export function refuseSecrets<T extends object>(checks: Checks, value: T, path: string, instead: string): T {
  if (isLater(value)) {
    return refuseSecret(checks, value, path, instead) as T;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const isList = Array.isArray(value);
  const accepted = Object.entries(value).map(([key, entry]: [string, unknown]) => [
    key,
    typeof entry === "object" && entry !== null
      ? refuseSecret(checks, entry, isList ? `${path}[${key}]` : `${path}.${key}`, instead)
      : entry,
  ]);
  return (isList ? accepted.map(([, entry]) => entry) : Object.fromEntries(accepted)) as T;
}
