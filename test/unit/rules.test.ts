import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Checks, InvalidArgumentsError, type Report } from "../../components/settings/checks";
import { filled, list, map, object, switchable } from "../../components/settings/rules/collections";
import { group, listOf, maybe, type Part, plain, present } from "../../components/settings/rules/parts";
import { defaultTo, optional, required, type Rule } from "../../components/settings/rules/rule";
import { atLeast, flag, oneOf, port, text } from "../../components/settings/rules/scalars";
import { valueOf } from "./support/mocks";

/** What a rule returns and reports. */
function applied<In, Out>(rule: Rule<In, Out>, given: unknown, path = "a") {
  const problems: string[] = [];
  const report: Report = (at, reason) => void problems.push(`${at}: ${reason}`);
  return { value: rule(given as In, path, report), problems };
}

interface Volume {
  enabled?: pulumi.Input<boolean>;
  size?: pulumi.Input<string>;
  modes?: pulumi.Input<pulumi.Input<string>[]>;
}

const size = text((given) => given.endsWith("Gi"), "a size in Gi", "1Gi");
const volume = object<Volume>()({ enabled: flag(true), size, modes: list(oneOf(["once", "many"])) });

describe("A rule", () => {
  it("returns a valid value unchanged", () => {
    expect(applied(port, 1883)).to.deep.equal({ value: 1883, problems: [] });
    expect(applied(flag(), false)).to.deep.equal({ value: false, problems: [] });
  });

  it("reports an invalid value with its path and the accepted values", () => {
    expect(applied(port, 0).problems).to.deep.equal(["a: must be a whole number from 1 to 65535"]);
    expect(applied(atLeast(2), 1.5).problems).to.deep.equal(["a: must be a whole number of at least 2"]);
    expect(applied(oneOf(["x", "y"]), null).problems).to.deep.equal(["a: must be one of x, y"]);
  });

  it("replaces a missing value by its default", () => {
    expect(applied(atLeast(1, 5), undefined).value).to.equal(5);
    expect(applied(defaultTo(map(size), { data: "2Gi" }), undefined).value).to.deep.equal({ data: "2Gi" });
  });

  it("accepts a missing value without a default, unless it is required", () => {
    expect(applied(port, undefined)).to.deep.equal({ value: undefined, problems: [] });
    expect(applied(optional(volume), undefined).value).to.equal(undefined);
    expect(applied(required(port, 0), undefined).problems).to.have.length(1);
  });
});

describe("The rule of a collection", () => {
  it("completes the fields of an object, and reports all problems at once", () => {
    expect(applied(volume, { size: "2Gi" }).value).to.deep.equal({
      enabled: true,
      size: "2Gi",
    });
    expect(applied(volume, { sise: "2Gi", enabled: 1, modes: ["once", "never"] }).problems).to.deep.equal([
      "a.sise: unknown argument; must be one of enabled, size, modes",
      "a.enabled: must be true or false",
      "a.modes[1]: must be one of once, many",
    ]);
  });

  it("reports a value of another type, and continues with an empty one", () => {
    expect(applied(volume, "big")).to.deep.equal({
      value: { enabled: true, size: "1Gi" },
      problems: ["a: must be an object with enabled, size, modes"],
    });
    expect(applied(list(port), {})).to.deep.equal({ value: [], problems: ["a: must be a list"] });
  });

  it("reports entries of a list without a value, and drops keys of a map without one", () => {
    expect(applied(list(port), [undefined]).problems).to.have.length(1);
    expect(applied(list(volume), [undefined]).problems).to.have.length(1);
    expect(applied(map(port), { mqtt: undefined })).to.deep.equal({ value: {}, problems: [] });
  });

  it("reports an empty list that must be filled", () => {
    expect(applied(filled(list(port), "a list of ports"), []).problems).to.deep.equal([
      "a: must be a list of ports",
    ]);
  });

  it("reports fields beside enabled: false", () => {
    const rule = switchable(volume as Rule<object, { enabled: boolean }>);
    expect(applied(rule, { enabled: false, size: "2Gi" }).problems).to.deep.equal([
      "a.size: only valid if a.enabled is true",
    ]);
  });
});

describe("The compiler", () => {
  const [enabled, modes] = [flag(true), list(oneOf(["once", "many"]))];

  it("finds a missing, superfluous and wrong field of an object", () => {
    // @ts-expect-error The rule of `size` is missing.
    object<Volume>()({ enabled, modes });
    // @ts-expect-error There is no field `sise`.
    object<Volume>()({ enabled, size, modes, sise: size });
    // @ts-expect-error `size` is not a number.
    object<Volume>()({ enabled, size: port, modes });
  });

  it("finds the same in a group", () => {
    // @ts-expect-error The rule of `size` is missing.
    group<Volume>()({ enabled: plain(enabled), modes });
    // @ts-expect-error There is no field `sise`.
    group<Volume>()({ enabled: plain(enabled), size, modes, sise: size });
    // @ts-expect-error `size` is not a number.
    group<Volume>()({ enabled: plain(enabled), size: present(port), modes });
  });
});

/** The completed part, and the message of the problems that are known at once. */
function completed<In, Out>(part: Part<In, Out>, given: unknown) {
  const checks = new Checks("emqx");
  const value = part.complete(given, "a", checks);
  let message = "";
  try {
    checks.throwProblems();
  } catch (error) {
    message = (error as InvalidArgumentsError).message;
  }
  return { value, message };
}

describe("The rule of a group", () => {
  interface Cluster {
    name?: string;
    port?: pulumi.Input<number>;
    volume?: pulumi.Input<Volume>;
  }
  const name = text((given) => given !== "", "a name");
  const cluster = group<Cluster>()({ name: plain(name), port: atLeast(1, 1883), volume: present(volume) });

  it("keeps known fields plain, and completes an output when it is known", async () => {
    const { value, message } = completed(cluster, {
      port: pulumi.output(undefined),
      volume: { size: "2Gi" },
    });
    expect(message).to.equal("");
    expect(value.volume).to.deep.equal({ enabled: true, size: "2Gi" });
    expect(await valueOf(value.port as pulumi.Output<number>)).to.equal(1883);
  });

  it("rejects an output where a plain value is required", () => {
    const reason = "must be a plain value, not an output: it decides which resources are created";
    expect(completed(cluster, pulumi.output({})).message).to.include(`\n  a: ${reason}`);
    expect(completed(cluster, { name: pulumi.output("x") }).message).to.include(`\n  a.name: ${reason}`);
    expect(completed(listOf(cluster), pulumi.output([])).message).to.include(`\n  a: ${reason}`);
  });

  it("rejects an output that resolves to nothing where its presence decides", async () => {
    const { value } = completed(cluster, { volume: pulumi.output(undefined) });
    const resolved = (value.volume as unknown as { promise: () => Promise<unknown> }).promise();
    const error = await resolved.catch((reason: Error) => reason);
    expect((error as Error).message).to.include("\n  a.volume: the output resolves to undefined");
  });

  it("stays undefined if it may be missing", () => {
    expect(completed(maybe(cluster), undefined).value).to.equal(undefined);
  });
});
