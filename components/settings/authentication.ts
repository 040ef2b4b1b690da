import {
  authenticationEnvironment,
  type AuthenticationEntry,
  type AuthenticationEnvironment,
  builtInDatabase,
  jwtSettings,
} from "../emqx/authentication";
import { endpointName, listenerKinds } from "../emqx/listeners";
import { type ReleaseLine, isFrom } from "../emqx/releaseLine";
import type { SettingTree } from "../emqx/secretReferences";
import { type AuthenticationArgs, type BuiltInDatabaseArgs, UserIdType } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { externalBackends, externalSettings, type ResolvedBackends } from "./backends/authentication";
import type { Checks, Report } from "./checks";
import { checkJwt, type Jwt, jwt } from "./jwt";
import type { PlacedListener } from "./listenerChecks";
import type { ResolvedListeners } from "./listeners";
import { type PasswordHash, passwordHash } from "./passwordHash";
import { filled, list } from "./rules/collections";
import { group, listOf, maybe, notSecret, present } from "./rules/parts";
import { check, optional } from "./rules/rule";
import { anyString, oneOf } from "./rules/scalars";
import {
  checkImport,
  checkUserIds,
  type User,
  users,
  type UsersFile,
  usersFile,
  userSettings,
} from "./users";

const builtIn = group<BuiltInDatabaseArgs>()({
  userIdType: oneOf(UserIdType, UserIdType.Username),
  passwordHash: optional(passwordHash),
  users: maybe(users),
  usersFrom: present(usersFile),
});

/** The alternative to a secret value in an entry, which would be stored in plain text. */
const inSecret = "a key of a Secret";

const entry = group<AuthenticationArgs>()({
  builtInDatabase: maybe(builtIn),
  jwt: notSecret(inSecret, present(jwt)),
  ...externalBackends,
  listeners: optional(filled(list(anyString), "a list of at least one listener")),
});

export const authentication = listOf(entry);

type Entry = ReturnType<typeof entry.complete>;

/** The users that the component creates for one entry, and the name of their file. */
export interface OwnUsers {
  file: string;
  users: User[];
}

/** The variables and files of the entries, and the users of the built-in databases. */
export function authenticationSettings(
  checks: Checks,
  given: Entry[],
  resolved: Eventual<ResolvedListeners>,
  line: Eventual<ReleaseLine | undefined>,
) {
  checks.now((report) => given.forEach((each, index) => checkEntry(each, pathOf(index), report)));
  const own = ownUsers(checks, given);
  const entries = given.map(({ builtInDatabase: database, ...others }) => ({
    ...others,
    database: database && withoutPasswords(database),
  }));
  return {
    ownUsers: own,
    environment: checks.resolve({ entries, resolved, line }, resolveEntries),
  };
}

function withoutPasswords({ users: own, ...database }: NonNullable<Entry["builtInDatabase"]>) {
  return { ...database, hasUsers: own !== undefined && own.length > 0 };
}

function pathOf(index: number): string {
  return `authentication[${index}]`;
}

/** Reports an entry without exactly one backend, and users from two sources. */
function checkEntry(given: Entry, path: string, report: Report): void {
  const backends = (Object.keys(given) as (keyof Entry)[]).filter((field) => field !== "listeners");
  if (backends.filter((backend) => given[backend] !== undefined).length !== 1) {
    report(path, `must have exactly one of ${backends.join(", ")}`);
  }
  const { users, usersFrom } = given.builtInDatabase ?? {};
  if (users !== undefined && usersFrom !== undefined) {
    report(`${path}.builtInDatabase.users`, `only valid without ${path}.builtInDatabase.usersFrom`);
  }
}

function ownUsers(checks: Checks, given: Entry[]): OwnUsers[] {
  const all: OwnUsers[] = [];
  given.forEach(({ builtInDatabase: database }, index) => {
    const { users = [], passwordHash } = database ?? {};
    if (users.length > 0) {
      const path = `${pathOf(index)}.builtInDatabase.users`;
      const earlier = all.flatMap((entry) => entry.users);
      checks.now((report) => checkUserIds(users, earlier, path, report));
      all.push({ file: ownFile(index), users: userSettings(checks, users, passwordHash, path) });
    }
  });
  return all;
}

function ownFile(index: number): string {
  return `users-${index + 1}.json`;
}

