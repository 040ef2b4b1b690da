import { isIP } from "node:net";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type Eventual, isLater } from "../eventual";

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

  /**
   * An argument that must be a plain value, because it decides which resources are created. Its fields may be outputs. The checks
   * continue with `instead` if the argument is an output.
   */
  plain<T extends object | string | boolean>(
    value: T,
    path: string,
    build: (value: T, report: Report) => T,
    instead: T = {} as T,
  ): T {
    return this.now((report) => {
      if (isLater(value)) {
        report(path, "must be a plain value, not an output: it decides which resources are created");
        return instead;
      }
      return build(value, report);
    });
  }

  /** A boolean that must be a plain value, because it decides which resources are created. */
  toggle(value: boolean | undefined, fallback: boolean, path: string): boolean {
    return this.plain(
      value === undefined ? fallback : value,
      path,
      (given, report) => {
        expect(given, isBoolean, path, "true or false", report);
        return given;
      },
      fallback,
    );
  }

  /** Like `resolve`, for an optional argument. An output that resolves to undefined counts as omitted. */
  optional<I, S>(
    input: I | undefined,
    build: (value: pulumi.Unwrap<I>, report: Report) => S,
  ): Eventual<S> | undefined {
    return input === undefined
      ? undefined
      : this.resolve(input, (value, report) =>
          value === undefined ? (undefined as S) : build(value, report),
        );
  }

  /** Like `optional`, for an argument whose presence decides what is created: an output must resolve to a value. */
  present<I, S>(
    input: I | undefined,
    path: string,
    build: (value: pulumi.Unwrap<I>, report: Report) => S,
  ): Eventual<S> | undefined {
    return input === undefined
      ? undefined
      : this.resolve(input, (value, report) => {
          if (value === undefined) {
            report(path, resolvesToNothing);
            return undefined as S;
          }
          return build(value, report);
        });
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
  /^(credentials|apiKeys|license|secretEnv|envFromSecrets|monitoring\.\w+\.basicAuth)(?![\w-])/;

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

/** An argument or its default, also if an output resolves to undefined. */
export function withDefault<T>(
  value: pulumi.Input<T> | undefined,
  fallback: pulumi.Input<T>,
): pulumi.Input<T> {
  if (!isLater(value)) {
    return value === undefined ? fallback : value;
  }
  const known = pulumi.output(value) as pulumi.Output<T | undefined>;
  return known.apply<T>((given) => (given === undefined ? fallback : given) as T);
}

/** A field of an argument, or undefined if the argument is an output. */
export function fieldNow<T extends object, K extends keyof T>(
  value: pulumi.Input<T> | undefined,
  field: K,
): T[K] | undefined {
  return isLater(value) ? undefined : value?.[field];
}

/** Reports an invalid value. Undefined is valid, except as an entry of a list. */
export function expect<T>(
  value: T | undefined,
  isAccepted: (value: T) => boolean,
  path: string,
  accepted: string,
  report: Report,
): void {
  const isEntry = path.endsWith("]");
  if ((value !== undefined || isEntry) && !isAccepted(value as T)) {
    report(path, `must be ${accepted}`, value);
  }
}

/** The given object. Reports unknown keys. Reports a value that is not an object, and returns an empty one instead. */
export function expectObject<T extends object>(value: T, keys: string[], path: string, report: Report): T {
  const object = expectMap(value, path, report, `an object with ${keys.join(", ")}`);
  for (const key of Object.keys(object).filter((given) => !keys.includes(given))) {
    report(`${path}.${key}`, `unknown argument; must be ${oneOf(keys)}`);
  }
  return object;
}

/** Like `expectObject`, for an object with any keys. */
export function expectMap<T extends object>(
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

/** Removes keys whose value is undefined, so that they count as omitted. */
export function withoutAbsent<T extends object>(map: T): T {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as T;
}

/** Reports all fields that are set although `enabled` is false. */
export function expectNothingBeside(value: object, path: string, report: Report): void {
  for (const field of Object.keys(withoutAbsent(value))) {
    report(`${path}.${field}`, `only valid if ${path}.enabled is true`);
  }
}

/** The given list. Reports a value that is not a list, and returns an empty one instead. */
export function expectList<T>(value: T[], path: string, report: Report): T[] {
  if (!Array.isArray(value)) {
    report(path, "must be a list", value);
    return [];
  }
  return value;
}

/** Reports undefined and null entries of lists, at any depth. */
export function expectEntries(value: unknown, path: string, report: Report): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    if (Array.isArray(value) && (entry === undefined || entry === null)) {
      report(at, "must have a value", entry);
    }
    expectEntries(entry, at, report);
  }
}

