import * as pulumi from "@pulumi/pulumi";
import { type SettingPath, settingPaths } from "../emqx/configuration";
import type { NodeRole } from "../emqx/nodeRole";
import type { EmqxClusterArgs, PodArgs } from "../emqxClusterArgs";
import { isLater } from "../eventual";
import { fieldNow, isKnownNow, isString } from "./checks";
import { namesIn } from "./environment";
import { checkedList, checkedMap } from "./rules/collections";

/** A setting of EMQX and the argument that sets it, as an environment variable or at a path in a file. */
export interface Given extends Partial<SettingPath> {
  argument: string;
  variable?: string;
  /** The nodes that the setting applies to. Undefined for all nodes. */
  role?: NodeRole;
}

/** The settings in all arguments that can contain any. */
export function givenSettings(args: EmqxClusterArgs): pulumi.Input<object>[] {
  return [
    mapVariables(args.secretEnv, "secretEnv"),
    mapVariables(args.env, "env"),
    podVariables(args.pods, "pods", "core"),
    podVariables(fieldNow(args.replicants, "pods"), "replicants.pods", "replicant"),
    fileSettings(fieldNow(args.configuration, "base"), "configuration.base"),
    fileSettings(fieldNow(args.configuration, "fixed"), "configuration.fixed"),
  ];
}

/** The settings that have a name. A missing name is reported elsewhere. */
export function named(given: unknown): Given[] {
  return (given as Given[]).filter(({ variable, path }) => isString(variable ?? path));
}

function mapVariables(map: pulumi.Input<object> | undefined, place: string): pulumi.Input<Given[]> {
  return namesOf(namesIn(map), (names) =>
    names.map((variable) => ({ argument: `${place}.${variable}`, variable })),
  );
}

/** The variables of a list. An output in one entry does not delay the others. */
function podVariables(pods: PodArgs | undefined, path: string, role: NodeRole): pulumi.Input<object> {
  return namesOf(fieldNow(pods, "env") ?? [], (env) =>
    checkedList<pulumi.Input<{ name: pulumi.Input<string> }>>(env, path, ignore).map((entry, index) => {
      const argument = `${path}.env[${index}].name`;
      return namesOf(entry, (known) => ({ argument, variable: known?.name, role }));
    }),
  );
}

function fileSettings(
  settings: pulumi.Input<Record<string, unknown>> | undefined,
  place: string,
): pulumi.Input<Given[]> {
  const whole = isKnownNow(settings) ? settings : pulumi.output(settings);
  return namesOf(whole as typeof settings, (known = {}) =>
    settingPaths(checkedMap(known, place, ignore)).map((setting) => ({
      argument: `${place}.${setting.path}`,
      ...setting,
    })),
  );
}

/** The result of `make`, as soon as the value is known. The names in it are not secret. */
function namesOf<T, R>(value: pulumi.Input<T>, make: (known: T) => R): pulumi.Input<R> {
  return isLater(value)
    ? (pulumi.unsecret(pulumi.output(value)) as pulumi.Output<T>).apply<R>((known) => make(known) as never)
    : make(value);
}

/** Discards problems that are reported elsewhere. */
function ignore(): void {}
