import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { usersFileContent } from "../emqx/authentication";
import { type Eventual, whenKnown } from "../eventual";
import type { Settings } from "../settings";
import { type User, userSecretSuffix } from "../settings/users";
import { contentHash } from "./configMap";
import { base64, generatedAnnotation, randomText } from "./generated";
import { objectMeta } from "./metadata";
import { oncePerCluster } from "./once";

/** The Secret of one user, for the programs that connect. */
export function userArgs(settings: Settings, { userId, password }: User): types.input.core.v1.Secret {
  const value = password ?? randomText(32);
  return {
    metadata: objectMeta(
      settings,
      `${settings.name}-${userSecretSuffix(userId)}`,
      password ? {} : { [generatedAnnotation]: "password" },
    ),
    type: "kubernetes.io/basic-auth",
    data: { username: base64(userId), password: pulumi.secret(whenKnown([value], base64)) },
  };
}

/**
 * The name of the Secret with the files of all users. It contains a hash of the users, so that a new user rolls the pods. Passwords are not
 * part of it: EMQX does not import a changed password, so a restart would be useless.
 */
export const usersSecretName = oncePerCluster(({ name, authentication }): Eventual<string> => {
  const entries = (authentication?.ownUsers ?? []).map(({ file, users }) =>
    whenKnown([pulumi.all(users.map(({ isSuperuser }) => isSuperuser))], (superusers) => [
      file,
      users.map(({ userId }, index) => `${userId} ${superusers[index]}`).join("\n"),
    ]),
  );
  return pulumi
    .all(entries)
    .apply((files) => `${name}-users-${contentHash(Object.fromEntries(files) as Record<string, string>)}`);
});

/** The Secret with the files of all users. `passwords` are those of all users, in order. */
export function usersArgs(settings: Settings, passwords: Eventual<string>[]): types.input.core.v1.Secret {
  let read = 0;
  const files = (settings.authentication?.ownUsers ?? []).map(({ file, users }) => {
    const own = passwords.slice(read, (read += users.length));
    const content = whenKnown(
      [pulumi.all(own), pulumi.all(users.map(({ isSuperuser }) => isSuperuser))],
      (texts, superusers) =>
        base64(
          usersFileContent(
            users.map(({ userId }, index) => ({
              userId,
              password: texts[index],
              isSuperuser: superusers[index],
            })),
          ),
        ),
    );
    return [file, pulumi.secret(content)] as const;
  });
  return {
    metadata: objectMeta(settings, usersSecretName(settings)),
    type: "Opaque",
    data: Object.fromEntries(files),
  };
}
