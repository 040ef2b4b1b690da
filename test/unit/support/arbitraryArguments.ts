import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { load } from "js-yaml";
import { everything } from "../../support/everything";

type Properties = Record<string, string>;

interface Contract {
  resources: Record<string, { inputs: Properties }>;
  types: Record<string, Properties | string[]>;
}

const contract = load(readFileSync(join(__dirname, "../../golden/schema.yaml"), "utf8")) as Contract;

/** Strings that some arguments accept, and strings that few accept. */
const texts = [
  ..."a emqx default mqtt wss stomp k8s dns 5.8 1Gi 10% 10.0.0.0/8 ::1 mqtt.example.com ca.crt /a TCP In".split(
    " ",
  ),
  ..."emqx/emqx:4.4.19 emqx/emqx:5.0.26 emqx/emqx:5.8.9 emqx/emqx-enterprise:5.10.4 emqx/emqx:6.0.0".split(
    " ",
  ),
  ...["", " ", "A b", "\u0000", "a\nb", "__proto__", "constructor", "é", "x".repeat(300)],
];

const keys = ["a", "EMQX_A__B", "EMQX_NODE__COOKIE__", "x.y", "", "constructor", "a b"];

const numbers = [0, 1, 2, 3, 7, 1883, 18083, 30000, 65536, -1, 0.5, 1e9, 99999999999, 1e308, NaN, Infinity];

/** Values of a type that hardly any argument accepts. */
const stranger = fc.constantFrom<unknown>(
  ...[null, undefined, true, 5, 1n, Symbol("x"), "x", ""],
  ...[[], {}, [null, undefined], { key: "a" }, [[]], () => 1, new Date(0), new Map([["a", 1]])],
);

/** A value of a type as written in the contract. */
function valueOf(type: string): fc.Arbitrary<unknown> {
  const name = type.replace(/^plain /, "");
  if (name.endsWith("[]")) {
    return fc.array(anyOf(name.slice(0, -2)), { maxLength: 3 });
  }
  if (name.startsWith("map of ")) {
    return fc.dictionary(fc.constantFrom(...keys), anyOf(name.slice("map of ".length)), { maxKeys: 3 });
  }
  const leaves: Record<string, fc.Arbitrary<unknown>> = {
    string: fc.constantFrom(...texts),
    number: fc.constantFrom(...numbers),
    integer: fc.constantFrom(...numbers),
    boolean: fc.boolean(),
  };
  const members = contract.types[name];
  return leaves[name] ?? (members === undefined ? stranger : memberOf(members));
}

function memberOf(members: Properties | string[]): fc.Arbitrary<unknown> {
  return Array.isArray(members) ? fc.constantFrom(...members) : objectOf(members, 5);
}

/** A value of a type, plain or as an output, or a value of a wrong type. */
function anyOf(type: string): fc.Arbitrary<unknown> {
  const right = fc.constant(type).chain(valueOf);
  return nowOrLater(fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: stranger, weight: 1 }));
}

function nowOrLater(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: value, weight: 12 },
    { arbitrary: value.map((known) => pulumi.output(known)), weight: 1 },
    { arbitrary: value.map((known) => pulumi.secret(known)), weight: 1 },
    { arbitrary: value.map((known) => Promise.resolve(known)), weight: 1 },
  );
}

/** An object with a selection of these properties. */
function objectOf(properties: Properties, maxLength: number): fc.Arbitrary<object> {
  return fc
    .subarray(Object.entries(properties), {
      minLength: 0,
      maxLength: Math.min(maxLength, Object.keys(properties).length),
    })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map(([name, type]) => [name.replace("?", ""), anyOf(type)]))),
    );
}

/** Valid and invalid arguments of the component, based on the schema in test/golden/schema.yaml. */
export const someArguments = objectOf(contract.resources["emqx:index:EmqxCluster"].inputs, 4);

/** The paths of all values in an object. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, entry]) => [
    [key],
    ...pathsIn(entry).map((path) => [key, ...path]),
  ]);
}

/** A copy with a different value at a path. */
function withValue<T>(given: T, [key, ...path]: string[], value: unknown): T {
  const copy = (Array.isArray(given) ? [...(given as unknown[])] : { ...given }) as Record<string, unknown>;
  copy[key] = path.length === 0 ? value : withValue(copy[key], path, value);
  return copy as T;
}

/** Valid arguments of the component, except for one value of a wrong type. */
export const oneWrongArgument = fc
  .subarray(Object.entries(everything), { minLength: 1, maxLength: 8 })
  .map((entries) => Object.fromEntries(entries))
  .chain((args) =>
    fc
      .tuple(
        fc.constantFrom(...pathsIn(args)),
        fc.oneof(nowOrLater(stranger), anyOf("string"), anyOf("number")),
      )
      .map(([path, value]) => withValue(args, path, value)),
  );
