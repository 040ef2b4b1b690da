import * as pulumi from "@pulumi/pulumi";
import { reservedBy } from "../emqx/reservedKeys";
import type { EmqxClusterArgs, SecretKeyArgs } from "../emqxClusterArgs";
import { type Checks, expect, expectKeys, expectName, expectStrings, isVariableName } from "./checks";

/** Settings of EMQX that the user gives as environment variables. */
export interface Environment {
  clear: Record<string, string>;
  secretKeys: Record<string, pulumi.Unwrap<SecretKeyArgs>>;
  secrets: string[];
}

export function resolveEnvironment(checks: Checks, args: EmqxClusterArgs): pulumi.Output<Environment> {
  const { env = {}, secretEnv = {}, envFromSecrets = [] } = args;
  const environment = checks.resolve({ env, secretEnv, envFromSecrets }, (value, report) => {
    for (const name of Object.keys({ ...value.env, ...value.secretEnv })) {
      const path = name in value.env ? `env.${name}` : `secretEnv.${name}`;
      if (!isVariableName(name)) {
        report(path, `${JSON.stringify(name)} is no name of an environment variable`);
      }
      const argument = reservedBy(name);
      if (argument !== undefined) {
        report(path, `set by the component; ${argument}`);
      }
    }
    for (const name of Object.keys(value.env).filter((key) => key in value.secretEnv)) {
      report(`env.${name}`, "given in secretEnv as well; accepted: one of the two");
    }
    if ("EMQX_LICENSE__KEY" in value.env) {
      report("env.EMQX_LICENSE__KEY", "a licence is a secret; accepted in secretEnv");
    }
    expectStrings(value.env, "env", report);
    for (const [name, reference] of Object.entries(value.secretEnv)) {
      expectKeys(reference, ["name", "key"], `secretEnv.${name}`, report);
      expectName(reference?.name, `secretEnv.${name}.name`, report);
      const { key } = reference ?? {};
      expect(
        key ?? "",
        (given) => /^[-._a-zA-Z0-9]+$/.test(given),
        `secretEnv.${name}.key`,
        "a key of the Secret",
        report,
      );
    }
    value.envFromSecrets.forEach((secret, index) => expectName(secret, `envFromSecrets[${index}]`, report));
    return { clear: value.env, secretKeys: value.secretEnv, secrets: value.envFromSecrets };
  });
  return isKnownNotSecret(env) ? environment : refuseSecretValues(checks, env, environment);
}

function isKnownNotSecret(env: object): boolean {
  return (
    !pulumi.Output.isInstance(env) && !Object.values(env).some((value) => pulumi.Output.isInstance(value))
  );
}

/** A ConfigMap is readable for many: what the program marks as secret must not get there. */
function refuseSecretValues(
  checks: Checks,
  env: NonNullable<EmqxClusterArgs["env"]>,
  environment: pulumi.Output<Environment>,
): pulumi.Output<Environment> {
  const isSecret = pulumi.isSecret(pulumi.output(env));
  return checks.resolve({ environment, isSecret }, (value, report) => {
    if (value.isSecret) {
      report(
        "env",
        "has a secret value, which would be stored in clear; accepted: a key of a Secret, in secretEnv",
      );
    }
    return value.environment;
  });
}
