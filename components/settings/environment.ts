import * as pulumi from "@pulumi/pulumi";
import { isSameVariable } from "../emqx/configuration";
import { licenseVariable } from "../emqx/license";
import type { EmqxClusterArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expectList,
  expectMap,
  expectName,
  expectSecretKey,
  expectStrings,
  isVariableName,
  type Report,
  type SecretKey,
  withDefault,
  withoutAbsent,
} from "./checks";
import { refuseSecret } from "./secrecy";
import { checkReadable } from "./settingValues";
import { type Eventual, whenKnown, isLater } from "../eventual";

/** Settings of EMQX from environment variables. */
export interface Environment {
  clear: Record<string, string>;
  secretKeys: Record<string, SecretKey>;
  secrets: string[];
}

export function resolveEnvironment(checks: Checks, args: EmqxClusterArgs): Eventual<Environment> {
  const env = withDefault(args.env, {});
  const secretEnv = withDefault(args.secretEnv, {});
  const envFromSecrets = withDefault(args.envFromSecrets, []);
  const given = refuseSecret(checks, env, "env", "secretEnv with a key of a Secret");
  return checks.resolve({ env: given, secretEnv, envFromSecrets }, (value, report) => {
    const clear = withoutAbsent(expectMap(value.env, "env", report));
    const secretKeys = expectMap(value.secretEnv, "secretEnv", report);
    const secrets = expectList(value.envFromSecrets, "envFromSecrets", report);
    Object.keys(clear).forEach((name) => checkVariable(name, `env.${name}`, report));
    Object.keys(secretKeys).forEach((name) => checkVariable(name, `secretEnv.${name}`, report));
    Object.keys(clear)
      .filter((name) => isSameVariable(name, licenseVariable))
      .forEach((name) => report(`env.${name}`, "the licence is a secret; use license"));
    expectStrings(clear, "env", report);
    for (const [name, text] of Object.entries(clear)) {
      checkReadable(text, `env.${name}`, report);
    }
    for (const [name, reference] of Object.entries(secretKeys)) {
      expectSecretKey(reference, `secretEnv.${name}`, report);
    }
    secrets.forEach((secret, index) => expectName(secret, `envFromSecrets[${index}]`, report));
    return { clear, secretKeys, secrets };
  });
}

/** The names of variables from Secrets. They are known even if the Secret names are outputs. */
export function secretVariableNames(secretEnv: EmqxClusterArgs["secretEnv"]): pulumi.Input<string[]> {
  return namesIn(secretEnv);
}

/** The names of all variables in `env` and `secretEnv`. */
export function variableNames({ env, secretEnv }: EmqxClusterArgs): pulumi.Input<string[]> {
  const [clear, secret] = [namesIn(env), namesIn(secretEnv)];
  return Array.isArray(clear) && Array.isArray(secret)
    ? [...clear, ...secret]
    : whenKnown([clear, secret], (...known) => ((names) => names.flat())(known));
}

/** The keys of a map that have a value. They are plain unless the map itself is an output. */
export function namesIn(map: pulumi.Input<object> = {}): pulumi.Input<string[]> {
  const names = (known: unknown) => Object.keys(withoutAbsent(expectMap(known as object, "", () => {})));
  return isLater(map) ? whenKnown([pulumi.unsecret(pulumi.output(map))], names) : names(map);
}

function checkVariable(name: string, path: string, report: Report): void {
  if (!isVariableName(name)) {
    report(
      path,
      `${JSON.stringify(name)} is not a valid variable name; use letters, digits and _, not starting with a digit`,
    );
  }
}
