import * as pulumi from "@pulumi/pulumi";
import type { ReleaseLine } from "../emqx/releaseLine";
import { PasswordHashAlgorithm, type UserArgs, type UsersFileArgs, UsersFormat } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, isString, type Report } from "./checks";
import type { PasswordHash } from "./passwordHash";
import { object } from "./rules/collections";
import { group, listOf, plain, present } from "./rules/parts";
import { type Known, required, type Rule } from "./rules/rule";
import { flag, keyIn, oneOf, secretName, text } from "./rules/scalars";

/** A user of the built-in database. The password is generated if it is undefined. */
export interface User {
  userId: string;
  password?: Eventual<string>;
  isSuperuser: Eventual<boolean>;
}

const isUserId = (value: unknown) =>
  isString(value) && value.length <= 40 && /^[a-z0-9]+([-_.][a-z0-9]+)*$/i.test(value);

/** The message does not show the password. */
const password: Rule<string, string | undefined> = (given, path, report) => {
  if (given !== undefined && !(isString(given) && /^[^\p{Cc}\p{Cs}]{8,255}$/u.test(given))) {
    report(path, "must have 8 to 255 characters, and no control characters");
  }
  return given;
};

export const users = listOf(
  group<UserArgs>()({
    userId: plain(
      required(
        text(
          isUserId,
          "at most 40 letters and digits, with single -, _ and . between them; for other names, use usersFrom",
        ),
      ),
    ),
    password: present(password),
    isSuperuser: flag(false),
  }),
);

const fileFields = object<UsersFileArgs>()({
  name: secretName,
  key: keyIn("Secret", ""),
  format: oneOf(UsersFormat),
  hashed: flag(false),
});

/** A file with users in an existing Secret. */
export type UsersFile = Required<Known<UsersFileArgs>>;

export const usersFile: Rule<Known<UsersFileArgs>, UsersFile> = (given, path, report) => {
  const complete = fileFields(given, path, report);
  const isJson = isString(complete.key) && complete.key.endsWith(".json");
  return { ...complete, format: complete.format ?? (isJson ? UsersFormat.Json : UsersFormat.Csv) };
};

/** The suffix of a user's Secret. */
export function userSecretSuffix(userId: string): string {
  return `user-${userId.toLowerCase().replaceAll("_", "-")}`;
}

/** Reports users whose Secrets would have the same name. `earlier` are the users of earlier entries. */
export function checkUserIds(given: User[], earlier: User[], path: string, report: Report): void {
  const seen = earlier.map(({ userId }) => userSecretSuffix(userId));
  given.forEach(({ userId }, index) => {
    if (!isUserId(userId)) {
      return;
    }
    const suffix = userSecretSuffix(userId);
    if (seen.includes(suffix)) {
      const reason = `another user has a Secret of the same name, <name>-${suffix}; each name must be unique`;
      report(`${path}[${index}].userId`, reason, userId);
    }
    seen.push(suffix);
  });
}

/** Reports users that the release cannot import. */
export function checkImport(line: ReleaseLine, path: string, report: Report): void {
  const { major, minor } = line.version;
  if (major === 5 && minor < 7) {
    report(path, "requires EMQX 5.7.2 or later; add the users in the dashboard or with the REST API");
  }
}

/** The users with their passwords, after the checks that depend on the hash algorithm. */
export function userSettings(
  checks: Checks,
  given: User[],
  hash: Eventual<PasswordHash | undefined> | undefined,
  path: string,
): User[] {
  return given.map((user, index) => ({
    ...user,
    password:
      user.password &&
      pulumi.secret(
        checks.resolve({ password: user.password, hash }, (value, report) => {
          checkLength(value.password, value.hash, `${path}[${index}].password`, report);
          return value.password;
        }),
      ),
  }));
}

function checkLength(text: string, hash: PasswordHash | undefined, path: string, report: Report): void {
  const algorithm = hash?.algorithm ?? PasswordHashAlgorithm.Bcrypt;
  if (algorithm === PasswordHashAlgorithm.Bcrypt && Buffer.byteLength(text) > 72) {
    report(
      path,
      "must have at most 72 bytes, because bcrypt ignores the others; use a shorter one or another passwordHash",
    );
  }
}
