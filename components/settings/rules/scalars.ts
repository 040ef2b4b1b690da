import { isBoolean, isString } from "../checks";
import {
  isCidr,
  isCount,
  isDnsSubdomain,
  isHostname,
  isIpAddress,
  isPort,
  isQuantity,
  isSecretKey,
} from "./formats";
import { check, type Kind, required, type Rule } from "./rule";

type Scalar = string | number | boolean;

function scalar<T extends Scalar>(
  kind: Kind,
  isAccepted: (value: T) => boolean,
  accepted: string,
  fallback: T | undefined,
): Rule<T, T | undefined> {
  const rule: Rule<T, T | undefined> = (given = fallback, path, report) => {
    check(given, isAccepted, path, accepted, report);
    return given;
  };
  return Object.assign(rule, { kind });
}

/** Text that `isAccepted` accepts; `accepted` describes it in messages. */
export function text(
  isAccepted: (value: string) => boolean,
  accepted: string,
): Rule<string, string | undefined>;
export function text(
  isAccepted: (value: string) => boolean,
  accepted: string,
  fallback: string,
): Rule<string>;
export function text(
  isAccepted: (value: string) => boolean,
  accepted: string,
  fallback?: string,
): Rule<string, string | undefined> {
  return scalar<string>("string", isAccepted, accepted, fallback);
}

/** A number that `isAccepted` accepts; `accepted` describes it in messages. */
export function number(
  isAccepted: (value: number) => boolean,
  accepted: string,
): Rule<number, number | undefined>;
export function number(
  isAccepted: (value: number) => boolean,
  accepted: string,
  fallback: number,
): Rule<number>;
export function number(
  isAccepted: (value: number) => boolean,
  accepted: string,
  fallback?: number,
): Rule<number, number | undefined> {
  return scalar<number>("number", isAccepted, accepted, fallback);
}

export function flag(): Rule<boolean, boolean | undefined>;
export function flag(fallback: boolean): Rule<boolean>;
export function flag(fallback?: boolean): Rule<boolean, boolean | undefined> {
  return scalar<boolean>("boolean", isBoolean, "true or false", fallback);
}

/** One of the values of an enum. */
export function oneOf<T extends string>(values: Record<string, T> | readonly T[]): Rule<T, T | undefined>;
export function oneOf<T extends string>(
  values: Record<string, T> | readonly T[],
  fallback: NoInfer<T>,
): Rule<T>;
export function oneOf<T extends string>(
  values: Record<string, T> | readonly T[],
  fallback?: T,
): Rule<T, T | undefined> {
  const accepted = Object.values(values);
  return scalar<T>("string", (value) => accepted.includes(value), anyOf(accepted), fallback);
}

/** Accepted values, for a message. */
export function anyOf(values: unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(", ")}`;
}

export function atLeast(least: number): Rule<number, number | undefined>;
export function atLeast(least: number, fallback: number): Rule<number>;
export function atLeast(least: number, fallback?: number): Rule<number, number | undefined> {
  const isAccepted = (value: number) => Number.isInteger(value) && value >= least;
  return scalar<number>("number", isAccepted, `a whole number of at least ${least}`, fallback);
}

export const anyString = text(isString, "a string");
export const port = number(isPort, "a whole number from 1 to 65535");
export const count = number(isCount, "a whole number of at least 1");
export const resourceQuantity = text(isQuantity, "a quantity such as 500m or 1Gi");
export const ipAddress = text(isIpAddress, "an IP address");
export const network = text(isCidr, "a network such as 10.0.0.0/8");
export const hostName = text(isHostname, "a host name");

/** The name of a Kubernetes object; `kind` describes it in messages. */
export function objectName(kind: string): Rule<string, string | undefined> {
  return text(isDnsSubdomain, kind);
}

export const secretName = required(objectName("the name of a Secret"));

/** The key of a value in an object such as a Secret. */
export function keyIn(kind: string, fallback: string): Rule<string> {
  return text(isSecretKey, `a key of the ${kind}`, fallback);
}
