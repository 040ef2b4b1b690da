import type { Input } from "@pulumi/pulumi";
import type {
  LdapAuthenticationArgs,
  MongodbAuthenticationArgs,
  RedisAuthenticationArgs,
  SqlAuthenticationArgs,
} from "./backends";
import type { ClientTlsArgs } from "./clientTls";
import type { SecretKeyArgs } from "./credentials";
import type { PasswordHashArgs } from "./passwordHash";
import type { HttpServerArgs } from "./servers";

/** What identifies a user of the built-in database. */
export const UserIdType = {
  Username: "username",
  ClientId: "clientid",
} as const;
export type UserIdType = (typeof UserIdType)[keyof typeof UserIdType];

/** A user of the built-in database. */
interface User {
  /**
   * The user name, or the client ID if `userIdType` is `clientid`. Accepted: at most 40 letters and digits, with single `-`, `_` and `.`
   * between them. Must be a plain value, because it is part of a Secret's name.
   */
  userId: string;
  /** The password, 8 to 255 characters; with `bcrypt`, at most 72 bytes. Default: generated, 32 letters and digits. */
  password?: Input<string>;
  /** Whether the user may publish and subscribe to everything, without authorization. Default: `false`. */
  isSuperuser?: Input<boolean>;
}

/** The format of a file with users. */
export const UsersFormat = {
  /** The columns are `user_id`, `password` and `is_superuser`; with `hashed`, `user_id`, `password_hash`, `salt` and `is_superuser`. */
  Csv: "csv",
  /** A list of objects with the same fields. */
  Json: "json",
} as const;
export type UsersFormat = (typeof UsersFormat)[keyof typeof UsersFormat];

/** A file with users in an existing Secret: https://docs.emqx.com/en/emqx/v5.8/access-control/authn/user_management.html. */
interface UsersFile {
  /** The name of the Secret, in the cluster's namespace. */
  name: Input<string>;
  /** The key in the Secret. */
  key: Input<string>;
  /** The format of the file. Default: `json` if the key ends in `.json`, otherwise `csv`. */
  format?: Input<UsersFormat>;
  /** Whether the file contains hashes of `passwordHash` instead of passwords. Default: `false`. */
  hashed?: Input<boolean>;
}

/**
 * Users in EMQX's own database, which all nodes share.
 *
 * `users` and `usersFrom` require EMQX 5.7.2 or later. A node that starts imports users that the database does not have yet. It never
 * changes or removes a user: change a password, or remove a user, in the dashboard or with the REST API.
 */
interface BuiltInDatabase {
  /** What identifies a user. Default: `username`. */
  userIdType?: Input<UserIdType>;
  /** How EMQX hashes passwords. A change makes the passwords of existing users invalid. Default: `bcrypt`. */
  passwordHash?: Input<PasswordHashArgs>;
  /**
   * Users that the component creates. For the program that connects, it stores each user in a Secret `<name>-user-<userId>` of type
   * `kubernetes.io/basic-auth` (keys `username` and `password`). The name of the Secret is in lowercase, with `-` for `_`.
   *
   * Default: none.
   */
  users?: User[];
  /** A file with users in an existing Secret. Not valid together with `users`. Default: none. */
  usersFrom?: UsersFile;
}

/** Where the token of a client is. */
export const TokenSource = {
  Username: "username",
  Password: "password",
} as const;
export type TokenSource = (typeof TokenSource)[keyof typeof TokenSource];

/** JSON Web Tokens. Set one of `secret`, `publicKey` and `jwks`. */
interface Jwt {
  /** The HMAC secret that signs tokens. EMQX reads it when a node starts. */
  secret?: SecretKeyArgs;
  /** Whether the HMAC secret is encoded with Base64. Only valid with `secret`. Default: `false`. */
  secretBase64Encoded?: Input<boolean>;
  /** The public key in PEM that verifies tokens, in a Secret. EMQX reads it when a node starts. */
  publicKey?: SecretKeyArgs;
  /** The server that publishes the public keys. */
  jwks?: Jwks;
  /** Where the token is. Default: `password`. */
  from?: Input<TokenSource>;
  /**
   * Claims that a token must contain, with their values. Placeholders: `${username}` and `${clientid}`. A name with a dot requires EMQX
   * 5.8 or later. EMQX always checks `exp`, `iat` and `nbf` if they are present.
   *
   * Default: none.
   */
  verifyClaims?: Input<{ [claim: string]: Input<string> }>;
  /** The claim with the authorization rules of the client. Default: `acl`. */
  aclClaim?: Input<string>;
  /** Whether EMQX disconnects a client when its token expires. Requires EMQX 5.7 or later. Default: `true`. */
  disconnectAfterExpire?: Input<boolean>;
}

/** A server that publishes public keys as a JSON Web Key Set. */
interface Jwks {
  /** The URL of the key set. Required. */
  endpoint: Input<string>;
  /** The number of seconds between two reads of the key set. Default: 300. */
  refreshInterval?: Input<number>;
  /** How EMQX verifies the server, if the URL starts with `https`. Default: with the CA certificates of the image. */
  tls?: ClientTlsArgs;
}

/**
 * One way to authenticate clients. Set exactly one of the backends.
 *
 * EMQX asks the entries in order. An entry that does not know the client, or whose server does not answer, passes the client on to the next
 * one. If no entry accepts the client, EMQX rejects it.
 */
interface Authentication {
  /** Users in EMQX's own database. */
  builtInDatabase?: BuiltInDatabase;
  /** JSON Web Tokens. */
  jwt?: Jwt;
  /** An HTTP server that decides. */
  http?: HttpServerArgs;
  /** Users in PostgreSQL. */
  postgresql?: SqlAuthenticationArgs;
  /** Users in MySQL. */
  mysql?: SqlAuthenticationArgs;
  /** Users in Redis. */
  redis?: RedisAuthenticationArgs;
  /** Users in MongoDB. */
  mongodb?: MongodbAuthenticationArgs;
  /** Users in a directory. */
  ldap?: LdapAuthenticationArgs;
  /**
   * The listeners that use the entry, by their keys in the output `endpoints`, such as `mqtt` or `mqtt-internal`. A listener that is named
   * by any entry only uses the entries that name it. A gateway only authenticates clients if exactly one entry names its listener.
   *
   * Default: all MQTT listeners that no entry names.
   */
  listeners?: Input<Input<string>[]>;
}

export type {
  User as UserArgs,
  UsersFile as UsersFileArgs,
  BuiltInDatabase as BuiltInDatabaseArgs,
  Jwt as JwtArgs,
  Jwks as JwksArgs,
  Authentication as AuthenticationArgs,
};
