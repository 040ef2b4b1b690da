import type { Input } from "@pulumi/pulumi";
import type { ClientTlsArgs } from "./clientTls";
import type { SecretKeyArgs } from "./credentials";

/** How a request passes its data. */
export const RequestMethod = {
  /** In the path and the query of the URL. Servers and proxies may log them. */
  Get: "get",
  /** Also in the body. */
  Post: "post",
} as const;
export type RequestMethod = (typeof RequestMethod)[keyof typeof RequestMethod];

/** How Redis is deployed. */
export const RedisType = {
  /** One server. */
  Single: "single",
  /** Redis Sentinel, which chooses the server. */
  Sentinel: "sentinel",
  /** Redis Cluster. */
  Cluster: "cluster",
} as const;
export type RedisType = (typeof RedisType)[keyof typeof RedisType];

/** How MongoDB is deployed. */
export const MongodbType = {
  /** One server. */
  Single: "single",
  /** A replica set. */
  Rs: "rs",
  /** A sharded cluster. */
  Sharded: "sharded",
} as const;
export type MongodbType = (typeof MongodbType)[keyof typeof MongodbType];

/** The connections of each node to a server. */
interface ServerConnection {
  /** The number of connections of each node, at least 1. Default: 8, as in EMQX. */
  poolSize?: Input<number>;
  /** How EMQX verifies the server. Must be a plain value. Default: no TLS. */
  tls?: ClientTlsArgs;
}

/**
 * An HTTP server that decides. A status other than 200 and 204 means that it does not know the answer.
 *
 * For authentication, it answers 204, or 200 with JSON: `result` is `allow`, `deny` or `ignore`, and `is_superuser` is true or false:
 * https://docs.emqx.com/en/emqx/v5.8/access-control/authn/http.html. For authorization, it answers 204, or 200 with JSON: `result` is
 * `allow`, `deny` or `ignore`: https://docs.emqx.com/en/emqx/v5.8/access-control/authz/http.html.
 *
 * At least one placeholder is required. Both know `${username}`, `${clientid}`, `${peerhost}` (the client's IP address),
 * `${cert_common_name}` and `${cert_subject}`; `${client_attrs.NAME}` from EMQX 5.7 on; `${cert_pem}` from EMQX 5.8 on; `${zone}`,
 * `${listener}` and `${peerport}` from EMQX 5.9 on. Authentication also knows `${password}`. Authorization also knows `${action}`
 * (`publish` or `subscribe`), `${topic}`, `${mountpoint}` and `${proto_name}`; `${qos}` and `${retain}` from EMQX 5.2 on; `${access}` from
 * EMQX 5.8 on.
 */
interface HttpServer {
  /**
   * The URL, starting with `http://` or `https://`, and with a path if it has a query. The path and the query may contain placeholders.
   * Over `http`, anybody in the network can read the request.
   */
  url: Input<string>;
  /** The method. Default: `post`. */
  method?: Input<RequestMethod>;
  /** Headers that are not secret. Default: those of EMQX, with JSON as the type of the body. */
  headers?: Input<{ [name: string]: Input<string> }>;
  /**
   * Headers whose values are in Secrets, such as `authorization`. EMQX reads them when a node starts. Must be a plain value; its fields may be outputs.
   *
   * Default: none.
   */
  secretHeaders?: { [name: string]: SecretKeyArgs };
  /** The fields of the body, which may contain placeholders. Only valid with the method `post`. Default: none. */
  body?: Input<{ [name: string]: Input<string> }>;
  /** How long EMQX waits for an answer, such as `5s`. Default: `5s` for authentication and `30s` for authorization, as in EMQX. */
  requestTimeout?: Input<string>;
  /** The number of connections of each node, at least 1. Default: 8, as in EMQX. */
  poolSize?: Input<number>;
  /** How EMQX verifies the server. Only valid with a URL that starts with `https`. Default: with the CA certificates of the image. */
  tls?: ClientTlsArgs;
}

/** A PostgreSQL or MySQL server. */
interface SqlServer extends ServerConnection {
  /** The host, and the port if it is not the default one: `postgresql.data.svc:5432`. */
  server: Input<string>;
  /** The name of the database. */
  database: Input<string>;
  /** The name of EMQX's user in the database. */
  username: Input<string>;
  /** The password of this user. From EMQX 5.4 on, new connections use a changed password. Default: none. */
  password?: SecretKeyArgs;
}

/** Redis. */
interface RedisServer extends ServerConnection {
  /** How Redis is deployed. Default: `single`. */
  redisType?: Input<RedisType>;
  /** The servers, or the sentinels: hosts, each with a port if it is not 6379. One for `single`. */
  servers: Input<Input<string>[]>;
  /** The name of the master that the sentinels watch. Required for `sentinel`, and only valid for it. */
  sentinel?: Input<string>;
  /** The number of the database. Not valid for `cluster`. Default: 0. */
  database?: Input<number>;
  /** The name of EMQX's user. Requires EMQX 5.2 or later. Default: none. */
  username?: Input<string>;
  /** The password. From EMQX 5.4 on, new connections use a changed password. Default: none. */
  password?: SecretKeyArgs;
}

/** MongoDB. */
interface MongodbServer extends ServerConnection {
  /** How MongoDB is deployed. Default: `single`. */
  mongoType?: Input<MongodbType>;
  /** The servers: hosts, each with a port if it is not 27017. One for `single`. */
  servers: Input<Input<string>[]>;
  /** The name of the replica set. Required for `rs`, and only valid for it. */
  replicaSetName?: Input<string>;
  /** The name of the database. */
  database: Input<string>;
  /** The name of the collection. */
  collection: Input<string>;
  /** The query: field names with values. At least one placeholder is required: `{ username: "${username}" }`. */
  filter: Input<{ [field: string]: any }>;
  /** The database with EMQX's user. Default: `database`. */
  authSource?: Input<string>;
  /** The name of EMQX's user. Default: none. */
  username?: Input<string>;
  /** The password of this user. From EMQX 5.4 on, new connections use a changed password. Default: none. */
  password?: SecretKeyArgs;
}

/** An LDAP directory. Requires EMQX 5.3 or later, or the enterprise edition 5.2 or later. */
interface LdapServer extends ServerConnection {
  /** The host, and the port if it is not 389. With `tls`, name the port, such as 636. */
  server: Input<string>;
  /** The DN with which EMQX searches. */
  username: Input<string>;
  /** The password of this DN. From EMQX 5.4 on, new connections use a changed password. Default: none. */
  password?: SecretKeyArgs;
  /** The DN below which EMQX searches. It may contain placeholders. */
  baseDn: Input<string>;
  /** The filter of the search. It may contain placeholders: `(&(objectClass=mqttUser)(uid=${username}))`. Default: `(objectClass=mqttUser)`. */
  filter?: Input<string>;
}

export type {
  HttpServer as HttpServerArgs,
  SqlServer as SqlServerArgs,
  RedisServer as RedisServerArgs,
  MongodbServer as MongodbServerArgs,
  LdapServer as LdapServerArgs,
};
