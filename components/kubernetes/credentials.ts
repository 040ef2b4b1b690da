import { randomInt } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { objectMeta } from "./metadata";

/** The secrets that nodes start with: the Secret of each, its key, and the length of a generated value. */
export const credentials = {
  cookie: { suffix: "cookie", key: "cookie", length: 64 },
  dashboardPassword: { suffix: "credentials", key: "dashboard-password", length: 32 },
} as const;

export type CredentialKind = keyof typeof credentials;

export const credentialKinds: CredentialKind[] = ["cookie", "dashboardPassword"];

/** The name of the Secret that holds one of them, the user's or the component's. */
export function credentialSecretName(settings: Settings, kind: CredentialKind): pulumi.Input<string> {
  const { secrets } = settings.credentials;
  return "existingSecret" in secrets
    ? secrets.existingSecret
    : `${settings.name}-${credentials[kind].suffix}`;
}

/** Names the keys that were generated, for readers and for tools that apply the manifests again. */
const generatedAnnotation = "pulumi-emqx/generated";

/**
 * One Secret for each, with a value that is either given or generated. A Secret with both would be replaced when the given
 * value changes, and its generated one would be drawn anew.
 */
export function credentialArgs(
  settings: Settings,
  kind: CredentialKind,
  given: pulumi.Output<string> | undefined,
): types.input.core.v1.Secret {
  const { key, length } = credentials[kind];
  const value = given ?? pulumi.output(randomText(length));
  return {
    metadata: objectMeta(
      settings,
      credentialSecretName(settings, kind),
      given ? {} : { [generatedAnnotation]: key },
    ),
    type: "Opaque",
    data: { [key]: pulumi.secret(value.apply((text) => Buffer.from(text).toString("base64"))) },
  };
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits, the first a letter: EMQX would read digits alone as a number. */
function randomText(length: number): string {
  const pick = (alphabet: string) => alphabet[randomInt(alphabet.length)];
  return pick(letters) + Array.from({ length: length - 1 }, () => pick(`${letters}0123456789`)).join("");
}
