import {
  type BuiltInDatabaseArgs,
  type JwtArgs,
  PasswordHashAlgorithm,
  TokenSource,
  type UserIdType,
} from "../emqxClusterArgs";
import type { Unwrap } from "@pulumi/pulumi";
import { clientTls } from "./backends/clientTls";
import { isHttps } from "./backends/http";
import { passwordHashSettings } from "./backends/passwordHash";
import { hocon } from "./hocon";
import { listenerPrefix } from "./listenerEnvironment";
import { endpointName, type Listener, listenerKinds } from "./listeners";
import { type ReleaseLine, isFrom } from "./releaseLine";
import {
  accessDirectory,
  joinPlaces,
  placeSecrets,
  SecretFile,
  type SecretPlaces,
  SecretText,
  type SettingTree,
} from "./secretReferences";

/** One way to authenticate clients. */
export interface AuthenticationEntry {
  settings: SettingTree;
  /** The endpoint names of its listeners. Undefined for all MQTT listeners that no entry names. */
  listeners?: string[];
}

/** The variables of all entries, and the places of their secrets. */
export interface AuthenticationEnvironment {
  variables: Record<string, string>;
  places: SecretPlaces;
}

/** The variable with the entries for all MQTT listeners that have no entries of their own. */
export const globalAuthentication = "EMQX_AUTHENTICATION";

/** The variable with the entries of one listener. */
export function listenerAuthentication(line: ReleaseLine, listener: Listener): string {
  return `${listenerPrefix(line, listener)}__AUTHENTICATION`;
}

/** The variables for all entries, and the places of their secrets. A gateway's listener has one entry, not a list. */
export function authenticationEnvironment(
  line: ReleaseLine,
  entries: AuthenticationEntry[],
  listeners: Listener[],
): AuthenticationEnvironment {
  const lists = [
    {
      variable: globalAuthentication,
      own: entries.filter((entry) => entry.listeners === undefined),
      isGateway: false,
    },
    ...listeners.map((listener) => ({
      variable: listenerAuthentication(line, listener),
      own: entries.filter((entry) => entry.listeners?.includes(endpointName(listener))),
      isGateway: listenerKinds[listener.type].isGateway,
    })),
  ].filter(({ own }) => own.length > 0);
  const placed = lists.map(({ variable, own, isGateway }) => {
    const prefixes = own.map((_, index) => (isGateway ? variable : `${variable}__${index + 1}`));
    const parts = own.map(({ settings }, index) => placeSecrets(line, prefixes[index], settings));
    const [first] = parts;
    return {
      text: [variable, hocon(isGateway ? first.settings : parts.map(({ settings }) => settings))] as const,
      places: parts.map(({ places }) => places),
    };
  });
  return {
    variables: Object.fromEntries(placed.map(({ text }) => text)),
    places: joinPlaces(placed.flatMap((list) => list.places)),
  };
}

/** The file with the users of an entry, in the directory of secrets. EMQX tells the format by the extension. */
export interface UsersFile {
  file: string;
  isHashed: boolean;
}

/**
 * Users in EMQX's database. Sources: apps/emqx_auth_mnesia/src/emqx_authn_mnesia_schema.erl of 5.7.2, 5.8.9 and 6.2.2,
 * apps/emqx_authn/src/simple_authn/emqx_authn_mnesia.erl of 5.1.6.
 */
export function builtInDatabase(
  {
    userIdType,
    passwordHash,
  }: { userIdType: UserIdType } & Pick<Unwrap<BuiltInDatabaseArgs>, "passwordHash">,
  users: UsersFile | undefined,
): SettingTree {
  return {
    mechanism: "password_based",
    backend: "built_in_database",
    user_id_type: userIdType,
    password_hash_algorithm: passwordHashSettings(
      passwordHash ?? { algorithm: PasswordHashAlgorithm.Bcrypt },
    ),
    ...(users && {
      bootstrap_file: `${accessDirectory}/${users.file}`,
      bootstrap_type: users.isHashed ? "hash" : "plain",
    }),
  };
}

/** The content of a file with users. EMQX reads it as JSON: `reader_fn` of apps/emqx_auth_mnesia/src/emqx_authn_mnesia.erl of 5.8.9. */
export function usersFileContent(
  users: { userId: string; password: string; isSuperuser: boolean }[],
): string {
  return JSON.stringify(
    users.map(({ userId, password, isSuperuser }) => ({
      user_id: userId,
      password,
      is_superuser: isSuperuser,
    })),
  );
}

/**
 * JSON Web Tokens. No release reads the HMAC secret from a file. Sources: apps/emqx_authn/src/simple_authn/emqx_authn_jwt.erl of 5.1.6, and
 * apps/emqx_auth_jwt/src/emqx_authn_jwt_schema.erl of 5.7.0, 5.8.0, 5.8.9 and 6.2.2.
 */
export function jwtSettings(line: ReleaseLine, given: Unwrap<JwtArgs>): SettingTree {
  return {
    mechanism: "jwt",
    from: given.from ?? TokenSource.Password,
    verify_claims: claims(line, given.verifyClaims),
    acl_claim_name: given.aclClaim,
    disconnect_after_expire: given.disconnectAfterExpire,
    ...tokenKeys(given),
  };
}

function tokenKeys(given: Unwrap<JwtArgs>): SettingTree {
  const { secret, secretBase64Encoded, publicKey, jwks } = given;
  if (secret !== undefined) {
    return {
      use_jwks: false,
      algorithm: "hmac-based",
      secret: new SecretText(secret),
      secret_base64_encoded: secretBase64Encoded,
    };
  }
  if (publicKey !== undefined) {
    return { use_jwks: false, algorithm: "public-key", public_key: new SecretFile(publicKey) };
  }
  const { endpoint = "", refreshInterval, tls } = jwks ?? {};
  return {
    use_jwks: true,
    endpoint,
    refresh_interval: refreshInterval,
    ...(isHttps(endpoint) && { ssl: clientTls({ verify: true, ...tls }, new URL(endpoint).hostname) }),
  };
}

/** Whether names of claims may contain dots. Earlier releases only read claims as an object, whose dotted names they split. */
export function readsDottedClaims({ version }: ReleaseLine): boolean {
  return isFrom(version, 8);
}

function claims(line: ReleaseLine, verified: Record<string, string> | undefined): unknown {
  return verified && readsDottedClaims(line)
    ? Object.entries(verified).map(([name, value]) => ({ name, value }))
    : verified;
}
