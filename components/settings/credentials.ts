import * as pulumi from "@pulumi/pulumi";
import type { CredentialsArgs } from "../emqxClusterArgs";
import {
  type Checks,
  expectName,
  expectObject,
  isPlainSecret,
  type Report,
  withDefault,
  withoutAbsent,
} from "./checks";

/** Values of the Secrets that the component makes; absent ones are to be generated. */
export interface OwnCredentials {
  cookie?: pulumi.Output<string>;
  dashboardPassword?: pulumi.Output<string>;
}

/** The Secret that the user has. */
export interface ExistingCredentials {
  existingSecret: pulumi.Output<string>;
}

/** Who may do what with the cluster. */
export interface Credentials {
  dashboardUsername: pulumi.Output<string>;
  secrets: OwnCredentials | ExistingCredentials;
}

const fields = ["cookie", "dashboardUsername", "dashboardPassword", "existingSecret"];

export function resolveCredentials(checks: Checks, args: CredentialsArgs = {}): Credentials {
  const { existingSecret, dashboardUsername, ...own } = checks.plain(args, "credentials", (value, report) =>
    expectObject(value, fields, "credentials", report),
  );
  return {
    dashboardUsername: checks.resolve(withDefault(dashboardUsername, "admin"), (value, report) =>
      readable(value, "credentials.dashboardUsername", report),
    ),
    secrets:
      existingSecret === undefined ? ownCredentials(checks, own) : existing(checks, existingSecret, own),
  };
}

function ownCredentials(checks: Checks, own: CredentialsArgs): OwnCredentials {
  const secret = (field: "cookie" | "dashboardPassword") => {
    const checked = checks.present(own[field], `credentials.${field}`, (value, report) =>
      readable(value, `credentials.${field}`, report),
    );
    return checked && pulumi.secret(checked);
  };
  return { cookie: secret("cookie"), dashboardPassword: secret("dashboardPassword") };
}

function existing(checks: Checks, secret: pulumi.Input<string>, own: CredentialsArgs): ExistingCredentials {
  checks.now((report) => {
    for (const field of Object.keys(withoutAbsent(own))) {
      report(`credentials.${field}`, "accepted without existingSecret only, which holds cookie and password");
    }
  });
  return {
    existingSecret: checks.resolve(secret, (value, report) => {
      expectName(value, "credentials.existingSecret", report);
      return value;
    }),
  };
}

/** Reports what EMQX would read differently, without showing it. */
function readable(value: string, path: string, report: Report): string {
  if (!isPlainSecret(value)) {
    report(
      path,
      "the value given has characters that EMQX would misread, or is too long; " +
        "accepted: at most 255 letters, digits, _, - and ., the first a letter",
    );
  }
  return value;
}
