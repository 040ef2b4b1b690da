import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { ListenerType } from "../../components/index";
import { brokerEnvironment, deploy, refusal } from "./support/cluster";

/** The `emqx.conf` for the given settings. */
async function fileOf(fixed: Record<string, unknown>): Promise<string> {
  const { children } = await deploy({ configuration: { fixed } });
  const files = children.find(({ name }) => name === "emqx-files")?.inputs as types.output.core.v1.ConfigMap;
  return files.data["emqx.conf"];
}

/** The text of a listener option for EMQX. */
async function optionOf(value: unknown): Promise<string> {
  const deployed = await deploy({ listeners: [{ type: ListenerType.Mqtt, options: { x: value } }] });
  return brokerEnvironment(deployed).EMQX_LISTENERS__TCP__DEFAULT__X;
}

describe("Settings as HOCON", () => {
  const values: [title: string, value: unknown, text: string][] = [
    ["separates strings in a list by commas, because EMQX would join them", ["a", "b"], '[\n"a",\n"b"\n]'],
    ["keeps nested lists separate", [[1], [2]], "[\n[\n1\n],\n[\n2\n]\n]"],
    ["keeps objects in a list separate", [{ a: 1 }, { a: 2 }], '[\n{\n"a" = 1\n},\n{\n"a" = 2\n}\n]'],
    ["ends the line after a string that ends in a backslash", ["\\", "b"], '[\n"\\\\",\n"b"\n]'],
    ["writes a small number with a point before its exponent", 1e-7, "1.0e-7"],
    ["writes a precise small number", 1.5e-7, "1.5e-7"],
    ["writes a large whole number without an exponent", 1e21, "1000000000000000000000"],
    ["writes fractions as they are", -0.25, "-0.25"],
    ["writes zero without a sign", -0, "0"],
  ];
  for (const [title, value, text] of values) {
    it(`${title}, in files and listener options`, async () => {
      expect(await fileOf({ a: value })).to.equal(`a = ${text}\n`);
      expect(await optionOf(value)).to.equal(text);
    });
  }

  const files: [title: string, settings: Record<string, unknown>, text: string][] = [
    ["quotes a root key that HOCON cannot read unquoted", { "odd root": 1 }, '"odd root" = 1\n'],
    ["quotes a root key that is a HOCON keyword", { include: 1 }, '"include" = 1\n'],
    ["does not quote a simple root key", { mqtt: 1 }, "mqtt = 1\n"],
    ["splits a root key at its dots", { "a.b.c": 1 }, 'a = {\n"b" = {\n"c" = 1\n}\n}\n'],
    ["splits a nested key at its dots", { a: { "b.c": 1 } }, 'a = {\n"b" = {\n"c" = 1\n}\n}\n'],
    ["splits a key in a list at its dots", { a: [{ "b.c": 1 }] }, 'a = [\n{\n"b" = {\n"c" = 1\n}\n}\n]\n'],
  ];
  for (const [title, settings, text] of files) {
    it(title, async () => {
      expect(await fileOf(settings)).to.equal(text);
    });
  }
});

describe("Settings that HOCON cannot express", () => {
  const unreadable: [title: string, value: unknown, place: string, text: string][] = [
    ["NaN", NaN, "", "must be a string, a number"],
    ["infinity", Infinity, "", "must be a string, a number"],
    ["a symbol", Symbol("x"), "", "got a symbol; must be a string"],
    ["a bigint", 1n, "", "got a bigint"],
    ["a function", () => 1, "", "got a function"],
    ["a date", new Date(0), "", "got an object"],
    ["null", null, "", "got null"],
    ["undefined in a list", [null, undefined], "[1]", "got undefined"],
    ["null in a list", [null, undefined], "[0]", "got null"],
    // eslint-disable-next-line no-sparse-arrays
    ["a gap in a list", [1, , 2], "[1]", "got undefined"],
    ["NaN in an object in a list", [{ a: NaN }], "[0].a", "got NaN"],
    ["a control character", "a\u0007", "", "control characters"],
    ["a control character in a list", ["\u0000"], "[0]", "control characters"],
    ["a name with a line break", [{ "a\nb": 1 }], "[0].a\nb", "a name"],
    ["a name with an empty part", [{ "a..b": 1 }], "[0].a..b", "a name"],
    ["a name that ends in a backslash", [{ "a\\": 1 }], "[0].a\\", "a name"],
  ];
  for (const [title, value, place, text] of unreadable) {
    it(`are rejected: ${title}`, async () => {
      const options = await refusal({ listeners: [{ type: ListenerType.Mqtt, options: { x: value } }] });
      expect(options).to.include(`\n  listeners[0].options.x${place}: `).and.include(text);
      const fixed = await refusal({ configuration: { fixed: { x: value } } });
      expect(fixed).to.include(`\n  configuration.fixed.x${place}: `).and.include(text);
    });
  }

  it("are rejected in pods.env: control characters", async () => {
    const message = await refusal({ pods: { env: [{ name: "EMQX_A__B", value: "a\u0007" }] } });
    expect(message).to.include("\n  pods.env[0].value: ").and.include("control characters");
  });
});
