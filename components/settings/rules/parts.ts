import type * as pulumi from "@pulumi/pulumi";
import { type Eventual, isLater } from "../../eventual";
import { type Checks, type Report, resolvesToNothing, withoutAbsent } from "../checks";
import { refuseSecret, refuseSecrets } from "../secrecy";
import { checkedList, checkedMap, checkedObject, orEmpty, type Superfluous } from "./collections";
import type { Kind, Known, Rule } from "./rule";

/** Completes a part of the arguments whose values may be outputs. `In` is its type without outputs. */
export interface Part<In, Out> {
  complete: (given: unknown, path: string, checks: Checks) => Out;
  /** Never set: it makes the compiler compare `In` with the field's type. */
  accepts?: (known: In) => void;
  /** The type of a scalar. Undefined for others. */
  kind?: Kind;
}

/** A value that may be an output. */
export function eventual<In, Out>(rule: Rule<In, Out>): Part<In, Eventual<Out>> {
  return {
    kind: rule.kind,
    complete: (given, path, checks) =>
      checks.resolve(given, (known, report) => rule(known as In | undefined, path, report)),
  };
}

/** Like `eventual`, for a value whose presence decides what is created: an output must resolve to a value. */
export function present<In, Out>(
  rule: Rule<In, Out>,
): Part<In, Eventual<Exclude<Out, undefined>> | undefined> {
  const complete: Rule<In, unknown> = (known, path, report) =>
    known === undefined ? report(path, resolvesToNothing) : rule(known, path, report);
  return {
    complete: (given, path, checks) =>
      given === undefined
        ? undefined
        : (eventual(complete).complete(given, path, checks) as Eventual<Exclude<Out, undefined>>),
  };
}

/** A value that must be plain, because it decides which resources are created. An output counts as omitted. */
export function plain<In, Out>(rule: Rule<In, Out>): Part<In, Out> {
  return {
    kind: rule.kind,
    complete: (given, path, checks) =>
      checks.now((report) =>
        rule(plainValue(given, path, report, undefined) as In | undefined, path, report),
      ),
  };
}

/** One rule or part for each field of the interface `A`. */
type FieldsOf<A> = { [K in keyof A]-?: Rule<Known<A[K]>, unknown> | Part<Known<A[K]>, unknown> };

/** The completed fields. Each field with a rule is an output if the given field is one. */
export type Completed<F> = {
  [K in keyof F]: F[K] extends Part<never, infer Out>
    ? Out
    : F[K] extends Rule<never, infer Out>
      ? Field<Out>
      : never;
};

/** An omitted field without a default is undefined, and so is the value of an output that resolves to undefined. */
type Field<Out> = undefined extends Out ? Eventual<Exclude<Out, undefined>> | undefined : Eventual<Out>;

export interface Group<In, F> extends Part<In, Completed<F>> {
  /** The types of the fields that are scalars. */
  kinds: Record<keyof F, Kind | undefined>;
}

/** A plain object whose fields may be outputs. An omitted object counts as an empty one. */
export function group<A extends object>() {
  return <F extends FieldsOf<A>>(fields: F & Superfluous<F, A>): Group<Known<A>, F> => {
    const parts = Object.entries(fields as Record<string, Rule<unknown> | Part<never, unknown>>).map(
      ([name, field]) => [name, typeof field === "function" ? eventual(field) : field] as const,
    );
    const names = Object.keys(fields);
    return {
      kinds: Object.fromEntries(parts.map(([name, { kind }]) => [name, kind])) as Record<
        keyof F,
        Kind | undefined
      >,
      complete(given, path, checks) {
        const known = checks.now((report) =>
          checkedObject<object>(
            orEmpty(plainValue(given, path, report, {}) as object, path),
            names,
            path || "args",
            report,
          ),
        ) as Record<string, unknown>;
        const complete = parts.map(([name, part]): [string, unknown] => [
          name,
          part.complete(known[name], path === "" ? name : `${path}.${name}`, checks),
        ]);
        return Object.fromEntries(complete) as Completed<F>;
      },
    };
  };
}

/** A plain list of parts. */
export function listOf<In, Out>(entry: Part<In, Out>): Part<In[], Out[]> {
  return {
    complete: (given, path, checks) =>
      checks
        .now((report) =>
          checkedList(plainValue(given === undefined ? [] : given, path, report, []) as In[], path, report),
        )
        .map((value, index) => entry.complete(value, `${path}[${index}]`, checks)),
  };
}

/** A plain object with any keys. Keys without a value count as omitted. */
export function mapOf<In, Out>(entry: Part<In, Out>): Part<Record<string, In>, Record<string, Out>> {
  return {
    complete: (given, path, checks) => {
      const known = checks.now((report) =>
        checkedMap(plainValue(given === undefined ? {} : given, path, report, {}) as object, path, report),
      );
      const entries = Object.entries(withoutAbsent(known)).map(([key, value]): [string, Out] => [
        key,
        entry.complete(value as In, `${path}.${key}`, checks),
      ]);
      return Object.fromEntries(entries);
    },
  };
}

/** A value that is checked together with others. */
export function asGiven<T>(): Part<T, pulumi.Input<T> | undefined> {
  return { complete: (given) => given as pulumi.Input<T> | undefined };
}

/** A part that stays undefined if it is omitted. */
export function maybe<In, Out>(part: Part<In, Out>): Part<In, Out | undefined> {
  return {
    complete: (given, path, checks) => (given === undefined ? undefined : part.complete(given, path, checks)),
  };
}

/** A part that would be stored in plain text, and so must not be marked as secret. `instead` is the alternative for secrets. */
export function notSecret<In extends object, Out>(instead: string, part: Part<In, Out>): Part<In, Out> {
  return {
    complete: (given, path, checks) =>
      part.complete(given && refuseSecret(checks, given, path, instead), path, checks),
  };
}

/** Like `notSecret`, for each field of an object or entry of a list. */
export function withoutSecrets<In extends object, Out>(instead: string, part: Part<In, Out>): Part<In, Out> {
  return {
    complete: (given, path, checks) =>
      part.complete(given && refuseSecrets(checks, given, path, instead), path, checks),
  };
}

function plainValue<T, I>(given: T, path: string, report: Report, instead: I): T | I {
  if (isLater(given)) {
    report(path, "must be a plain value, not an output: it decides which resources are created");
    return instead;
  }
  return given;
}
