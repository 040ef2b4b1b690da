import * as pulumi from "@pulumi/pulumi";
import type { CredentialsArgs } from "../emqxClusterArgs";
import { type Checks, expectName, isPlainSecret } from "./checks";

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

export function resolveCredentials(
  checks: Checks,
  args: CredentialsArgs = {},
): OwnCredentials | ExistingCredentials {
  const { existingSecret, ...own } = args;
  checks.resolve({ keys: Object.keys(args) }, ({ keys }, report) => {
    const known = ["cookie", "dashboardUsername", "dashboardPassword", "existingSecret"];
    for (const key of keys.filter((given) => !known.includes(given))) {
      report(`credentials.${key}`, `there is no such argument; accepted: ${known.join(", ")}`);
    }
  });
  if (existingSecret !== undefined) {
    const conflicting = Object.entries(own).filter(([, value]) => value !== undefined);
    checks.resolve({ fields: conflicting.map(([key]) => key) }, ({ fields }, report) =>
      fields.forEach((field) =>
        report(`credentials.${field}`, "accepted without existingSecret only, which holds all three values"),
      ),
    );
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
