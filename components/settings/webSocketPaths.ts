import { variableOf } from "../emqx/configuration";
import { isPathVariable, webSocketPath } from "../emqx/webSocketPath";
import type { EmqxClusterArgs } from "../emqxClusterArgs";
import { type Eventual, isLater, whenKnown } from "../eventual";
import type { ReleaseLine } from "../emqx/releaseLine";
import { type Checks, fieldNow, isString, type Report } from "./checks";
import type { ResolvedListeners } from "./listeners";
import { check } from "./rules/rule";

/** Variables of the user that set the path of a WebSocket listener, with their values. */
export type PathVariables = Record<string, unknown>;

/** The variables with known values. Reports others: endpoints, Ingresses and routes could not follow them. */
export function resolvePathVariables(
  checks: Checks,
  { env, secretEnv, configuration, pods, replicants }: EmqxClusterArgs,
  listeners: Eventual<ResolvedListeners>,
  line: Eventual<ReleaseLine | undefined>,
): Eventual<PathVariables> {
  const files = [fieldNow(configuration, "base"), fieldNow(configuration, "fixed")];
  const given = {
    clear: whenKnown([env], onlyPaths),
    hidden: whenKnown([secretEnv], onlyPaths),
    files: files.map((file) => whenKnown([file], (known) => onlyPaths(leaves(known)))),
    own: whenKnown([fieldNow(pods, "env")], names),
    ofReplicants: whenKnown([fieldNow(fieldNow(replicants, "pods"), "env")], names),
  };
  return checks.resolve({ given, listeners, line }, ({ given, listeners: { enabled }, line }, report) => {
    const { clear, hidden, files, own, ofReplicants } = given as Record<string, object>;
    refuseNames(Object.keys(hidden), (name) => `secretEnv.${name}`, report);
    refuseNames(own as unknown[], (_, index) => `pods.env[${index}].name`, report);
    refuseNames(ofReplicants as unknown[], (_, index) => `replicants.pods.env[${index}].name`, report);
    const variables = Object.assign({}, ...(files as object[]), clear) as PathVariables;
    for (const listener of line ? enabled : []) {
      const isPath = (path: string) => path === "" || path.startsWith("/");
      const path = webSocketPath(line as ReleaseLine, listener, variables);
      check(path, isPath, `${listener.path}.options.websocket`, "a path that begins with /", report);
    }
    return variables;
  });
}

/** The names in a list of variables. */
function names(variables: unknown): unknown[] {
  return Array.isArray(variables)
    ? variables.map((entry: { name?: unknown } | undefined) => entry?.name)
    : [];
}

function refuseNames(
  given: unknown[],
  pathOf: (name: string, index: number) => string,
  report: Report,
): void {
  given.forEach((name, index) => {
    if (isString(name) && isPathVariable(name)) {
      report(
        pathOf(name, index),
        "endpoints, Ingresses and routes could not follow it; use the options of the listener, or env",
      );
    }
  });
}

function onlyPaths(map: unknown): object {
  const entries = Object.entries(map ?? {}).filter(([name]) => isPathVariable(name));
  return Object.fromEntries(entries.map(([name, value]: [string, unknown]) => [name.toUpperCase(), value]));
}

/** The settings of a file as variables, with their values. */
function leaves(settings: unknown, prefix = ""): PathVariables {
  const entries = Object.entries(settings ?? {}).map(([key, value]: [string, unknown]) => {
    const path = `${prefix}${key}`;
    return typeof value === "object" && value !== null && !isLater(value)
      ? leaves(value, `${path}.`)
      : { [variableOf(path)]: value };
  });
  return Object.assign({}, ...entries) as PathVariables;
}
