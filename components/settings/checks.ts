import { isIP } from "node:net";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type Eventual, isLater } from "../eventual";

/** Takes note of one argument that is not right. What was `given` is shown, unless it is secret or in the place of a secret. */
export type Report = (path: string, reason: string, ...given: unknown[]) => void;

/**
 * Arguments that are not right, all of them. The engine prints the message alone, without a stack trace: as an
 * `InputPropertiesError` when it comes from another language, as a `RunError` (recognised by that field) in a program.
 */
export class InvalidArgumentsError extends pulumi.InputPropertiesError {
  readonly __pulumiRunError = true;

  constructor(component: string, errors: pulumi.InputPropertyErrorDetails[]) {
    const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    const message = [`EmqxCluster "${component}" has invalid arguments:`, ...lines].join("\n");
    super({ message, errors });
    // The SDK puts the name of each property before it on whose way the error is: many times, if it is found late.
    Object.defineProperty(this, "message", { get: () => message, set: () => {} });
  }

  /**
   * The SDK attaches the promise that failed, with all resources in reach, and then inspects the error: that took half a
   * minute.
   */
  [inspect.custom](): string {
    return this.message;
  }
}

/** Why an output that decides which objects there are is refused. */
export const resolvesToNothing =
  "the output resolves to nothing; accepted: one that resolves to a value, or no argument";

/**
 * Runs checks on arguments as soon as their values are known: at once, so that the constructor throws, or in an
 * `apply`, for values that an earlier resource only tells later.
 */
export class Checks {
  private readonly problems: pulumi.InputPropertyErrorDetails[] = [];

  constructor(private readonly component: string) {}

  /** What `build` makes of the input. It reports what is wrong with it; its result is then never used. */
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

  /** A check of what is known in any case. */
  now<S>(build: (report: Report) => S): S {
    return build(reporter(this.problems));
  }

  /**
   * An argument that must be known now, as it decides which objects there are. Its fields may be known later. The checks go on with `instead`
   * where it is not known.
   */
  plain<T extends object | string | boolean>(
    value: T,
    path: string,
    build: (value: T, report: Report) => T,
    instead: T = {} as T,
  ): T {
    return this.now((report) => {
      if (isLater(value)) {
        report(path, "known later only; accepted: a plain value, as it decides which objects there are");
        return instead;
      }
      return build(value, report);
    });
  }

  /** A switch that must be known now, as it decides which objects there are. */
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

  /** The same as `resolve` for an argument that may be absent. An output that resolves to nothing is absent, too. */
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

  /** The same for an argument whose presence decides which objects there are: an output must resolve to a value. */
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

  /** Throws everything that was found wrong so far. */
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

/** Arguments where a program may give a secret by mistake, in the wrong shape, which nothing marks as one. */
const secretPlaces =
  /^(credentials|apiKeys|license|secretEnv|envFromSecrets|monitoring\.\w+\.basicAuth)(?![\w-])/;

/** A value in a message, whatever it is. Objects are not shown: they can be large, and have secrets in them. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((entry) => (Array.isArray(entry) ? kindOf(entry) : textOf(entry))).join(",")}]`;
  }
  if (isString(value)) {
    return JSON.stringify(value);
  }
  return ["number", "boolean"].includes(typeof value) ? String(value) : kindOf(value);
}

/** What kind of value it is. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) {
    return String(value);
  }
  const kind = Array.isArray(value) ? "list" : typeof value;
  return isLater(value) ? "a value known later" : `${kind === "object" ? "an" : "a"} ${kind}`;
}

/** Whether a value has nothing in it that only becomes known later. */
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

/** An argument, or its default: also where an output resolves to nothing. */
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

/** A field of an argument, where the argument itself is known now. */
export function fieldNow<T extends object, K extends keyof T>(
  value: pulumi.Input<T> | undefined,
  field: K,
): T[K] | undefined {
  return isLater(value) ? undefined : value?.[field];
}

/** Reports a value that a check refuses. Absent values pass, but as entries of lists. */
export function expect<T>(
  value: T | undefined,
  isAccepted: (value: T) => boolean,
  path: string,
  accepted: string,
  report: Report,
): void {
  const isEntry = path.endsWith("]");
  if ((value !== undefined || isEntry) && !isAccepted(value as T)) {
    report(path, `accepted: ${accepted}`, value);
  }
}

/** The object that was given, with these keys at most; an empty one where it is none, which is reported. */
export function expectObject<T extends object>(value: T, keys: string[], path: string, report: Report): T {
  const object = expectMap(value, path, report, `an object with ${keys.join(", ")}`);
  for (const key of Object.keys(object).filter((given) => !keys.includes(given))) {
    report(`${path}.${key}`, `there is no such argument; accepted: ${keys.join(", ")}`);
  }
  return object;
}

/** The same for an object with any keys. */
export function expectMap<T extends object>(
  value: T,
  path: string,
  report: Report,
  accepted = "an object",
): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(path, `accepted: ${accepted}`, value);
    return {} as T;
  }
  return value;
}