/** An entry whose outputs are resolved. */
interface KnownEntry extends ResolvedBackends {
  database?: {
    userIdType: UserIdType;
    passwordHash?: PasswordHash;
    usersFrom?: UsersFile;
    hasUsers: boolean;
  };
  jwt?: Jwt;
  listeners?: string[];
}

interface Needs {
  entries: KnownEntry[];
  resolved: ResolvedListeners;
  line?: ReleaseLine;
}

function resolveEntries({ entries, resolved, line }: Needs, report: Report): AuthenticationEnvironment {
  checkListeners(entries, resolved.enabled, report);
  checkRepeated(entries, report);
  if (line === undefined || !resolved.areValid) {
    return { variables: {}, places: { files: {}, variables: {} } };
  }
  if (!isFrom(line.version, 1)) {
    report("authentication", "requires EMQX 5.1 or later; for earlier releases, use env and secretEnv");
  }
  const placed = authenticationEnvironment(
    line,
    entries.map((each, index) => resolveEntry(line, each, index, report)),
    resolved.enabled,
  );
  const files = entries.flatMap(({ database }, index) =>
    database?.usersFrom ? [[usersFileName(database.usersFrom, index), database.usersFrom] as const] : [],
  );
  for (const [file, { name, key }] of files) {
    placed.places.files[file] = { name, key };
  }
  return placed;
}

function resolveEntry(
  line: ReleaseLine,
  { database, jwt, listeners, ...external }: KnownEntry,
  index: number,
  report: Report,
): AuthenticationEntry {
  const path = pathOf(index);
  if (database) {
    return { listeners, settings: databaseSettings(line, database, index, report) };
  }
  if (jwt) {
    checkJwt(line, jwt, `${path}.jwt`, report);
    return { listeners, settings: jwtSettings(line, jwt) };
  }
  return { listeners, settings: externalSettings(line, external, path, report) };
}

function databaseSettings(
  line: ReleaseLine,
  { usersFrom, hasUsers, ...given }: NonNullable<KnownEntry["database"]>,
  index: number,
  report: Report,
): SettingTree {
  const path = `${pathOf(index)}.builtInDatabase`;
  for (const [field, isGiven] of Object.entries({ users: hasUsers, usersFrom: usersFrom !== undefined })) {
    if (isGiven) {
      checkImport(line, `${path}.${field}`, report);
    }
  }
  if (usersFrom) {
    return builtInDatabase(given, {
      file: usersFileName(usersFrom, index),
      isHashed: usersFrom.hashed,
    });
  }
  return builtInDatabase(given, hasUsers ? { file: ownFile(index), isHashed: false } : undefined);
}

function usersFileName({ format }: UsersFile, index: number): string {
  return `users-${index + 1}.${format}`;
}

/** Reports unknown listeners, listeners without authentication, and a gateway's listener with more than one entry. */
function checkListeners(entries: KnownEntry[], enabled: PlacedListener[], report: Report): void {
  const accepted = `one of the listeners: ${enabled.map(endpointName).join(", ")}`;
  const seen: string[] = [];
  entries.forEach(({ listeners = [] }, index) =>
    listeners.forEach((name, position) => {
      const path = `${pathOf(index)}.listeners[${position}]`;
      const listener = enabled.find((candidate) => endpointName(candidate) === name);
      check(name, () => listener !== undefined, path, accepted, report);
      if (listener?.authentication === false) {
        report(path, `${listener.path}.authentication is false; remove one of the two`, name);
      }
      if (listener && listenerKinds[listener.type].isGateway && seen.includes(name)) {
        report(
          path,
          "already named by another entry; EMQX supports one entry for a gateway's listener",
          name,
        );
      }
      seen.push(name);
    }),
  );
}

/** Reports a backend that a listener would have twice: `check_duplicated_authenticators` of apps/emqx_auth of 5.8.9. */
function checkRepeated(entries: KnownEntry[], report: Report): void {
  const seen = new Set<string>();
  entries.forEach(({ listeners = [""], ...backends }, index) => {
    const [name] = Object.entries(backends).find(([, backend]) => backend !== undefined) ?? [""];
    const keys = listeners.map((listener) => `${listener} ${name}`);
    if (keys.some((key) => seen.has(key))) {
      report(
        pathOf(index),
        "an earlier entry for the same listeners has this backend; EMQX accepts each backend once",
      );
    }
    keys.forEach((key) => seen.add(key));
  });
}
