import * as pulumi from "@pulumi/pulumi";
import type { CredentialsArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expect,
  expectName,
  expectObject,
  isPlainSecret,
  isSecretKey,
  type Report,
  withDefault,
  withoutAbsent,
} from "./checks";
import type { Eventual } from "../eventual";

/** Values of the Secrets that the component creates. Undefined values are generated. */
export interface OwnCredentials {
  cookie?: Eventual<string>;
  dashboardPassword?: Eventual<string>;
}

/** The existing Secret and its keys. */
export interface ExistingCredentials {
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

const keyFields = { cookie: "cookieKey", dashboardPassword: "dashboardPasswordKey" } as const;
const fields = [
  "cookie",
  "dashboardUsername",
  "dashboardPassword",
  "existingSecret",
  ...Object.values(keyFields),
];

export function resolveCredentials(checks: Checks, args: CredentialsArgs = {}): Credentials {
  const { existingSecret, dashboardUsername, cookieKey, dashboardPasswordKey, ...own } = checks.plain(
    args,
    "credentials",
    (value, report) => expectObject(value, fields, "credentials", report),
  );
  const keys = { cookieKey, dashboardPasswordKey };
  return {
    dashboardUsername: checks.resolve(withDefault(dashboardUsername, "admin"), (value, report) =>
      readable(value, "credentials.dashboardUsername", report),
    ),
    secrets:
      existingSecret === undefined
        ? ownCredentials(checks, own, keys)
        : existing(checks, existingSecret, own, keys),
  };
}

type Keys = Pick<CredentialsArgs, "cookieKey" | "dashboardPasswordKey">;

function ownCredentials(checks: Checks, own: CredentialsArgs, keys: Keys): OwnCredentials {
  checks.now((report) => {
    for (const field of Object.keys(withoutAbsent(keys))) {
      report(`credentials.${field}`, "only valid with credentials.existingSecret");
    }
  });
  const secret = (field: "cookie" | "dashboardPassword") => {
    const checked = checks.present(own[field], `credentials.${field}`, (value, report) =>
      readable(value, `credentials.${field}`, report),
    );
    return checked && pulumi.secret(checked);
  };
  return { cookie: secret("cookie"), dashboardPassword: secret("dashboardPassword") };
}

function existing(
  checks: Checks,
  secret: pulumi.Input<string>,
  own: CredentialsArgs,
  keys: Keys,
): ExistingCredentials {
  checks.now((report) => {
    for (const field of Object.keys(withoutAbsent(own))) {
      report(
        `credentials.${field}`,
        "only valid without credentials.existingSecret, which holds the cookie and the password",
      );
    }
  });
  const key = (kind: keyof OwnCredentials) =>
    checks.resolve(keys[keyFields[kind]] ?? credentialKeys[kind], (value, report) => {
      expect(value, isSecretKey, `credentials.${keyFields[kind]}`, "a key of the Secret", report);
      return value;
    });
  return {
    existingSecret: checks.resolve(secret, (value, report) => {
      expectName(value, "credentials.existingSecret", report);
      return value;
    }),
    keys: { cookie: key("cookie"), dashboardPassword: key("dashboardPassword") },
  };
}

/** Reports a value that EMQX would misread. The message does not show it. */
function readable(value: string, path: string, report: Report): string {
  if (!isPlainSecret(value)) {
    report(
      path,
      "must be at most 255 letters, digits, _, - and ., starting with a letter, and not true, false, null or include: " +
        "EMQX would misread other values",
    );
  }
  return value;
}
