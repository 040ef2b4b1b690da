import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { Input, Resource } from "@pulumi/pulumi";
import { apiKeysArgs, apiKeysSecretName } from "../kubernetes/apiKeys";
import { credentialArgs, credentialKinds, credentials } from "../kubernetes/credentials";
import { fromBase64 } from "../kubernetes/generated";
import { licenseArgs, licenseSecretName } from "../kubernetes/license";
import { type Login, loginArgs } from "../kubernetes/login";
import { usersArgs, usersSecretName } from "../kubernetes/users";
import { userSecretSuffix } from "../settings/users";
import { whenKnown } from "../eventual";
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
  const { settings, parent } = context;
  const { apiKeys } = settings;
  if ("existingSecret" in apiKeys) {
    return [];
  }
  const { secrets, passwords } = makeLogins(
    context,
    apiKeys.own.map(({ key, secret }) => ({ suffix: `api-key-${key}`, username: key, password: secret })),
  );
  const all = apiKeysArgs(settings, apiKeys.own, passwords);
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
  const { settings, parent } = context;
  const entries = (settings.authentication?.ownUsers ?? []).map(({ users }) =>
    makeLogins(
      context,
      users.map(({ userId, password }) => ({
        suffix: userSecretSuffix(userId),
        username: userId,
        password,
      })),
    ),
  );
  const secrets = entries.flatMap((entry) => entry.secrets);
  if (secrets.length === 0) {
    return [];
  }
  const all = usersArgs(
    settings,
    entries.map(({ passwords }) => passwords),
  );
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

/** Creates a Secret for each login. `passwords` are the given and the generated ones, in the same order. */
function makeLogins({ name, settings, parent }: Context, logins: Login[]) {
  const secrets = logins.map((login) => {
    const ignoreChanges = login.password ? [] : ["data"];
    return new Secret(`${name}-${login.suffix}`, loginArgs(settings, login), { parent, ignoreChanges });
  });
  // Given passwords are not read from their Secrets: if such a Secret is replaced, the engine would first delete the Secret with the file,
  // which pods still use.
  const passwords = logins.map(
    ({ password }, index) =>
      password ?? whenKnown([secrets[index].data], (data) => fromBase64(data.password)),
  );
  return { secrets, passwords };
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
