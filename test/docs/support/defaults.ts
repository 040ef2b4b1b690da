import { load } from "js-yaml";

/** The value that a documented default begins with, such as `1Gi` in code or the number 3; undefined for words. */
export function valueIn(text: string): unknown {
  const [, code, number] = /^(?:`([^`]+)`|(\d+)\b)/.exec(text) ?? [];
  const literal = code ?? number;
  return literal === undefined ? undefined : load(literal);
}

/** Some other value, valid or not; undefined where a type has no obvious one. */
export function otherThan(value: unknown, accepted: string[]): unknown {
  switch (typeof value) {
    case "number":
      return value + 1;
    case "boolean":
      return !value;
    case "string":
      return accepted.find((candidate) => candidate !== value) ?? `${value}0`;
    default:
      return undefined;
  }
}
