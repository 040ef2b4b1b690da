import * as pulumi from "@pulumi/pulumi";
import { isSameVariable } from "../emqx/configuration";
import { licenseVariable } from "../emqx/license";
import type { EmqxClusterArgs } from "../emqxClusterArgs";
import { isLater, whenKnown } from "../eventual";
import { type Report, type SecretKey, withoutAbsent } from "./checks";
import { checkedMap, map, secretKey } from "./rules/collections";
import { isVariableName } from "./rules/formats";
import type { Rule } from "./rules/rule";
import { anyString } from "./rules/scalars";
import { checkReadable } from "./settingValues";

/** Settings of EMQX from environment variables. */
export interface Environment {
  clear: Record<string, string>;
  secretKeys: Record<string, SecretKey>;
  secrets: string[];
}

const clearVariable: Rule<string, string | undefined> = (given, path, report) => {
  checkReadable(given, path, report);
  return anyString(given, path, report);
};

export const clearVariables: Rule<Record<string, string>> = (given, path, report) => {
  const complete = map(clearVariable)(given, path, report);
  checkNames(complete, path, report);
  for (const name of Object.keys(complete).filter((name) => isSameVariable(name, licenseVariable))) {
    report(`${path}.${name}`, "the licence is a secret; use license");
  }
  return complete;
};

export const secretVariables: Rule<Record<string, SecretKey>> = (given, path, report) => {
  const complete = map(secretKey)(given, path, report);
  checkNames(complete, path, report);
  return complete;
};

function checkNames(variables: object, path: string, report: Report): void {
  for (const name of Object.keys(variables).filter((name) => !isVariableName(name))) {
    report(
      `${path}.${name}`,
      `${JSON.stringify(name)} is not a valid variable name; use letters, digits and _, not starting with a digit`,
    );
  }
}

/** The names of all variables in `env` and `secretEnv`. They are known even if the values are outputs. */
export function variableNames({ env, secretEnv }: EmqxClusterArgs): pulumi.Input<string[]> {
  const [clear, secret] = [namesIn(env), namesIn(secretEnv)];
  return Array.isArray(clear) && Array.isArray(secret)
    ? [...clear, ...secret]
    : whenKnown([clear, secret], (...known) => ((names) => names.flat())(known));
}

/** The keys of a map that have a value. They are plain unless the map itself is an output. */
export function namesIn(map: pulumi.Input<object> = {}): pulumi.Input<string[]> {
  const names = (known: unknown) => Object.keys(withoutAbsent(checkedMap(known as object, "", () => {})));
  return isLater(map) ? whenKnown([pulumi.unsecret(pulumi.output(map))], names) : names(map);
}