/** Leaves out what a program names and has no value for, so that it does not count as given. */
export function withoutAbsent<T extends object>(map: T): T {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as T;
}

/** Reports whatever is given beside a switch that is off. */
export function expectNothingBeside(value: object, path: string, report: Report): void {
  for (const field of Object.keys(withoutAbsent(value))) {
    report(`${path}.${field}`, `accepted with ${path}.enabled true only`);
  }
}

/** The list that was given; an empty one where it is none, which is reported. */
export function expectList<T>(value: T[], path: string, report: Report): T[] {
  if (!Array.isArray(value)) {
    report(path, "accepted: a list", value);
    return [];
  }
  return value;
}

/** Reports entries of lists that are nothing, however deep they are. */
export function expectEntries(value: unknown, path: string, report: Report): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    if (Array.isArray(value) && (entry === undefined || entry === null)) {
      report(at, "accepted: a value", entry);
    }
    expectEntries(entry, at, report);
  }
}

/** Reports a value that is none of an enum's. */
export function expectOneOf(value: string | undefined, values: object, path: string, report: Report): void {
  const accepted = Object.values(values) as string[];
  expect(value, (given) => accepted.includes(given), path, accepted.join(", "), report);
}

/** Reports a map or a list whose values are not all strings. */
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

/** Whether EMQX can read a text as HOCON: it does not decode escaped characters, and no control characters but line breaks and tabs. */
export function isReadable(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text.replace(/[\n\r\t]/g, ""));
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

/** RFC 1035 label, the strictest form: names of Services must be one. */
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

/** A host name, with or without a wildcard for its first label. */
export function isHostname(value: unknown): boolean {
  return isString(value) && isDnsSubdomain(value.replace(/^\*\./, ""));
}

/** Whether a value can be a number of things of which there is at least one. */
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

/** What a quantity, of whole units or more, comes to. */
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

/** Name of an environment variable. */
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
 * A cookie, user name or password that every release line reads as it is written: as HOCON (5.x), where `#` and `//`
 * start comments and quotes, brackets, numbers and words mean something; by `sed` (4.1), where `&` and spaces do; and on
 * a command line.
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

/** The reference to a key of a Secret; what is not one is reported. */
export function expectSecretKey(value: SecretKey, path: string, report: Report): SecretKey {
  const { name, key } = expectObject(value, ["name", "key"], path, report);
  expectName(name, `${path}.name`, report);
  expect(key ?? "", isSecretKey, `${path}.key`, "a key of the Secret", report);
  return { name, key };
}

export function isSecretKey(value: unknown): boolean {
  return isString(value) && /^[-._a-zA-Z0-9]+$/.test(value);
}

/** Reports what cannot be the name of a Secret. */
export function expectName(value: string | undefined, path: string, report: Report): void {
  expect(value ?? "", isDnsSubdomain, path, "the name of a Secret", report);
}
