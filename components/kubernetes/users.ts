import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { usersFileContent } from "../emqx/authentication";
import { type Eventual, whenKnown } from "../eventual";
import type { Settings } from "../settings";
import { contentHash } from "./configMap";
import { base64 } from "./generated";
import { objectMeta } from "./metadata";
import { oncePerCluster } from "./once";

/**
 * The name of the Secret with the files of all users. It contains a hash of the users, so that a new user rolls the pods. Passwords are not
 * part of it: EMQX does not import a changed password, so a restart would be useless.
 */
export const usersSecretName = oncePerCluster(({ name, authentication }): Eventual<string> => {
  const entries = (authentication?.ownUsers ?? []).map(({ file, users }) =>
    whenKnown(
      users.map(({ isSuperuser }) => isSuperuser),
      (...superusers): [string, string] => [
        file,
        users.map(({ userId }, index) => `${userId} ${superusers[index]}`).join("\n"),
      ],
    ),
  );
  return whenKnown(entries, (...files) => `${name}-users-${contentHash(Object.fromEntries(files))}`);
});

/** The Secret with the files of all users. `passwords` are those of the users of each entry, in order. */
export function usersArgs(settings: Settings, passwords: Eventual<string>[][]): types.input.core.v1.Secret {
  const files = (settings.authentication?.ownUsers ?? []).map(({ file, users }, entry) => {
    const content = whenKnown(
      [pulumi.all(passwords[entry]), pulumi.all(users.map(({ isSuperuser }) => isSuperuser))],
      (texts, superusers) =>
        usersFileContent(
          users.map(({ userId }, index) => ({
            userId,
            password: texts[index],
            isSuperuser: superusers[index],
          })),
        ),
    );
    return [file, pulumi.secret(whenKnown([content], base64))] as const;
  });
  return {
    metadata: objectMeta(settings, usersSecretName(settings)),
    type: "Opaque",
    data: Object.fromEntries(files),
  };
}
