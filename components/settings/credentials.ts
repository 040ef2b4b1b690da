import * as pulumi from "@pulumi/pulumi";
import type { CredentialsArgs } from "../emqxClusterArgs";
import { type Checks, expectName, expectObject, isPlainSecret } from "./checks";

/** Names and values of the credentials Secret; absent values are to be generated. */
export interface OwnCredentials {
  cookie?: pulumi.Output<string>;
  dashboardUsername: pulumi.Output<string>;
  dashboardPassword?: pulumi.Output<string>;
}

/** The Secret that the user has. */
export interface ExistingCredentials {
  existingSecret: pulumi.Output<string>;
}

const fields = ["cookie", "dashboardUsername", "dashboardPassword", "existingSecret"];

export function resolveCredentials(
  checks: Checks,
  args: CredentialsArgs = {},
): OwnCredentials | ExistingCredentials {
  const { existingSecret, ...own } = checks.plain(args, "credentials", (value, report) =>
    expectObject(value, fields, "credentials", report),
  );
  if (existingSecret !== undefined) {
    checks.now((report) => {
      for (const [field] of Object.entries(own).filter(([, value]) => value !== undefined)) {
        report(`credentials.${field}`, "accepted without existingSecret only, which holds all three values");
      }
    });
    return {
      existingSecret: checks.resolve(existingSecret, (value, report) => {
        expectName(value, "credentials.existingSecret", report);
        return value;
      }),
    };
  }
  const secret = (field: keyof typeof own) => {
    const checked = checks.optional(own[field], (given, report) => {
      if (!isPlainSecret(given)) {
        report(
          `credentials.${field}`,
          "the value given has characters that EMQX would misread, or is too long; " +
            "accepted: at most 255 letters, digits, _, - and ., the first a letter",
        );
      }
      return given;
    });
    return checked && pulumi.secret(checked);
  };
  return {
    cookie: secret("cookie"),
    dashboardUsername: secret("dashboardUsername") ?? pulumi.output("admin"),
    dashboardPassword: secret("dashboardPassword"),
  };
}
