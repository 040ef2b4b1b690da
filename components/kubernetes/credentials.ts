import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { SecretKey } from "../settings/checks";
import { credentialKeys } from "../settings/credentials";
import { base64, generatedAnnotation, randomText } from "./generated";
import { objectMeta } from "./metadata";
import { type Eventual, whenKnown } from "../eventual";

/** The credentials that nodes require: the Secret of each, its key, and the length of a generated value. */
export const credentials = {
  cookie: { suffix: "cookie", key: credentialKeys.cookie, length: 64 },
  dashboardPassword: { suffix: "credentials", key: credentialKeys.dashboardPassword, length: 32 },
} as const;

export type CredentialKind = keyof typeof credentials;

export const credentialKinds: CredentialKind[] = ["cookie", "dashboardPassword"];

/** The name of the Secret with one of them, either the user's or the component's. */
export function credentialSecretName(settings: Settings, kind: CredentialKind): pulumi.Input<string> {
  const { secrets } = settings.credentials;
  return "existingSecret" in secrets
    ? secrets.existingSecret
    : `${settings.name}-${credentials[kind].suffix}`;
}

/** The Secret and key from which pods read one of them. */
export function credentialSource(settings: Settings, kind: CredentialKind): Eventual<SecretKey> {
  const { secrets } = settings.credentials;
  const key = "existingSecret" in secrets ? secrets.keys[kind] : credentials[kind].key;
  return whenKnown([credentialSecretName(settings, kind), key], (name, key) => ({ name, key }));
}

/**
 * The Secret of one of them, with the user's or a generated value. They are separate Secrets: if one Secret held both kinds
 * of values, a changed user value would replace it and regenerate the other.
 */
export function credentialArgs(
  settings: Settings,
  kind: CredentialKind,
  given: Eventual<string> | undefined,
): types.input.core.v1.Secret {
  const { key, length } = credentials[kind];
  const value = given ?? randomText(length);
  return {
    metadata: objectMeta(
      settings,
      credentialSecretName(settings, kind),
      given ? {} : { [generatedAnnotation]: key },
    ),
    type: "Opaque",
    data: { [key]: pulumi.secret(whenKnown([value], base64)) },
  };
}
