import type { Unwrap } from "@pulumi/pulumi";
import type { PasswordHashArgs } from "../../emqxClusterArgs";
import type { ReleaseLine } from "../releaseLine";
import type { SettingTree } from "../secretReferences";
import {
  hashing,
  type MongodbFields,
  type MongodbServer,
  mongodbFields,
  mongodbSettings,
  type RedisServer,
  redisSettings,
  type SqlServer,
  sqlSettings,
} from "./databases";
import { type HttpServer, httpSettings } from "./http";
import { type LdapAuthentication, ldapAuthentication } from "./ldap";

interface Hashed {
  passwordHash?: Unwrap<PasswordHashArgs>;
}

/** The backend of an entry of `authentication` that is not part of EMQX. At most one is set. */
export interface ExternalAuthentication {
  http?: HttpServer;
  postgresql?: SqlServer & Hashed;
  mysql?: SqlServer & Hashed;
  redis?: RedisServer & Hashed;
  mongodb?: MongodbServer & MongodbFields & Hashed;
  ldap?: LdapAuthentication;
}

/** The entry of EMQX's list `authentication`. Undefined without an external backend. */
export function externalAuthentication(
  line: ReleaseLine,
  { http, postgresql, mysql, redis, mongodb, ldap }: ExternalAuthentication,
): SettingTree | undefined {
  const settings =
    (http && { backend: "http", ...httpSettings(http) }) ??
    (postgresql && {
      backend: "postgresql",
      ...sqlSettings(postgresql),
      ...hashing(postgresql.passwordHash),
    }) ??
    (mysql && { backend: "mysql", ...sqlSettings(mysql), ...hashing(mysql.passwordHash) }) ??
    (redis && { backend: "redis", ...redisSettings(redis), ...hashing(redis.passwordHash) }) ??
    (mongodb && {
      backend: "mongodb",
      ...mongodbSettings(mongodb),
      ...mongodbFields(mongodb),
      ...hashing(mongodb.passwordHash),
    }) ??
    (ldap && ldapAuthentication(line, ldap));
  return settings && { mechanism: "password_based", ...settings };
}
