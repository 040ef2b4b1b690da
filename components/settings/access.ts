import * as pulumi from "@pulumi/pulumi";
import type { Access, Authentication } from "../emqx/openListeners";
import { objectSettings, type RawSetting, textSettings, variableSettings } from "../emqx/rawSettings";
import { ClientCertificates, type ConfigurationArgs, type EmqxClusterArgs } from "../emqxClusterArgs";
import { type Eventual, isLater, whenKnown } from "../eventual";
import { isKnownNow, isString } from "./checks";
import { namesIn } from "./environment";

/** What decides whether listeners authenticate clients, without the release line. */
export interface AccessSettings extends Omit<Access, "line"> {
  /** The arguments that may set authentication, but whose content is not visible. */
  hidden: string[];
}

/** The arguments that decide it, with their defaults. */
interface AccessArguments {
  authentication?: Parameters<typeof authenticationOf>[0];
  configuration?: { [field in keyof ConfigurationArgs]?: unknown };
  tls?: { clientCertificates?: Eventual<ClientCertificates> };
  env: Eventual<Record<string, string>>;
  envFromSecrets: Eventual<string[]>;
}

export function accessSources(
  args: EmqxClusterArgs,
  given: AccessArguments,
): { [K in keyof AccessSettings]: Eventual<AccessSettings[K]> } {
  const { base, baseHocon, fixed, fixedHocon, baseFrom, fixedFrom } = given.configuration ?? {};
  const hiddenFiles = Object.entries({ baseFrom, fixedFrom }).flatMap(([name, source]) =>
    source === undefined ? [] : [`configuration.${name}`],
  );
  return {
    authentication: authenticationOf(given.authentication),
    clientCertificates: given.tls?.clientCertificates ?? ClientCertificates.None,
    settings: whenKnown(
      [given.env, later(namesIn(args.secretEnv)), later([base, baseHocon, fixed, fixedHocon])],
      (clear, secret, files): RawSetting[] => [
        ...variableSettings(clear),
        ...variableSettings(Object.fromEntries(secret.map((name) => [name, undefined]))),
        ...files.flatMap(fileSettings),
      ],
    ),
    hidden: whenKnown([given.envFromSecrets], (secrets) => [
      ...hiddenFiles,
      ...(secrets.length > 0 ? ["envFromSecrets"] : []),
    ]),
  };
}

/** The listeners that `authentication` covers. Entries without names cover all MQTT listeners. */
export function authenticationOf(
  entries: { listeners?: Eventual<string[] | undefined> }[] = [],
): Eventual<Authentication> {
  return whenKnown(
    entries.map(({ listeners }) => listeners),
    (...lists: (string[] | undefined)[]) => ({
      global: lists.some((list) => list === undefined),
      byListener: lists.flatMap((list) => list ?? []),
    }),
  );
}

/** The value, as an output if any part of it is one. */
function later<T>(value: T): Eventual<pulumi.Unwrap<T>> {
  return isKnownNow(value) ? (value as pulumi.Unwrap<T>) : pulumi.output(value);
}

/** The settings of a file, which is an object or text. Other values are reported elsewhere. */
function fileSettings(content: unknown): RawSetting[] {
  if (isString(content)) {
    return textSettings(content);
  }
  return typeof content === "object" && content !== null && !isLater(content)
    ? objectSettings(content as Record<string, unknown>)
    : [];
}
