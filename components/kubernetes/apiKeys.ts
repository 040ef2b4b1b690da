import { scryptSync } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { apiKeysFileContent } from "../emqx/apiKeys";
import type { Settings } from "../settings";
import type { ApiKey } from "../settings/apiKeys";
import type { SecretKey } from "../settings/checks";
import { contentHash } from "./configMap";
import { base64 } from "./generated";
import { objectMeta } from "./metadata";
import { type Eventual, whenKnown } from "../eventual";

/** The key of the file in the Secret with all API keys. */
const apiKeysFileKey = "bootstrap";

/** The Secret and key from which pods mount the file. */
export function apiKeysFileSource(settings: Settings): { [field in keyof SecretKey]: Eventual<string> } {
  const { apiKeys } = settings;
  return "existingSecret" in apiKeys
    ? { name: apiKeys.existingSecret.name, key: apiKeys.existingSecret.key }
    : { name: apiKeysSecretName(settings, apiKeys.own), key: apiKeysFileKey };
}

/** The Secret with all API keys in one file, in EMQX's format. `secrets` are the secrets of `keys`, in the same order. */
export function apiKeysArgs(
  settings: Settings,
  keys: ApiKey[],
  secrets: Eventual<string>[],
): types.input.core.v1.Secret {
  const content = whenKnown(
    [settings.line, pulumi.all(secrets), pulumi.all(keys.map(({ role }) => role))],
    (line, values, roles) =>
      apiKeysFileContent(
        line,
        keys.map(({ key }, index) => ({ key, secret: values[index], role: roles[index] })),
      ),
  );
  return {
    metadata: objectMeta(settings, apiKeysSecretName(settings, keys)),
    type: "Opaque",
    data: { [apiKeysFileKey]: pulumi.secret(whenKnown([content], base64)) },
  };
}

/**
 * The name contains a hash of the file's inputs: a change creates a new Secret, which rolls the pods. Generated secrets never
 * change and are left out. Secrets set by the user are hashed slowly, to make guessing expensive.
 */
export function apiKeysSecretName(settings: Settings, keys: ApiKey[]): Eventual<string> {
  const entries = keys.map(({ key, secret, role }) =>
    whenKnown(
      [
        settings.line,
        role,
        secret === undefined ? "" : pulumi.unsecret(pulumi.output(whenKnown([secret], slowHash))),
      ],
      ({ apiKeys }, given, hash) => `${key}:${apiKeys === "withRoles" ? given : ""}:${hash}`,
    ),
  );
  return pulumi
    .all(entries)
    .apply((lines) => `${settings.name}-api-keys-${contentHash({ lines: lines.join("\n") })}`);
}

function slowHash(secret: string | undefined): string {
  return secret === undefined ? "" : scryptSync(secret, "pulumi-emqx/api-keys", 16).toString("hex");
}
