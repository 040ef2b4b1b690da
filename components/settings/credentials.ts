import * as pulumi from "@pulumi/pulumi";
import type { CredentialsArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, withoutAbsent } from "./checks";
import { isPlainSecret } from "./rules/formats";
import { eventual, group, maybe, present } from "./rules/parts";
import type { Rule } from "./rules/rule";
import { keyIn, secretName } from "./rules/scalars";

/** Values of the Secrets that the component creates. Undefined values are generated. */
interface OwnCredentials {
  cookie?: Eventual<string>;
  dashboardPassword?: Eventual<string>;
}

/** The existing Secret and its keys. */
interface ExistingCredentials {
  existingSecret: Eventual<string>;
  keys: Record<keyof OwnCredentials, Eventual<string>>;
}

/** The keys in the Secrets of the component, and the default keys of an existing Secret. */
export const credentialKeys = { cookie: "cookie", dashboardPassword: "dashboard-password" } as const;

/** The Erlang cookie and the dashboard login. */
export interface Credentials {
  dashboardUsername: Eventual<string>;
  secrets: OwnCredentials | ExistingCredentials;
}

/** A value that EMQX does not misread. The message does not show it. */
const readable: Rule<string, string | undefined> = (given, path, report) => {
  if (given !== undefined && !isPlainSecret(given)) {
    report(
      path,
      "must be at most 255 letters, digits, _, - and ., starting with a letter, and not true, false, null or include: " +
        "EMQX would misread other values",
    );
  }
  return given;
};

export const credentials = group<CredentialsArgs>()({
  cookie: present(readable),
  dashboardUsername: (given = "admin", path, report) => readable(given, path, report)!,
  dashboardPassword: present(readable),
  existingSecret: maybe(eventual(secretName)),
  cookieKey: maybe(eventual(keyIn("Secret", credentialKeys.cookie))),
  dashboardPasswordKey: maybe(eventual(keyIn("Secret", credentialKeys.dashboardPassword))),
});

/** Reports fields that exclude each other. */
export function credentialSettings(
  checks: Checks,
  { dashboardUsername, existingSecret, ...others }: ReturnType<typeof credentials.complete>,
): Credentials {
  const { cookieKey, dashboardPasswordKey, ...own } = others;
  const [wrong, reason] =
    existingSecret === undefined
      ? [{ cookieKey, dashboardPasswordKey }, "only valid with credentials.existingSecret"]
      : [own, "only valid without credentials.existingSecret, which holds the cookie and the password"];
  checks.now((report) =>
    Object.keys(withoutAbsent(wrong)).forEach((field) => report(`credentials.${field}`, reason)),
  );
  const secret = (value: Eventual<string> | undefined) => value && pulumi.secret(value);
  return {
    dashboardUsername,
    secrets:
      existingSecret === undefined
        ? { cookie: secret(own.cookie), dashboardPassword: secret(own.dashboardPassword) }
        : {
            existingSecret,
            keys: {
              cookie: cookieKey ?? credentialKeys.cookie,
              dashboardPassword: dashboardPasswordKey ?? credentialKeys.dashboardPassword,
            },
          },
  };
}
