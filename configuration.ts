import * as pulumi from "@pulumi/pulumi";
import type { EmqxClusterArgs } from "./components/index";
import { argumentRules } from "./components/settings/arguments";

/** The stack's configuration as arguments: each key is an argument of the same name. */
export function readArguments(): EmqxClusterArgs {
  const config = new pulumi.Config();
  const entries = Object.entries(argumentRules.kinds);
  const names = entries.map(([name]) => name);
  const unknown = Object.keys(pulumi.runtime.allConfig()).filter(
    (key) => key.startsWith(`${config.name}:`) && !names.includes(key.slice(config.name.length + 1)),
  );
  if (unknown.length > 0) {
    throw new pulumi.RunError(
      `unknown configuration key: ${unknown.join(", ")}; accepted: ${names.join(", ")}`,
    );
  }
  return Object.fromEntries(
    // Each key that Pulumi.yaml declares needs a default there. An empty value counts as not set, so the component's own default applies.
    entries
      .filter(([name]) => config.get(name))
      .map(([name, kind]) => [
        name,
        kind === undefined ? structure(config, name) : scalar(config, name, kind),
      ]),
  );
}

function scalar(config: pulumi.Config, name: string, kind: "string" | "number" | "boolean"): unknown {
  if (kind === "string") {
    return name === "releaseLine" ? releaseLine(config.require(name)) : config.require(name);
  }
  return kind === "number" ? config.requireNumber(name) : config.requireBoolean(name);
}

/** YAML reads 5.10 without quotes as 5.1. */
function releaseLine(given: string): string {
  if (given === "5.1") {
    throw new pulumi.RunError(
      'emqx:releaseLine: got 5.1, which may be 5.10, because YAML reads 5.10 as 5.1; accepted: a third number, "5.1.0" or "5.10.0"',
    );
  }
  return given.replace(/^(\d+\.\d+)\.\d+$/, "$1");
}

/** Arguments that a ConfigMap stores. The component rejects values of them that were set with `--secret`. */
const stored = ["authorization", "configuration", "env", "listeners"];

function structure(config: pulumi.Config, name: string): unknown {
  const given = config.requireObject<unknown>(name);
  const isEmpty = typeof given === "object" && Object.keys(given ?? {}).length === 0;
  const runtime = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };
  const isSecret = stored.includes(name) && runtime.isConfigSecret(`${config.name}:${name}`);
  return isEmpty ? undefined : converted(given, [name], isSecret);
}

/** Fields whose values are text. YAML reads `true` and `9100` without quotes as a boolean and a number. */
const textual =
  /^(labels|annotations|alertLabels|nodeSelector|matchLabels|command|args|preStop|postStart|topics|headers|body)$/;

/** Fields that the component stores in Secrets. A secret object would hide which fields are set. */
const secrets =
  /^(credentials\.(cookie|dashboardPassword)|license\.key|apiKeys\.keys\.\d+\.secret|authentication\.\d+\.builtInDatabase\.users\.\d+\.password)$/;

/** A value with text where EMQX or Kubernetes requires text, and with secrets marked. `isSecret` marks all its entries. */
function converted(value: unknown, path: string[], isSecret = false): unknown {
  const [top, ...nested] = path;
  const [grandparent, parent, field] = ["", ...path].slice(-3);
  if (typeof value === "object" && value !== null) {
    const convert = (entry: unknown, key: string) => {
      const known = converted(entry, [...path, key]);
      return isSecret ? pulumi.secret(known) : known;
    };
    return Array.isArray(value)
      ? value.map((entry, index) => convert(entry, String(index)))
      : Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, convert(entry, key)]));
  }
  const isVariable = grandparent === "env" && field === "value";
  const isText = textual.test(parent) || isVariable || (top === "env" && nested.length === 1);
  if (isText && top !== "configuration" && ["number", "boolean"].includes(typeof value)) {
    return String(value);
  }
  return secrets.test(path.join(".")) ? pulumi.secret(value) : value;
}
