import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";

/** Takes note of one argument that is not right: its path, what was given, what is accepted. */
export type Report = (path: string, reason: string) => void;

/**
 * Arguments that are not right, all of them. The engine prints the message alone, without a stack trace: as an
 * `InputPropertiesError` when it comes from another language, as a `RunError` (recognised by that field) in a program.
 */
export class InvalidArgumentsError extends pulumi.InputPropertiesError {
  readonly __pulumiRunError = true;

  constructor(component: string, errors: pulumi.InputPropertyErrorDetails[]) {
    const lines = errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
    super({ message: [`EmqxCluster "${component}" has invalid arguments:`, ...lines].join("\n"), errors });
  }
}

/**
 * Runs checks on arguments as soon as their values are known: at once, so that the constructor throws, or in an
 * `apply`, for values that an earlier resource only tells later.
 */
export class Checks {
  private readonly problems: pulumi.InputPropertyErrorDetails[] = [];

  constructor(private readonly component: string) {}

  /** What `build` makes of the input. It reports what is wrong with it; its result is then never used. */
  resolve<I, S>(input: I, build: (value: pulumi.Unwrap<I>, report: Report) => S): pulumi.Output<S> {
    const built: unknown = isKnownNow(input)
      ? pulumi.output(build(input as pulumi.Unwrap<I>, reporter(this.problems)))
      : pulumi.output(input).apply((value) => {
          const problems: pulumi.InputPropertyErrorDetails[] = [];
          const result = build(value, reporter(problems));
          this.throwIfAny(problems);
          return result;
        });
    return built as pulumi.Output<S>;
  }

  /** The same for an argument that may be absent. */
  optional<I, S>(
    input: I | undefined,
    build: (value: pulumi.Unwrap<I>, report: Report) => S,
  ): pulumi.Output<S> | undefined {
    return input === undefined ? undefined : this.resolve(input, build);
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

function reporter(problems: pulumi.InputPropertyErrorDetails[]): Report {
  return (propertyPath, reason) => problems.push({ propertyPath, reason });
}

function isKnownNow(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    return false;
  }
  return typeof value !== "object" || value === null || Object.values(value).every(isKnownNow);
}

/** "got …; accepted: …", the form of every message about a value that may be shown. */
export function rejected(given: unknown, accepted: string): string {
  return `got ${JSON.stringify(given)}; accepted: ${accepted}`;
}

/** Reports a value that a check refuses. Absent values pass. */
export function expect<T>(
  value: T | undefined,
  isAccepted: (value: T) => boolean,
  path: string,
  accepted: string,
  report: Report,
): void {
  if (value !== undefined && !isAccepted(value)) {
    report(path, rejected(value, accepted));
  }
}

/** Reports keys of an object that no argument has, and a value that is no object. */
export function expectKeys(value: object | undefined, keys: string[], path: string, report: Report): void {
  if (value === undefined) {
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(path, rejected(value, `an object with ${keys.join(", ")}`));
    return;
  }
  for (const key of Object.keys(value).filter((given) => !keys.includes(given))) {
    report(`${path}.${key}`, `there is no such argument; accepted: ${keys.join(", ")}`);
  }
}

/** Reports a value that is none of an enum's. */
export function expectOneOf(value: string | undefined, values: object, path: string, report: Report): void {
  const accepted = Object.values(values) as string[];
  expect(value, (given) => accepted.includes(given), path, accepted.join(", "), report);
}

/** Reports a map whose values are not all strings. */
export function expectStrings(value: object | undefined, path: string, report: Report): void {
  for (const [key, entry] of Object.entries(value ?? {})) {
    expect<unknown>(entry, isString, `${path}.${key}`, "a string", report);
  }
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

/** RFC 1035 label, the strictest form: names of Services must be one. */
export function isDnsLabel(value: unknown, maxLength = 63): boolean {
  return isString(value) && value.length <= maxLength && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value);
}

/** RFC 1123 subdomain: names of Secrets, storage classes, DNS domains. */
export function isDnsSubdomain(value: unknown): boolean {
  return (
    isString(value) &&
    value.length <= 253 &&
    value.split(".").every((label) => label.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label))
  );
}

/** RFC 1123 label: names of namespaces. */
export function isNamespace(value: unknown): boolean {
  return isDnsSubdomain(value) && !(value as string).includes(".") && (value as string).length <= 63;
}

export function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/, greater than zero. */
export function isQuantity(value: unknown): boolean {
  const match = /^\+?(\d+\.?\d*|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][-+]?\d+)?$/.exec(String(value));
  return match !== null && Number(match[1]) > 0;
}

export function isCidr(value: unknown): boolean {
  const [address, prefix, ...rest] = String(value).split("/");
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
export function isQualifiedName(key: string): boolean {
  const [name, prefix, ...rest] = key.split("/").reverse();
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

/** Reports what cannot be the name of a Secret. */
export function expectName(value: string | undefined, path: string, report: Report): void {
  expect(value ?? "", isDnsSubdomain, path, "the name of a Secret", report);
}
