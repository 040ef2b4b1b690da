import type { EmqxClusterArgs } from "../../../components/index";
import type { Fields } from "./contexts";

const server = { database: "mqtt", username: "emqx" };
const sql = { ...server, server: "db", query: "SELECT password_hash FROM users WHERE name = ${username}" };
const redis = { servers: ["redis"], cmd: "HMGET users:${username} password_hash" };
const mongodb = { servers: ["mongo"], ...server, collection: "users", filter: { name: "${username}" } };
const http = { url: "http://auth/mqtt", body: { name: "${username}" } };
const ldap = { server: "ldap", username: "cn=emqx", baseDn: "uid=${username},dc=example" };

const authentication = (entry: object): EmqxClusterArgs => ({ authentication: [entry] });
const authorization = (backend: object): EmqxClusterArgs => ({ authorization: { backends: [backend] } });

/** Like `contexts`, for the interfaces of servers and databases. */
export const backendContexts: Record<string, (fields: Fields) => EmqxClusterArgs> = {
  AuthorizationBackendArgs: authorization,
  HttpServerArgs: (fields) => authentication({ http: { ...http, ...fields } }),
  SqlServerArgs: (fields) => authorization({ postgresql: { ...sql, ...fields } }),
  SqlAuthenticationArgs: (fields) => authentication({ postgresql: { ...sql, ...fields } }),
  RedisServerArgs: (fields) =>
    authorization({ redis: { ...redis, cmd: "HGETALL rules:${username}", ...fields } }),
  RedisAuthenticationArgs: (fields) => authentication({ redis: { ...redis, ...fields } }),
  MongodbServerArgs: (fields) => authorization({ mongodb: { ...mongodb, ...fields } }),
  MongodbAuthenticationArgs: (fields) => authentication({ mongodb: { ...mongodb, ...fields } }),
  LdapServerArgs: (fields) => authorization({ ldap: { ...ldap, ...fields } }),
  LdapAuthenticationArgs: (fields) => authentication({ ldap: { ...ldap, ...fields } }),
  LdapAuthorizationArgs: (fields) => authorization({ ldap: { ...ldap, ...fields } }),
  RulesDatabaseArgs: (builtInDatabase) => authorization({ builtInDatabase }),
};
