/** An invalid backend, the path that is reported, a part of the message, and the release line if it matters. */
export type BadBackend = [path: string, backend: object, text: string, line?: string];

const sql = { server: "db:5432", database: "mqtt", username: "emqx" };
const query = "SELECT password_hash FROM mqtt_user WHERE username = ${username}";
const postgresql = (given: object) => ({ postgresql: { ...sql, query, ...given } });
const http = (given: object) => ({
  http: { url: "https://auth/mqtt", body: { u: "${username}" }, ...given },
});
const cmd = "HMGET mqtt_user:${username} password_hash salt";
const redis = (given: object) => ({ redis: { servers: ["redis"], cmd, ...given } });
const rules = (given: object) => ({
  redis: { servers: ["redis"], cmd: "HGETALL acl:${username}", ...given },
});
const filter = { username: "${username}" };
const mongodb = (given: object) => ({
  mongodb: { servers: ["mongo"], database: "mqtt", collection: "users", filter, ...given },
});
const ldap = (given: object) => ({
  ldap: { server: "ldap", username: "cn=emqx", baseDn: "uid=${username},dc=example", ...given },
});

const placeholder = "must have a placeholder such as ${username}: otherwise all clients get the same answer";

/** Invalid entries of `authentication`. The paths start with the backend. */
export const badAuthenticationBackends: BadBackend[] = [
  ["postgresql", { postgresql: "db" }, "must be an object with"],
  ["postgresql.host", postgresql({ host: "db" }), "unknown argument"],
  ["postgresql.server", postgresql({ server: undefined }), "a host, with a port"],
  ["postgresql.server", postgresql({ server: "postgres://db" }), "a host, with a port"],
  ["postgresql.server", postgresql({ server: "db:0" }), "a host, with a port"],
  ["postgresql.server", postgresql({ server: "db:5432:1" }), "a host, with a port"],
  ["postgresql.server", postgresql({ server: "5432" }), "a host, with a port"],
  ["postgresql.database", postgresql({ database: "" }), "text that is not empty"],
  ["postgresql.username", postgresql({ username: undefined }), "text that is not empty"],
  ["postgresql.password", postgresql({ password: "secret" }), "must be an object with name, key"],
  ["postgresql.poolSize", postgresql({ poolSize: 0 }), "a whole number of at least 1"],
  ["postgresql.tls.verify", postgresql({ tls: { verify: "no" } }), "true or false"],
  ["postgresql.tls.ca.key", postgresql({ tls: { ca: { name: "ca" } } }), "a key of the Secret"],
  ["postgresql.query", postgresql({ query: undefined }), "text that is not empty"],
  ["postgresql.query", postgresql({ query: "SELECT 1" }), placeholder],
  [
    "entry.postgresql.query",
    postgresql({ query: `${query}\${topic}` }),
    "does not know ${topic} here; use one of",
  ],
  [
    "entry.postgresql.query",
    postgresql({ query: `${query}\${client_attrs.a}` }),
    "EMQX 5.6 does not know",
    "5.6",
  ],
  ["entry.postgresql.query", postgresql({ query: `${query}\${cert_pem}` }), "EMQX 5.7 does not know", "5.7"],
  ["entry.postgresql.query", postgresql({ query: `${query}\${zone}` }), "EMQX 5.8 does not know", "5.8"],
  ["entry.mysql.query", { mysql: { ...sql, query: "${user}" } }, "does not know ${user} here"],
  ["postgresql.passwordHash.algorithm", postgresql({ passwordHash: {} }), "one of bcrypt, pbkdf2"],
  [
    "postgresql.passwordHash.saltPosition",
    postgresql({ passwordHash: { algorithm: "bcrypt", saltPosition: "prefix" } }),
    "only valid if algorithm is sha512",
  ],
  [
    "postgresql.passwordHash.iterations",
    postgresql({ passwordHash: { algorithm: "sha256", iterations: 5 } }),
    "only valid if algorithm is pbkdf2",
  ],
  ["redis.servers", redis({ servers: [] }), "a list of at least one server"],
  ["redis.servers", redis({ servers: ["a", "b"] }), "must have one entry if redis.redisType is single"],
  ["redis.servers[0]", redis({ servers: ["redis://a"] }), "a host, with a port"],
  ["redis.sentinel", redis({ redisType: "sentinel" }), "required if redis.redisType is sentinel"],
  ["redis.sentinel", redis({ sentinel: "mymaster" }), "only valid if redis.redisType is sentinel"],
  ["redis.database", redis({ redisType: "cluster", database: 1 }), "redis.redisType is single or sentinel"],
  ["redis.cmd", redis({ cmd: "GET mqtt:${username}" }), "HGET or HMGET, a key"],
  ["redis.cmd", redis({ cmd: "HMGET mqtt:${username} salt" }), "HGET or HMGET, a key"],
  ["redis.cmd", redis({ cmd: "HMGET mqtt:${username} password_hash token" }), "HGET or HMGET, a key"],
  ["redis.cmd", redis({ cmd: "HGET users password_hash" }), placeholder],
  ["entry.redis.username", redis({ username: "emqx" }), "requires EMQX 5.2 or later", "5.1"],
  ["mongodb.replicaSetName", mongodb({ mongoType: "rs" }), "required if mongodb.mongoType is rs"],
  ["mongodb.replicaSetName", mongodb({ replicaSetName: "rs0" }), "only valid if mongodb.mongoType is rs"],
  ["mongodb.servers", mongodb({ servers: ["a", "b"] }), "must have one entry if mongodb.mongoType is single"],
  ["mongodb.filter", mongodb({ filter: undefined }), placeholder],
  ["mongodb.filter", mongodb({ filter: { username: "admin" } }), placeholder],
  ["mongodb.filter", mongodb({ filter: [] }), "must be an object"],
  ["mongodb.filter.at", mongodb({ filter: { ...filter, at: new Date(0) } }), "must be a string, a number"],
  ["entry.mongodb.filter", mongodb({ filter: { $or: [{ name: "${name}" }] } }), "does not know ${name} here"],
  ["ldap", ldap({ baseDn: "dc=example" }), placeholder],
  ["ldap.baseDn", ldap({ baseDn: undefined }), "text that is not empty"],
  ["ldap.filter", ldap({ filter: "uid=${username}" }), "an LDAP filter such as (uid=${username})"],
  ["ldap.method", ldap({ method: "simple" }), "one of bind, hash"],
  ["ldap.passwordAttribute", ldap({ passwordAttribute: "pw" }), "only valid if ldap.method is hash"],
  ["entry.ldap", ldap({}), "requires EMQX 5.3 or later, or the enterprise edition 5.2 or later", "5.2"],
  ["entry.ldap", ldap({}), "requires EMQX 5.3 or later", "5.1-enterprise"],
  ["entry.ldap.method", ldap({}), "requires EMQX 5.3 or later; use hash", "5.2-enterprise"],
  [
    "entry.ldap.isSuperuserAttribute",
    ldap({ isSuperuserAttribute: "a" }),
    "requires EMQX 5.10 or later",
    "5.8",
  ],
  ["entry.ldap.baseDn", ldap({ baseDn: "ou=${peerhost}" }), "EMQX 5.8 does not know ${peerhost}", "5.8"],
  ["entry.ldap.filter", ldap({ filter: "(uid=${topic})" }), "does not know ${topic}", "6.2"],
  ["http.url", http({ url: undefined }), "a URL such as https://auth.example.com/mqtt"],
  ["http.url", http({ url: "auth/mqtt" }), "a URL such as"],
  ["http.url", http({ url: "https://user:pw@auth/" }), "without a user name"],
  ["http.url", http({ url: "https://auth/#a" }), "a fragment"],
  ["http.url", http({ url: "https://${username}.auth/" }), "a URL such as"],
  ["http.url", http({ url: "https://auth?u=${username}" }), "a URL such as"],
  ["http.method", http({ method: "put" }), "one of get, post"],
  ["http.body", http({ method: "get" }), "only valid if http.method is post; use placeholders in url"],
  ["http.body.u", http({ body: { u: 5 } }), "text that is not empty"],
  ["http", http({ body: { u: "admin" } }), placeholder],
  ["http.tls", http({ url: "http://auth/", tls: {} }), "only valid if http.url starts with https"],
  ["http.requestTimeout", http({ requestTimeout: 5 }), "a duration such as 500ms or 5s"],
  ["http.headers.a b", http({ headers: { "a b": "c" } }), "a name of letters, digits and -"],
  ["http.headers.a", http({ headers: { a: "${username}" } }), "without control characters and placeholders"],
  ["http.headers.a", http({ headers: { a: "b\r\nc: d" } }), "without control characters"],
  ["http.headers", http({ headers: { a: "b", A: "c" } }), "must have each name once"],
  [
    "http.headers",
    { http: { url: "https://a/${username}", method: "get", headers: { "Content-Type": "text/plain" } } },
    "must have no content-type if http.method is get",
  ],
  [
    "http.secretHeaders.authorization",
    http({ secretHeaders: { authorization: "token" } }),
    "an object with name",
  ],
  [
    "http.secretHeaders.x api key",
    http({ secretHeaders: { "x api key": { name: "auth", key: "token" } } }),
    "must have a name of letters, digits and -",
  ],
  [
    "http.secretHeaders.token",
    http({ headers: { Token: "a" }, secretHeaders: { token: { name: "auth", key: "token" } } }),
    "also set by http.headers; use one of the two",
  ],
  ["entry.http.url", http({ url: "https://auth/${topic}" }), "does not know ${topic} here"],
  ["entry.http.body", http({ body: { zone: "${zone}" } }), "does not know ${zone} here", "5.8"],
];

