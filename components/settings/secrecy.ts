import * as pulumi from "@pulumi/pulumi";
import { type Checks, isKnownNow } from "./checks";
import { isLater, whenKnown } from "../eventual";

/** A ConfigMap and the definition of a pod are readable for many: what the program marks as secret must not get there. */
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
  return whenKnown([accepted], () => known) as pulumi.Output<pulumi.Unwrap<T>>;
}

/** The same for each field of an object, or entry of a list, by its own path. */
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
