import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type Eventual, isLater, whenKnown } from "../eventual";

/**
 * Reports one invalid argument. The message shows the `given` value, except for secrets. Shapes of a reason:
 *
 * - `must be ACCEPTED`, after the given value: `replicas: got 0; must be a whole number of at least 1`
 * - `must have CONTENT`, for lists and objects
 * - `only valid if OTHER is VALUE`, `only valid with OTHER` or `only valid without OTHER`, with `: REASON` if it is not obvious
 * - `requires EMQX 5.1 or later; use ALTERNATIVE`
 * - `also set by OTHER; use one of the two`, `already used by OTHER; use another name`, `set by the component; use OTHER`
 * - `PROBLEM; SOLUTION`, with the solution in the imperative, for all others
 */
export type Report = (path: string, reason: string, ...given: unknown[]) => void;

/**
 * All invalid arguments of a component. The engine prints only the message, without a stack trace: it treats the error as an
 * `InputPropertiesError` in other languages, and as a `RunError` (because of that field) in a program.
 */
export class InvalidArgumentsError extends pulumi.InputPropertiesError {
  readonly __pulumiRunError = true;

  constructor(component: string, errors: pulumi.InputPropertyErrorDetails[]) {
    const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    const message = [`EmqxCluster "${component}" has invalid arguments:`, ...lines].join("\n");
    super({ message, errors });
    // The SDK prepends the name of each property that the error passes: many names, if the error comes from an output.
    Object.defineProperty(this, "message", { get: () => message, set: () => {} });
  }

  /** The SDK attaches the failed promise, which references all resources, and inspects it: this took half a minute. */
  [inspect.custom](): string {
    return this.message;
  }
}

/** The reason for an argument whose output resolves to undefined. */
export const resolvesToNothing =
  "the output resolves to undefined; it must resolve to a value. If there is none, omit the argument";

/**
 * Checks arguments as soon as their values are known. Plain values are checked at once, so that the constructor throws. Outputs
 * are checked in an `apply`.
 */
export class Checks {
  private readonly problems: pulumi.InputPropertyErrorDetails[] = [];

  constructor(private readonly component: string) {}

  /** The result of `build`, which also checks the input. The result is discarded if `build` reports a problem. */
  resolve<I, S>(input: I, build: (value: pulumi.Unwrap<I>, report: Report) => S): Eventual<S> {
    const built: unknown = isKnownNow(input)
      ? build(input as pulumi.Unwrap<I>, reporter(this.problems))
      : pulumi.all([pulumi.output(input), pulumi.isSecret(pulumi.output(input))]).apply(([value, secret]) => {
          const problems: pulumi.InputPropertyErrorDetails[] = [];
          const result = build(value as pulumi.Unwrap<I>, reporter(problems, secret));
          this.throwIfAny(problems);
          return result;
        });
    return built as Eventual<S>;
  }

  /** Checks values that are always known. */
  now<S>(build: (report: Report) => S): S {
    return build(reporter(this.problems));
  }

  /** Throws all problems found so far. */
  throwProblems(): void {
    this.throwIfAny(this.problems);
  }

  private throwIfAny(problems: pulumi.InputPropertyErrorDetails[]): void {
    if (problems.length > 0) {
      throw new InvalidArgumentsError(this.component, problems);
    }
  }
}

function reporter(problems: pulumi.InputPropertyErrorDetails[], secret = false): Report {
  return (propertyPath, reason, ...given) => {
    const show = secretPlaces.test(propertyPath) ? kindOf : textOf;
    const shown = given.map((value) => `got ${secret ? "a secret value" : show(value)}; `);
    problems.push({ propertyPath, reason: shown.join("") + reason });
  };
}

/** Arguments whose invalid values may be unmarked secrets. */
const secretPlaces =
  /^(credentials|apiKeys|license|secretEnv|envFromSecrets|monitoring\.\w+\.basicAuth|authentication\[\d+\]\.\w+\.users)(?![\w-])/;

/** A value as text for a message. Objects are not shown: they can be large and contain secrets. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((entry) => (Array.isArray(entry) ? kindOf(entry) : textOf(entry))).join(",")}]`;
  }
  if (isString(value)) {
    return JSON.stringify(value);
  }
  return ["number", "boolean"].includes(typeof value) ? String(value) : kindOf(value);
}

/** The type of a value, for a message. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) {
    return String(value);
  }
  const kind = Array.isArray(value) ? "list" : typeof value;
  return isLater(value) ? "an output" : `${kind === "object" ? "an" : "a"} ${kind}`;
}

/** True if a value contains no outputs and no promises. */
export function isKnownNow(value: unknown): boolean {
  if (isLater(value)) {
    return false;
  }
  return (
    pulumi.Resource.isInstance(value) ||
    typeof value !== "object" ||
    value === null ||
    Object.values(value).every(isKnownNow)
  );
}

/** A value or its default, also if an output resolves to undefined. */
export function withDefault<T>(value: Eventual<T | undefined>, fallback: Eventual<T>): Eventual<T> {
  return whenKnown([value], (known) => known ?? fallback) as Eventual<T>;
}

/** A field of an argument, or undefined if the argument is an output. */
export function fieldNow<T extends object, K extends keyof T>(
  value: pulumi.Input<T> | undefined,
  field: K,
): T[K] | undefined {
  return isLater(value) ? undefined : value?.[field];
}

/** Removes keys whose value is undefined, so that they count as omitted. */
export function withoutAbsent<T extends object>(map: T): T {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as T;
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

export type { SecretKey } from "../emqx/secretReferences";
