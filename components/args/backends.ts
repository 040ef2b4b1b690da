import type { Input } from "@pulumi/pulumi";
import type { PasswordHashArgs } from "./passwordHash";
import type {
  HttpServerArgs,
  LdapServerArgs,
  MongodbServerArgs,
  RedisServerArgs,
  SqlServerArgs,
} from "./servers";

/** How EMQX checks a password with LDAP. */
export const LdapMethod = {
  /** EMQX logs in to the directory with the client's password. Requires EMQX 5.3 or later. */
  Bind: "bind",
  /** EMQX reads the hash of the password from the directory, and compares it. */
  Hash: "hash",
} as const;
export type LdapMethod = (typeof LdapMethod)[keyof typeof LdapMethod];

/**
 * Users in PostgreSQL or MySQL: https://docs.emqx.com/en/emqx/v5.8/access-control/authn/postgresql.html and
 * https://docs.emqx.com/en/emqx/v5.8/access-control/authn/mysql.html.
 */
interface SqlAuthentication extends SqlServerArgs {
  /**
   * The query for one user: `SELECT password_hash, salt, is_superuser FROM mqtt_user WHERE username = ${username} LIMIT 1`. EMQX reads the
   * columns `password_hash`, `salt` and `is_superuser`; a superuser may publish and subscribe to everything.
   *
   * At least one placeholder is required: `${username}`, `${clientid}`, `${password}`, `${peerhost}` (the client's IP address),
   * `${cert_common_name}` and `${cert_subject}`; `${client_attrs.NAME}` from EMQX 5.7 on; `${cert_pem}` from EMQX 5.8 on; `${zone}`,
   * `${listener}` and `${peerport}` from EMQX 5.9 on.
   */
  query: Input<string>;
  /** How the stored passwords are hashed. Default: `sha256` with the salt in front, as in EMQX. */
  passwordHash?: Input<PasswordHashArgs>;
}

/**
 * Rules in PostgreSQL or MySQL: https://docs.emqx.com/en/emqx/v5.8/access-control/authz/postgresql.html and
 * https://docs.emqx.com/en/emqx/v5.8/access-control/authz/mysql.html.
 */
interface SqlAuthorization extends SqlServerArgs {
  /**
   * The query for the rules of one client: `SELECT permission, action, topic FROM mqtt_acl WHERE username = ${username}`. EMQX reads the
   * columns `permission` (`allow` or `deny`), `action` (`publish`, `subscribe` or `all`) and `topic`; from EMQX 5.2 on also `qos` and
   * `retain`.
   *
   * At least one placeholder is required: those of authentication, without `${password}` and `${cert_pem}`.
   */
  query: Input<string>;
}

/** Users in Redis: https://docs.emqx.com/en/emqx/v5.8/access-control/authn/redis.html. */
interface RedisAuthentication extends RedisServerArgs {
  /**
   * The command for one user: `HMGET mqtt_user:${username} password_hash salt is_superuser`. Accepted: `HGET` or `HMGET`, a key with at
   * least one placeholder, and fields: `password_hash` or `password`, and also `salt` and `is_superuser`. The placeholders are those of
   * `postgresql.query`. A superuser may publish and subscribe to everything.
   */
  cmd: Input<string>;
  /** How the stored passwords are hashed. Default: `sha256` with the salt in front, as in EMQX. */
  passwordHash?: Input<PasswordHashArgs>;
}

/** Rules in Redis: https://docs.emqx.com/en/emqx/v5.8/access-control/authz/redis.html. */
interface RedisAuthorization extends RedisServerArgs {
  /**
   * The command for the rules of one client: `HGETALL mqtt_acl:${username}`. Accepted: `HGETALL` and a key with at least one placeholder.
   * The placeholders are those of `postgresql.query`. Each field is a topic filter, and its value `publish`, `subscribe`, `all`, or from
   * EMQX 5.2 on JSON.
   */
  cmd: Input<string>;
}