/** Reports a value that is not one of the values of an enum. */
export function expectOneOf(value: string | undefined, values: object, path: string, report: Report): void {
  const accepted = Object.values(values) as string[];
  expect(value, (given) => accepted.includes(given), path, oneOf(accepted), report);
}

/** Accepted values, for a message. */
export function oneOf(values: unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`;
}

/** Reports values of a map or list that are not strings. */
export function expectStrings(value: object, path: string, report: Report): void {
  for (const [key, entry] of Object.entries(value)) {
    expect<unknown>(
      entry,
      isString,
      Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`,
      "a string",
      report,
    );
  }
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

/** True if EMQX can read the text as HOCON. It does not decode escapes, and only reads line breaks and tabs as control characters. */
export function isReadable(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text.replace(/[\n\r\t]/g, ""));
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

/** RFC 1035 label, the strictest form: required for names of Services. */
export function isDnsLabel(value: unknown, maxLength = 63): boolean {
  return isString(value) && value.length <= maxLength && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value);
}

/** RFC 1123 label: names of namespaces, containers and volumes. */
export function isDnsLabelName(value: unknown): boolean {
  return isString(value) && value.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value);
}

/** RFC 1123 subdomain: names of Secrets, storage classes, DNS domains. */
export function isDnsSubdomain(value: unknown): boolean {
  return (
    isString(value) &&
    value.length <= 253 &&
    value.split(".").every((label) => label.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label))
  );
}

/** A host name, whose first label may be a wildcard. */
export function isHostname(value: unknown): boolean {
  return isString(value) && isDnsSubdomain(value.replace(/^\*\./, ""));
}

/** True if a value is a whole number of at least 1. */
export function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

export function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/, not negative. */
export function isQuantity(value: unknown): boolean {
  return (
    (isString(value) || typeof value === "number") &&
    /^\+?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/.test(String(value))
  );
}

const units = ["", "k", "M", "G", "T", "P", "E"];

/** The number that a quantity stands for. Fractional units such as `m` are not supported. */
export function quantity(text: string): number {
  const [, number, exponent, unit = "", binary] =
    /^\+?([\d.]+)(?:([eE][-+]?\d+)|([kKMGTPE])?(i)?)$/.exec(String(text)) ?? [];
  const power = units.indexOf(unit.replace("K", "k"));
  return Number(`${number}${exponent ?? ""}`) * (binary ? 1024 : 1000) ** power;
}

export function isCidr(value: unknown): boolean {
  const [address, prefix, ...rest] = isString(value) ? value.split("/") : [""];
  const version = isIP(address);
  return (
    version !== 0 &&
    rest.length === 0 &&
    /^\d+$/.test(prefix ?? "") &&
    Number(prefix) <= (version === 4 ? 32 : 128)
  );
}

/** The name of an environment variable. */
export function isVariableName(value: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(value);
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set. */
export function isQualifiedName(key: unknown): boolean {
  const [name, prefix, ...rest] = isString(key) ? key.split("/").reverse() : [""];
  return (
    rest.length === 0 &&
    (prefix === undefined || isDnsSubdomain(prefix)) &&
    name.length <= 63 &&
    /^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$/.test(name)
  );
}

export function isLabelValue(value: unknown): boolean {
  return isString(value) && value.length <= 63 && /^([A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/.test(value);
}

/**
 * A cookie, user name or password that all release lines read unchanged. HOCON (5.x) interprets comments, quotes, brackets,
 * numbers and keywords. `sed` (4.1) interprets `&` and spaces. The value is also part of a command line.
 */
export function isPlainSecret(value: unknown): boolean {
  return (
    isString(value) &&
    /^[A-Za-z][A-Za-z0-9_.-]{0,254}$/.test(value) &&
    !/^(true|false|null|include)$/.test(value)
  );
}

/** One key of an existing Secret. */
export interface SecretKey {
  name: string;
  key: string;
}

/** A reference to a key of a Secret. Reports an invalid one. */
export function expectSecretKey(value: SecretKey, path: string, report: Report): SecretKey {
  const { name, key } = expectObject(value, ["name", "key"], path, report);
  expectName(name, `${path}.name`, report);
  expect(key ?? "", isSecretKey, `${path}.key`, "a key of the Secret", report);
  return { name, key };
}

export function isSecretKey(value: unknown): boolean {
  return isString(value) && /^[-._a-zA-Z0-9]+$/.test(value);
}

/** Reports an invalid name of a Secret. */
export function expectName(value: string | undefined, path: string, report: Report): void {
  expect(value ?? "", isDnsSubdomain, path, "the name of a Secret", report);
}
