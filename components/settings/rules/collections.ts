import { type Report, type SecretKey, withoutAbsent } from "../checks";
import { isEntry, type Known, type Rule } from "./rule";
import { anyOf, anyString, keyIn, secretName } from "./scalars";

/** One rule for each field of the interface `A`. */
export type RulesOf<A> = { [K in keyof A]-?: Rule<Known<A[K]>, unknown> };

/** Fields that the interface `A` does not have. The compiler reports them. */
export type Superfluous<F, A> = { [K in Exclude<keyof F, keyof A>]: never };

type Outputs<F> = { [K in keyof F]: F[K] extends Rule<never, infer Out> ? Out : never };

type MissingFields<O> = { [K in keyof O]: undefined extends O[K] ? K : never }[keyof O];

/** The complete object that the rules of its fields make. Fields without a default stay optional. */
export type CompleteObject<F, O = Outputs<F>, M extends keyof O = MissingFields<O>> = {
  [K in Exclude<keyof O, M>]: O[K];
} & { [K in M]?: O[K] };

/** An object with these fields, and no others. An omitted object counts as an empty one. Omitted fields without a default stay so. */
export function object<A extends object>() {
  return <F extends RulesOf<A>>(fields: F & Superfluous<F, A>): Rule<Known<A>, CompleteObject<F>> => {
    const rules = Object.entries<Rule<unknown>>(fields);
    return (given, path, report) => {
      const known = checkedObject(orEmpty(given, path), Object.keys(fields), path, report);
      const complete = rules.map(([name, rule]): [string, unknown] => [
        name,
        rule((known as Record<string, unknown>)[name], `${path}.${name}`, report),
      ]);
      return withoutAbsent(Object.fromEntries(complete)) as CompleteObject<F>;
    };
  };
}

/** An omitted object as an empty one. An entry of a list cannot be omitted. */
export function orEmpty<T>(given: T | undefined, path: string): T {
  return given === undefined && !isEntry(path) ? ({} as T) : (given as T);
}

/** A list of entries. */
export function list<In, Out>(entry: Rule<In, Out>): Rule<In[], Entry<Out>[] | undefined>;
export function list<In, Out>(entry: Rule<In, Out>, fallback: In[]): Rule<In[], Entry<Out>[]>;
export function list<In, Out>(entry: Rule<In, Out>, fallback?: In[]): Rule<In[], Entry<Out>[] | undefined> {
  return (given = fallback, path, report) =>
    given === undefined
      ? undefined
      : checkedList(given, path, report).map(
          (value, index) => entry(value, `${path}[${index}]`, report) as Entry<Out>,
        );
}

type Entry<T> = Exclude<T, undefined>;

/** A list that is not empty. */
export function filled<In, Out>(rule: Rule<In[], Out>, accepted: string): Rule<In[], Out> {
  return (given, path, report) => {
    if (Array.isArray(given) && given.length === 0) {
      report(path, `must be ${accepted}`, given);
    }
    return rule(given, path, report);
  };
}

/** An object with any keys. Keys without a value count as omitted. */
export function map<In, Out>(entry: Rule<In, Out>): Rule<Record<string, In>, Record<string, Entry<Out>>> {
  return (given = {}, path, report) => {
    const entries = Object.entries(withoutAbsent(checkedMap(given, path, report)));
    return Object.fromEntries(
      entries.map(([key, value]) => [key, entry(value, `${path}.${key}`, report) as Entry<Out>]),
    );
  };
}

export const strings = list(anyString);

/** An object that Kubernetes or another project checks. Only lists must not have empty entries. */
export function anyObject<T extends object>(): Rule<T> {
  return (given, path, report) => {
    checkEntries(given, path, report);
    return checkedMap(orEmpty(given, path), path, report);
  };
}

/** A reference to a key of an existing Secret. */
export const secretKey = object<SecretKey>()({ name: secretName, key: keyIn("Secret", "") });

/** The given object. Reports unknown keys. Reports a value that is not an object, and returns an empty one instead. */
export function checkedObject<T extends object>(value: T, keys: string[], path: string, report: Report): T {
  const known = checkedMap(value, path, report, `an object with ${keys.join(", ")}`);
  for (const key of Object.keys(known).filter((given) => !keys.includes(given))) {
    report(`${path}.${key}`, `unknown argument; must be ${anyOf(keys)}`);
  }
  return known;
}

/** Like `checkedObject`, for an object with any keys. */
export function checkedMap<T extends object>(
  value: T,
  path: string,
  report: Report,
  accepted = "an object",
): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(path, `must be ${accepted}`, value);
    return {} as T;
  }
  return value;
}

/** The given list. Reports a value that is not a list, and returns an empty one instead. */
export function checkedList<T>(value: T[], path: string, report: Report): T[] {
  if (!Array.isArray(value)) {
    report(path, "must be a list", value);
    return [];
  }
  return value;
}

/** Reports undefined and null entries of lists, at any depth. */
export function checkEntries(value: unknown, path: string, report: Report): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    if (Array.isArray(value) && (entry === undefined || entry === null)) {
      report(at, "must have a value", entry);
    }
    checkEntries(entry, at, report);
  }
}

/** An object whose other fields are only valid if `enabled` is true. */
export function switchable<In extends object, Out extends { enabled: boolean }>(
  rule: Rule<In, Out>,
): Rule<In, Out> {
  return (given, path, report) => {
    const complete = rule(given, path, report);
    if (complete.enabled === false) {
      checkNothingBeside(given ?? {}, path, report);
    }
    return complete;
  };
}

/** Reports all fields that are set although `enabled` is false. */
export function checkNothingBeside(given: object, path: string, report: Report): void {
  for (const field of Object.keys(withoutAbsent(given)).filter((name) => name !== "enabled")) {
    report(`${path}.${field}`, `only valid if ${path}.enabled is true`);
  }
}
