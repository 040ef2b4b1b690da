import type { BadArgument } from "./badArguments";

const first = "authentication[0]";
const entry = (given: object, others: object = {}) => ({ ...others, authentication: [given] });
const database = (given: object, others: object = {}) => entry({ builtInDatabase: given }, others);
const user = (given: object) => database({ users: [{ userId: "a", ...given }] });
const hash = (given: object) => database({ passwordHash: given });
const secret = { name: "tokens", key: "secret" };
const jwt = (given: object, others: object = {}) => entry({ jwt: { secret, ...given } }, others);
const listeners = (given: unknown, others: object = {}) =>
  entry({ builtInDatabase: {}, listeners: given }, others);
const stomp = { listeners: [{ type: "stomp" }] };
const certificates = (given: object, others: object = {}) => ({
  tls: { secretName: "certificate", ...given },
  ...others,
});

/** Invalid arguments for who may connect. */
export const badAuthenticationArguments: Record<string, BadArgument[]> = {
  authentication: [
    ["authentication", { authentication: {} }, "must be a list"],
    [first, { authentication: [5] }, "an object with builtInDatabase, jwt"],
    [first, { authentication: [{}] }, "exactly one of builtInDatabase, jwt"],
    [first, entry({ builtInDatabase: {}, jwt: { secret } }), "exactly one of builtInDatabase, jwt"],
    [`${first}.scram`, entry({ scram: {} }), "unknown argument"],
    [
      "authentication[1]",
      { authentication: [{ builtInDatabase: {} }, { builtInDatabase: { userIdType: "clientid" } }] },
      "EMQX accepts each backend once",
    ],
    [
      "authentication[1]",
      {
        authentication: [
          { jwt: { secret }, listeners: ["mqtt", "ws"] },
          { jwt: { secret }, listeners: ["ws"] },
        ],
      },
      "an earlier entry for the same listeners has this backend",
    ],
    [
      "authorization.backends[0].postgresql.query",
      {
        authorization: {
          backends: [{ postgresql: { server: "db", database: "mqtt", username: "emqx", query: "SELECT 1" } }],
        },
      },
      "must have a placeholder",
    ],
    [
      "env.EMQX_AUTHORIZATION__SOURCES",
      { authorization: { backends: [{ builtInDatabase: {} }] }, env: { EMQX_AUTHORIZATION__SOURCES: "[]" } },
      "use authorization",
    ],
    ["authentication", database({}, { image: "emqx/emqx:4.4.19" }), "requires EMQX 5.1 or later"],
    ["authentication", database({}, { image: "emqx/emqx:5.0.26" }), "requires EMQX 5.1 or later"],
    [`${first}.listeners`, listeners([]), "a list of at least one listener"],
    [`${first}.listeners[0]`, listeners(["mqtts"]), "one of the listeners: mqtt, ws"],
    [
      `${first}.listeners[0]`,
      listeners(["mqtt"], { listeners: [{ type: "mqtt", authentication: false }] }),
      "listeners[0].authentication is false; remove one of the two",
    ],
    [
      "authentication[1].listeners[0]",
      {
        ...stomp,
        authentication: [
          { builtInDatabase: {}, listeners: ["stomp"] },
          { jwt: { secret }, listeners: ["stomp"] },
        ],
      },
      "EMQX supports one entry for a gateway's listener",
    ],
    [
      "listeners[0].authentication",
      { image: "emqx/emqx:4.4.19", listeners: [{ type: "mqtt", authentication: false }] },
      "requires EMQX 5.0 or later",
    ],
    [
      "listeners[0].options.enable_authn",
      { listeners: [{ type: "mqtt", options: { enable_authn: false } }] },
      "use authentication",
    ],
    ["env.EMQX_AUTHENTICATION", database({}, { env: { EMQX_AUTHENTICATION: "[]" } }), "use authentication"],
    [
      "configuration.fixed.authentication",
      database({}, { configuration: { fixed: { authentication: [] } } }),
      "use authentication",
    ],
    [
      "env.EMQX_LISTENERS__TCP__DEFAULT__AUTHENTICATION",
      database({}, { env: { EMQX_LISTENERS__TCP__DEFAULT__AUTHENTICATION: "[]" } }),
      "use authentication",
    ],
    [
      "env.EMQX_LISTENERS__TCP__DEFAULT__ENABLE_AUTHN",
      { env: { EMQX_LISTENERS__TCP__DEFAULT__ENABLE_AUTHN: "false" } },
      "use authentication of the listener",
    ],
    [
      "env.EMQX_AUTHORIZATION__NO_MATCH",
      database({}, { env: { EMQX_AUTHORIZATION__NO_MATCH: "allow" } }),
      "use authorization",
    ],
  ],

  "authentication: the built-in database": [
    [`${first}.builtInDatabase.userIdType`, database({ userIdType: "email" }), "one of username, clientid"],
    [`${first}.builtInDatabase.users[0].userId`, user({ userId: "" }), "at most 40 letters and digits"],
    [`${first}.builtInDatabase.users[0].userId`, user({ userId: "a b" }), "for other names, use usersFrom"],
    [`${first}.builtInDatabase.users[0].userId`, user({ userId: "a--b" }), "at most 40 letters"],
    [`${first}.builtInDatabase.users[0].password`, user({ password: "short" }), "8 to 255 characters"],
    [
      `${first}.builtInDatabase.users[0].password`,
      user({ password: "line\nbreak" }),
      "no control characters",
    ],
    [`${first}.builtInDatabase.users[0].isSuperuser`, user({ isSuperuser: "yes" }), "true or false"],
    [
      `${first}.builtInDatabase.users[1].userId`,
      database({ users: [{ userId: "device-1" }, { userId: "Device_1" }] }),
      "another user has a Secret of the same name, <name>-user-device-1",
    ],
    [
      `${first}.builtInDatabase.users`,
      database({ users: [], usersFrom: { name: "users", key: "users.csv" } }),
      "only valid without authentication[0].builtInDatabase.usersFrom",
    ],
    [
      `${first}.builtInDatabase.users`,
      database({ users: [{ userId: "a" }] }, { image: "emqx/emqx:5.6.1" }),
      "requires EMQX 5.7.2 or later; add the users in the dashboard",
    ],
    [
      `${first}.builtInDatabase.usersFrom`,
      database({ usersFrom: { name: "users", key: "users.csv" } }, { image: "emqx/emqx:5.1.6" }),
      "requires EMQX 5.7.2 or later",
    ],
    [
      `${first}.builtInDatabase.usersFrom.key`,
      database({ usersFrom: { name: "users" } }),
      "a key of the Secret",
    ],
    [
      `${first}.builtInDatabase.usersFrom.format`,
      database({ usersFrom: { name: "users", key: "users", format: "xml" } }),
      "one of csv, json",
    ],
    [
      `${first}.builtInDatabase.passwordHash.algorithm`,
      hash({ algorithm: "scrypt" }),
      "one of bcrypt, pbkdf2",
    ],
    [`${first}.builtInDatabase.passwordHash.algorithm`, hash({}), "one of bcrypt, pbkdf2"],
    [
      `${first}.builtInDatabase.passwordHash.iterations`,
      hash({ algorithm: "bcrypt", iterations: 10 }),
      "only valid if algorithm is pbkdf2",
    ],
    [
      `${first}.builtInDatabase.passwordHash.saltPosition`,
      hash({ algorithm: "pbkdf2", saltPosition: "prefix" }),
      "only valid if algorithm is sha512, sha256",
    ],
    [
      `${first}.builtInDatabase.passwordHash.iterations`,
      hash({ algorithm: "pbkdf2", iterations: 0 }),
      "a whole number of at least 1",
    ],
  ],

  "authentication: JSON Web Tokens": [
    [`${first}.jwt`, entry({ jwt: {} }), "one of secret, publicKey and jwks"],
    [`${first}.jwt`, jwt({ publicKey: secret }), "one of secret, publicKey and jwks"],
    [`${first}.jwt.secret.key`, entry({ jwt: { secret: { name: "tokens" } } }), "a key of the Secret"],
    [
      `${first}.jwt.secretBase64Encoded`,
      entry({ jwt: { publicKey: secret, secretBase64Encoded: true } }),
      "only valid with authentication[0].jwt.secret",
    ],
    [`${first}.jwt.jwks.endpoint`, entry({ jwt: { jwks: { endpoint: "id.example.com" } } }), "a URL"],
    [
      `${first}.jwt.jwks.tls`,
      entry({ jwt: { jwks: { endpoint: "http://id.example.com", tls: {} } } }),
      "only valid if the endpoint starts with https://",
    ],
    [`${first}.jwt.from`, jwt({ from: "clientid" }), "one of username, password"],
    [`${first}.jwt.verifyClaims.exp`, jwt({ verifyClaims: { exp: "1" } }), "which EMQX verifies itself"],
    [
      `${first}.jwt.verifyClaims.a.b`,
      jwt({ verifyClaims: { "a.b": "c" } }, { image: "emqx/emqx:5.7.2" }),
      "a name with a dot requires EMQX 5.8 or later",
    ],
    [
      `${first}.jwt.disconnectAfterExpire`,
      jwt({ disconnectAfterExpire: false }, { image: "emqx/emqx:5.6.1" }),
      "requires EMQX 5.7 or later",
    ],
  ],

  "identity by client certificates": [
    [
      "tls.peerCertAsUsername",
      certificates({ peerCertAsUsername: "cn" }),
      "only valid if tls.clientCertificates is required",
    ],
    [
      "tls.peerCertAsClientid",
      certificates({ clientCertificates: "optional", peerCertAsClientid: "cn" }),
      "would choose the name itself",
    ],
    [
      "tls.peerCertAsClientid",
      certificates({ clientCertificates: "required", peerCertAsClientid: "name" }),
      "one of cn, dn, crt, pem, md5",
    ],
    [
      "tls.peerCertAsUsername",
      certificates(
        { clientCertificates: "required", peerCertAsUsername: "cn" },
        { image: "emqx/emqx:4.4.19" },
      ),
      "requires EMQX 5.0 or later",
    ],
    [
      "env.EMQX_MQTT__PEER_CERT_AS_USERNAME",
      certificates(
        { clientCertificates: "required", peerCertAsUsername: "cn" },
        { env: { EMQX_MQTT__PEER_CERT_AS_USERNAME: "dn" } },
      ),
      "use tls.peerCertAsUsername",
    ],
  ],
};
