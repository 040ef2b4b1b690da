import {
  placeholdersIn,
  placeholdersOf,
  type TemplateUse,
  unknownPlaceholders,
} from "../../emqx/backends/placeholders";
import type { ReleaseLine } from "../../emqx/releaseLine";
import { isString, type Report } from "../checks";
import { filled, list, secretKey } from "../rules/collections";
import { isDnsSubdomain, isPort, isReadable } from "../rules/formats";
import { optional, required, type Rule } from "../rules/rule";
import { count, text } from "../rules/scalars";
import { clientTlsRule } from "./clientTls";

/** Text that EMQX can read, and that is not empty. */
export const setting = text(
  (value) => isString(value) && value !== "" && isReadable(value),
  "text that is not empty, without control characters",
);

/** Apart from numbers, EMQX accepts each host name and IPv4 address: `do_parse_server` of apps/emqx/src/emqx_schema.erl of 5.8.9. */
export function isServer(value: unknown): boolean {
  const [host, port, ...rest] = isString(value) ? value.split(":") : [""];
  const isDefaultPort = port === undefined;
  return (
    isDnsSubdomain(host) &&
    !/^\d+$/.test(host) &&
    rest.length === 0 &&
    (isDefaultPort || (/^\d+$/.test(port) && isPort(Number(port))))
  );
}

const serverExample = "a host, with a port if it is not the default one, such as db.example.com:5432";
export const server = required(text(isServer, serverExample));
export const servers = required(
  filled(list(text(isServer, serverExample)), "a list of at least one server"),
  [],
);

/** The fields of all servers with a login. */
export const serverFields = {
  poolSize: count,
  tls: optional(clientTlsRule),
  password: optional(secretKey),
};

/** The value that a rule completes. Null if anything is invalid, because only valid values can become settings. */
export function nullIfInvalid<In, Out>(rule: Rule<In, Out>): Rule<In, Out | null> {
  return (given, path, report) => {
    let isValid = true;
    const complete = rule(given, path, (...problem) => {
      isValid = false;
      report(...problem);
    });
    return isValid ? complete : null;
  };
}

/** All text in a value, such as the templates of a query. */
function textsIn(value: unknown): string[] {
  if (isString(value)) {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Reports templates without a placeholder. */
export function checkDepends(templates: unknown, path: string, report: Report): void {
  if (textsIn(templates).every((template) => placeholdersIn(template).length === 0)) {
    report(path, "must have a placeholder such as ${username}: otherwise all clients get the same answer");
  }
}

/** Reports placeholders that EMQX would use as plain text. */
export function checkPlaceholders(
  line: ReleaseLine,
  use: TemplateUse,
  templates: unknown,
  path: string,
  report: Report,
): void {
  const unknown = textsIn(templates).flatMap((template) => unknownPlaceholders(line, use, template));
  const { major, minor } = line.version;
  for (const name of new Set(unknown)) {
    const accepted = placeholdersOf(line, use).map((each) => `\${${each}}`);
    report(path, `EMQX ${major}.${minor} does not know \${${name}} here; use one of ${accepted.join(", ")}`);
  }
}

/** Reports a field that is only valid, and then required, if another field has a value. */
export function checkOnlyWith(
  path: string,
  [field, value]: [field: string, value: unknown],
  [other, isGiven]: [other: string, isGiven: boolean],
  report: Report,
): void {
  if (isGiven && value === undefined) {
    report(`${path}.${field}`, `required if ${path}.${other}`);
  }
  if (!isGiven && value !== undefined) {
    report(`${path}.${field}`, `only valid if ${path}.${other}`);
  }
}
