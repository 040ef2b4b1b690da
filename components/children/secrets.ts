import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { Input, Resource } from "@pulumi/pulumi";
import { apiKeyArgs, apiKeysArgs, apiKeysSecretName } from "../kubernetes/apiKeys";
import { credentialArgs, credentialKinds, credentials } from "../kubernetes/credentials";
import { fromBase64 } from "../kubernetes/generated";
import { licenseArgs, licenseSecretName } from "../kubernetes/license";
import { userArgs, usersArgs, usersSecretName } from "../kubernetes/users";
import { userSecretSuffix } from "../settings/users";
import { type Eventual, whenKnown } from "../eventual";
import { makeByContent } from "./byContent";
import type { Context } from "./context";

/** Creates the Secrets of a cluster, except those that the user provides. */
export function makeSecrets(context: Context): Input<Resource>[] {
  return [
    ...credentialSecrets(context),
    ...apiKeySecrets(context),
    ...userSecrets(context),
    ...licenseSecrets(context),
  ];
}

/** Creates the Secrets with the cookie and the dashboard's password. */
function credentialSecrets({ name, settings, parent }: Context): Secret[] {
  const given = settings.credentials.secrets;
  if ("existingSecret" in given) {
    return [];
  }
  return credentialKinds.map((kind) => {
    // Each run generates a new value, and the first one must stay.
    const ignoreChanges = given[kind] ? [] : ["data"];
    const args = credentialArgs(settings, kind, given[kind]);
    return new Secret(`${name}-${credentials[kind].suffix}`, args, { parent, ignoreChanges });
  });
}

/** Creates a Secret for each key of the REST API, and one with all keys for EMQX. */
function apiKeySecrets(context: Context): Input<Resource>[] {
  const { name, settings, parent } = context;
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
  const passwords = apiKeys.own.map(({ secret }) => ({ password: secret }));
  const all = apiKeysArgs(settings, apiKeys.own, actualValues(passwords, secrets));
  return [
    ...secrets,
    makeByContent(
      context,
      "api-keys",
      apiKeysSecretName(settings, apiKeys.own),
      (logicalName, aliases) => new Secret(logicalName, all, { parent, aliases }),
    ),
  ];
}

/** Creates a Secret for each user of the built-in database, and one with the files of all users for EMQX. */
function userSecrets(context: Context): Input<Resource>[] {
  const { name, settings, parent } = context;
  const users = (settings.authentication?.ownUsers ?? []).flatMap((entry) => entry.users);
  if (users.length === 0) {
    return [];
  }
  const secrets = users.map((user) => {
    const ignoreChanges = user.password ? [] : ["data"];
    return new Secret(`${name}-${userSecretSuffix(user.userId)}`, userArgs(settings, user), {
      parent,
      ignoreChanges,
    });
  });
  const all = usersArgs(settings, actualValues(users, secrets));
  return [
    ...secrets,
    makeByContent(
      context,
      "users",
      usersSecretName(settings),
      (logicalName, aliases) => new Secret(logicalName, all, { parent, aliases }),
    ),
  ];
}

/**
 * The passwords of users or API keys. Given passwords are not read from their Secrets: if such a Secret is replaced, the engine would first
 * delete the Secret with the file, which pods still use.
 */
function actualValues(given: { password?: Eventual<string> }[], secrets: Secret[]): Eventual<string>[] {
  return given.map(
    ({ password }, index) =>
      password ?? whenKnown([secrets[index].data], (data) => fromBase64(data.password)),
  );
}

function licenseSecrets(context: Context): Input<Resource>[] {
  const { settings, parent } = context;
  const { license } = settings;
  if (license === undefined || "existingSecret" in license) {
    return [];
  }
  const args = licenseArgs(settings, license.key);
  return [
    makeByContent(
      context,
      "license",
      licenseSecretName(settings, license.key),
      (logicalName, aliases) => new Secret(logicalName, args, { parent, aliases }),
    ),
  ];
}