/**
 * Users in MongoDB: https://docs.emqx.com/en/emqx/v5.8/access-control/authn/mongodb.html. The placeholders of `filter` are those of
 * `postgresql.query`.
 */
interface MongodbAuthentication extends MongodbServerArgs {
  /** The field with the hash of the password. Default: `password_hash`. */
  passwordHashField?: Input<string>;
  /** The field with the salt. Default: `salt`. */
  saltField?: Input<string>;
  /** The field that is true for superusers, who may publish and subscribe to everything. Default: `is_superuser`. */
  isSuperuserField?: Input<string>;
  /** How the stored passwords are hashed. Default: `sha256` with the salt in front, as in EMQX. */
  passwordHash?: Input<PasswordHashArgs>;
}

/**
 * Users in a directory: https://docs.emqx.com/en/emqx/v5.8/access-control/authn/ldap.html.
 *
 * At least one placeholder is required in `baseDn` or `filter`: `${username}` or `${clientid}`; from EMQX 5.9 on also the others of
 * `postgresql.query`.
 */
interface LdapAuthentication extends LdapServerArgs {
  /** How EMQX checks the password. Default: `bind`. */
  method?: Input<LdapMethod>;
  /** The attribute with the hash of the password. Only valid with the method `hash`. Default: `userPassword`. */
  passwordAttribute?: Input<string>;
  /**
   * The attribute that is true for superusers, who may publish and subscribe to everything. With the method `bind`, it requires EMQX 5.10
   * or later.
   *
   * Default: `isSuperuser`.
   */
  isSuperuserAttribute?: Input<string>;
}

/**
 * Rules in a directory: https://docs.emqx.com/en/emqx/v5.8/access-control/authz/ldap.html. The placeholders are those of authentication,
 * without `${password}`.
 */
interface LdapAuthorization extends LdapServerArgs {
  /** The attribute with the topics to which the client may publish. Default: `mqttPublishTopic`. */
  publishAttribute?: Input<string>;
  /** The attribute with the topics to which the client may subscribe. Default: `mqttSubscriptionTopic`. */
  subscribeAttribute?: Input<string>;
  /** The attribute with the topics for both. Default: `mqttPubSubTopic`. */
  allAttribute?: Input<string>;
}

/** Rules in EMQX's own database. Manage them in the dashboard, or with the REST API. */
interface RulesDatabase {
  /** The maximum number of rules of a client, at least 1. Requires EMQX 5.8 or later. Default: 100, as in EMQX. */
  maxRules?: Input<number>;
}

/** One source of authorization rules outside `authorization.rules`. Set exactly one of the backends. */
interface AuthorizationBackend {
  /** Rules in EMQX's own database. */
  builtInDatabase?: RulesDatabase;
  /** An HTTP server that decides. */
  http?: HttpServerArgs;
  /** Rules in PostgreSQL. */
  postgresql?: SqlAuthorization;
  /** Rules in MySQL. */
  mysql?: SqlAuthorization;
  /** Rules in Redis. */
  redis?: RedisAuthorization;
  /**
   * Rules in MongoDB, one document for each: `permission` (`allow` or `deny`), `action` (`publish`, `subscribe` or `all`) and `topics`:
   * https://docs.emqx.com/en/emqx/v5.8/access-control/authz/mongodb.html. The placeholders of `filter` are those of `postgresql.query`.
   */
  mongodb?: MongodbServerArgs;
  /** Rules in a directory. */
  ldap?: LdapAuthorization;
}

export type {
  SqlAuthentication as SqlAuthenticationArgs,
  SqlAuthorization as SqlAuthorizationArgs,
  RedisAuthentication as RedisAuthenticationArgs,
  RedisAuthorization as RedisAuthorizationArgs,
  MongodbAuthentication as MongodbAuthenticationArgs,
  LdapAuthentication as LdapAuthenticationArgs,
  LdapAuthorization as LdapAuthorizationArgs,
  RulesDatabase as RulesDatabaseArgs,
  AuthorizationBackend as AuthorizationBackendArgs,
};
