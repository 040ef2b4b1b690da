import type { Unwrap } from "@pulumi/pulumi";
import type { Report } from "../checks";

/**
 * Checks a value at a path, reports what is wrong, and returns the complete value, with the defaults of omitted fields. Undefined
 * stands for an omitted value. The returned value is only used if nothing was reported.
 */
export interface Rule<In, Out = In> {
  (given: In | undefined, path: string, report: Report): Out;
  /** The type of a scalar. Undefined for others. */
  kind?: Kind;
}

export type Kind = "string" | "number" | "boolean";

/** An argument whose outputs are resolved. */
export type Known<T> = Exclude<Unwrap<T>, undefined>;

/** Reports an invalid value. Undefined is valid, except as an entry of a list. */
export function check<T>(
  value: T | undefined,
  isAccepted: (value: T) => boolean,
  path: string,
  accepted: string,
  report: Report,
): void {
  if ((value !== undefined || isEntry(path)) && !isAccepted(value as T)) {
    report(path, `must be ${accepted}`, value);
  }
}

/** True for the path of an entry of a list, which cannot be omitted. */
export function isEntry(path: string): boolean {
  return path.endsWith("]");
}

/** The rule for a field that must be set. The message shows `empty` for a missing value. */
export function required<In, Out>(rule: Rule<In, Out>, empty: unknown = ""): Rule<In, NonNullable<Out>> {
  return (given, path, report) => rule((given ?? empty) as In, path, report) as NonNullable<Out>;
}

/** The rule for an object or a list without a default. */
export function optional<In, Out>(rule: Rule<In, Out>): Rule<In, Out | undefined> {
  return (given, path, report) => (given === undefined ? undefined : rule(given, path, report));
}

/** The rule for an object or a list with a default. */
export function defaultTo<In, Out>(rule: Rule<In, Out>, fallback: NoInfer<In>): Rule<In, Out> {
  return (given = fallback, path, report) => rule(given, path, report);
}

/** The rule for a value that is checked elsewhere, or by Kubernetes. */
export function unchecked<T>(): Rule<T, T | undefined> {
  return (given) => given;
}
