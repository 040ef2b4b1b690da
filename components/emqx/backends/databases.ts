import type { Unwrap } from "@pulumi/pulumi";
import { MongodbType, PasswordHashAlgorithm, type PasswordHashArgs, RedisType } from "../../emqxClusterArgs";
import { type SecretKey, SecretText, type SettingTree } from "../secretReferences";
import { type ClientTls, clientTls } from "./clientTls";
import { passwordHashSettings } from "./passwordHash";

export interface ServerConnection {
  poolSize?: number;
  tls?: ClientTls;
}

export interface SqlServer extends ServerConnection {
  server: string;
  database: string;
  username: string;
  password?: SecretKey;
  query: string;
}

export interface RedisServer extends ServerConnection {
  redisType: RedisType;
  servers: string[];
  sentinel?: string;
  database?: number;
  username?: string;
  password?: SecretKey;
  cmd: string;
}

export interface MongodbServer extends ServerConnection {
  mongoType: MongodbType;
  servers: string[];
  replicaSetName?: string;
  database: string;
  collection: string;
  filter: Record<string, unknown>;
  authSource?: string;
  username?: string;
  password?: SecretKey;
}

export interface MongodbFields {
  passwordHashField?: string;
  saltField?: string;
  isSuperuserField?: string;
}

/** The settings that all servers share. Only a single server has a known name. */
export function connection({ poolSize, tls }: ServerConnection, servers: string[]): SettingTree {
  const host = servers.length === 1 ? servers[0].split(":")[0] : undefined;
  return { pool_size: poolSize, ssl: tls && clientTls(tls, host) };
}

/** A password. From 5.4 on, EMQX also reads it from a file: `password_field` of emqx_connector_schema_lib.erl of 5.4.0. */
export function password(key: SecretKey | undefined): SecretText | undefined {
  return key && new SecretText(key, 4);
}

/** How EMQX compares the client's password with the stored one. The default is EMQX's own: `type_ro` of emqx_authn_password_hashing.erl. */
export function hashing(
  given: Unwrap<PasswordHashArgs> = { algorithm: PasswordHashAlgorithm.Sha256 },
): SettingTree {
  return { password_hash_algorithm: passwordHashSettings(given) };
}

/**
 * The settings of PostgreSQL and MySQL. Sources: apps/emqx_connector/src/emqx_connector_pgsql.erl, apps/emqx_mysql/src/emqx_mysql.erl and
 * apps/emqx_authz/src/emqx_authz_schema.erl of 5.1.6; emqx_authn_*_schema.erl and emqx_authz_*_schema.erl of apps/emqx_auth_postgresql and
 * apps/emqx_auth_mysql, 5.3.2, 5.8.9 and 6.2.2.
 */
export function sqlSettings(given: SqlServer): SettingTree {
  const { server, database, username, query } = given;
  return {
    server,
    database,
    username,
    password: password(given.password),
    query,
    ...connection(given, [server]),
  };
}

/**
 * The settings of Redis. Sources: apps/emqx_redis/src/emqx_redis.erl of 5.1.6, 5.2.1 (the first with `username`), 5.8.9 and 6.2.2;
 * emqx_authn_redis_schema.erl and emqx_authz_redis_schema.erl of apps/emqx_auth_redis, 5.3.2 to 6.2.2.
 */
export function redisSettings(given: RedisServer): SettingTree {
  const { redisType, servers, sentinel, database, username, cmd } = given;
  return {
    redis_type: redisType,
    ...addresses(servers, redisType === RedisType.Single),
    ...{ sentinel, database, username, password: password(given.password), cmd },
    ...connection(given, servers),
  };
}

/**
 * The settings of MongoDB. Sources: apps/emqx_mongodb/src/emqx_mongodb.erl of 5.1.6, 5.4.1, 5.8.9 and 6.2.2; emqx_authn_mongodb_schema.erl
 * and emqx_authz_mongodb_schema.erl of apps/emqx_auth_mongodb, 5.3.2 to 6.2.2.
 */
export function mongodbSettings(given: MongodbServer): SettingTree {
  const { mongoType, servers, replicaSetName, database, collection, filter, authSource, username } = given;
  return {
    mongo_type: mongoType,
    ...addresses(servers, mongoType === MongodbType.Single),
    ...{ replica_set_name: replicaSetName, database, collection, filter, auth_source: authSource },
    ...{ username, password: password(given.password) },
    ...connection(given, servers),
  };
}

/** The names of fields in a document with a user: emqx_authn_mongodb_schema.erl, 5.3.2 to 6.2.2, and emqx_authn_mongodb.erl of 5.1.6. */
export function mongodbFields(given: MongodbFields): SettingTree {
  return {
    password_hash_field: given.passwordHashField,
    salt_field: given.saltField,
    is_superuser_field: given.isSuperuserField,
  };
}

function addresses(servers: string[], isSingle: boolean): SettingTree {
  return isSingle ? { server: servers[0] } : { servers: servers.join(",") };
}
