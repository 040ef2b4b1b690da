import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { Input, Resource } from "@pulumi/pulumi";
import { apiKeyArgs, apiKeysArgs, apiKeysSecretName } from "../kubernetes/apiKeys";
import { credentialArgs, credentialKinds, credentials } from "../kubernetes/credentials";
import { fromBase64 } from "../kubernetes/generated";
import { licenseArgs, licenseSecretName } from "../kubernetes/license";
import type { Settings } from "../settings";
import { makeByContent } from "./byContent";
import { whenKnown } from "../eventual";

/** All Secrets of a cluster, as far as the user has none. */
export function makeSecrets(name: string, settings: Settings, parent: Resource): Input<Resource>[] {
  return [
    ...credentialSecrets(name, settings, parent),
    ...apiKeySecrets(name, settings, parent),
    ...licenseSecrets(name, settings, parent),
  ];
}

/** Cookie and dashboard password. */
function credentialSecrets(name: string, settings: Settings, parent: Resource): Secret[] {
  const given = settings.credentials.secrets;
  if ("existingSecret" in given) {
    return [];
  }
  return credentialKinds.map((kind) => {
    // Each run draws a new value: the first one stays.
    const ignoreChanges = given[kind] ? [] : ["data"];
    const args = credentialArgs(settings, kind, given[kind]);
    return new Secret(`${name}-${credentials[kind].suffix}`, args, { parent, ignoreChanges });
  });
}

/** The keys of the REST API: one Secret for each, and one with all of them for EMQX. */
function apiKeySecrets(name: string, settings: Settings, parent: Resource): Input<Resource>[] {
  const { apiKeys } = settings;
  if ("existingSecret" in apiKeys) {
    return [];
  }
  const secrets = apiKeys.own.map((apiKey) => {
    const ignoreChanges = apiKey.secret ? [] : ["data"];
    return new Secret(`${name}-api-key-${apiKey.key}`, apiKeyArgs(settings, apiKey), {
      parent,
      ignoreChanges,
    });
  });
  // Not what the Secrets of given ones hold: these are replaced, and the engine would delete the file's before pods are off it.
  const passwords = apiKeys.own.map(
    ({ secret }, index) => secret ?? whenKnown([secrets[index].data], ({ password }) => fromBase64(password)),
  );
  const all = apiKeysArgs(settings, apiKeys.own, passwords);
  return [
    ...secrets,
    makeByContent(
      name,
      settings,
      "api-keys",
      apiKeysSecretName(settings, apiKeys.own),
      (logicalName, aliases) => new Secret(logicalName, all, { parent, aliases }),
    ),
  ];
}

function licenseSecrets(name: string, settings: Settings, parent: Resource): Input<Resource>[] {
  const { license } = settings;
  if (license === undefined || "existingSecret" in license) {
    return [];
  }
  const args = licenseArgs(settings, license.key);
  return [
    makeByContent(
      name,
      settings,
      "license",
      licenseSecretName(settings, license.key),
      (logicalName, aliases) => new Secret(logicalName, args, { parent, aliases }),
    ),
  ];
}