const root = "authorization.backends";

/** Invalid lists of `authorization.backends`. */
export const badAuthorizationBackends: BadBackend[] = [
  [root, { http: {} }, "must be a list"],
  [`${root}[0]`, ["http"], "an object with builtInDatabase, http"],
  [
    `${root}[0]`,
    [{}],
    "must have exactly one of builtInDatabase, http, postgresql, mysql, redis, mongodb, ldap",
  ],
  [`${root}[0]`, [{ builtInDatabase: {}, ...rules({}) }], "must have exactly one of"],
  [`${root}[1].redis`, [rules({}), rules({})], "also set by authorization.backends[0]"],
  [`${root}[0].jwt`, [{ jwt: {} }], "unknown argument"],
  [`${root}[0].builtInDatabase.maxRules`, [{ builtInDatabase: { maxRules: 0 } }], "at least 1"],
  [`${root}[0].builtInDatabase.maxRules`, [{ builtInDatabase: { maxRules: 5 } }], "requires EMQX 5.8", "5.7"],
  [`${root}[0]`, [{ builtInDatabase: {} }], "requires EMQX 5.1 or later; use a later image", "5.0"],
  [`${root}[0]`, [{ builtInDatabase: {} }], "or authorization.rules", "4.4"],
  [`${root}[0].redis.cmd`, [redis({})], "HGETALL and a key, such as HGETALL mqtt_acl:${username}"],
  [`${root}[0].redis.passwordHash`, [rules({ passwordHash: {} })], "unknown argument"],
  [`${root}[0].postgresql.query`, [postgresql({ query: "${password}" })], "does not know ${password} here"],
  [
    `${root}[0].mongodb.filter`,
    [mongodb({ filter: { a: "${cert_pem}" } })],
    "does not know ${cert_pem} here",
  ],
  [`${root}[0].http.body`, [http({ body: { q: "${qos}" } })], "EMQX 5.1 does not know ${qos} here", "5.1"],
  [`${root}[0].ldap.baseDn`, [ldap({ baseDn: "uid=${password}" })], "does not know ${password} here"],
  [`${root}[0].ldap`, [ldap({})], "requires EMQX 5.3 or later", "5.2"],
];
