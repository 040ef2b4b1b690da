import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  type AuthenticationArgs,
  AuthorizationPermission,
  type EmqxClusterArgs,
  ListenerType,
  MacFunction,
  PasswordHashAlgorithm,
  type PasswordHashArgs,
  SaltPosition,
  TokenSource,
  UserIdType,
  UsersFormat,
} from "../../components/index";
import { allSecretsOf, brokerEnvironment, type Deployed, deploy, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const images = {
  "5.1": "emqx/emqx:5.1.6",
  "5.7": "emqx/emqx:5.7.2",
  "5.8": "emqx/emqx:5.8.9",
  "6.2": "emqx/emqx:6.2.2",
};
type Line = keyof typeof images;

const on = (line: Line, authentication: AuthenticationArgs[], args: EmqxClusterArgs = {}) =>
  deploy({ image: images[line], replicas: 1, authentication, ...args });

const podOf = ({ statefulSet }: Deployed) => statefulSet.inputs.spec.template.spec;

/** The Secret and key of each file in the directory with secrets. Names have no hashes. */
function filesOf(deployed: Deployed): Record<string, string> {
  const sources = podOf(deployed).volumes.find(({ name }) => name === "access")?.projected.sources ?? [];
  return Object.fromEntries(
    sources.map(({ secret }) => {
      const [{ key, path }] = secret.items;
      return [path, `${secret.name.replace(/-[0-9a-f]{10}$/, "")}/${key}`];
    }),
  );
}

/** The decoded data of the Secrets whose names match. */
function secretData(deployed: Deployed, pattern: RegExp): Record<string, string>[] {
  return allSecretsOf(deployed)
    .filter(({ inputs }) => pattern.test(inputs.metadata.name))
    .map(({ inputs }) => {
      const entries = Object.entries(inputs.data).map(([key, value]) => [
        key,
        Buffer.from(value, "base64").toString(),
      ]);
      return Object.fromEntries(entries) as Record<string, string>;
    });
}

/** The text of a list of settings, without spaces and line breaks. */
async function settings(line: Line, ...entries: AuthenticationArgs[]) {
  return compact(brokerEnvironment(await on(line, entries)).EMQX_AUTHENTICATION);
}

function compact(hocon: string): string {
  return hocon.replace(/\n/g, " ");
}

const hashed = (passwordHash: PasswordHashArgs) => settings("5.8", { builtInDatabase: { passwordHash } });
const signed = { name: "tokens", key: "secret" };

describe("The built-in database", () => {
  it("identifies users by name and hashes their passwords with bcrypt by default, on each release", async () => {
    for (const line of Object.keys(images) as Line[]) {
      expect(await settings(line, { builtInDatabase: {} })).to.equal(
        '[ { "backend" = "built_in_database" "mechanism" = "password_based" ' +
          '"password_hash_algorithm" = { "name" = "bcrypt" } "user_id_type" = "username" } ]',
      );
    }
  });

  it("identifies users by client ID if you choose so", async () => {
    const text = await settings("5.8", { builtInDatabase: { userIdType: UserIdType.ClientId } });
    expect(text).to.contain('"user_id_type" = "clientid"');
  });

  it("has strong parameters for each hash algorithm", async () => {
    expect(await hashed({ algorithm: PasswordHashAlgorithm.Pbkdf2 })).to.contain(
      '{ "iterations" = 600000 "mac_fun" = "sha256" "name" = "pbkdf2" }',
    );
    expect(await hashed({ algorithm: PasswordHashAlgorithm.Sha256 })).to.contain(
      '{ "name" = "sha256" "salt_position" = "prefix" }',
    );
  });

  it("accepts other parameters of a hash algorithm", async () => {
    const pbkdf2 = {
      algorithm: PasswordHashAlgorithm.Pbkdf2,
      macFunction: MacFunction.Sha512,
      iterations: 1000,
      derivedKeyLength: 32,
    };
    expect(await hashed(pbkdf2)).to.contain(
      '{ "dk_length" = 32 "iterations" = 1000 "mac_fun" = "sha512" "name" = "pbkdf2" }',
    );
    expect(
      await hashed({ algorithm: PasswordHashAlgorithm.Sha512, saltPosition: SaltPosition.Suffix }),
    ).to.contain('{ "name" = "sha512" "salt_position" = "suffix" }');
    expect(await hashed({ algorithm: PasswordHashAlgorithm.Plain })).to.contain(
      '"salt_position" = "disable"',
    );
  });

  it("imports users from a Secret of yours, in the format of its key", async () => {
    const deployed = await on("5.8", [
      { builtInDatabase: { usersFrom: { name: "mqtt-users", key: "users.json" } } },
      { builtInDatabase: { usersFrom: { name: "old", key: "list", hashed: true } }, listeners: ["mqtt"] },
      {
        builtInDatabase: { usersFrom: { name: "old", key: "file", format: UsersFormat.Json } },
        listeners: ["ws"],
      },
    ]);
    expect(filesOf(deployed)).to.deep.equal({
      "users-1.json": "mqtt-users/users.json",
      "users-2.csv": "old/list",
      "users-3.json": "old/file",
    });
    const environment = brokerEnvironment(deployed);
    expect(compact(environment.EMQX_AUTHENTICATION)).to.contain(
      '"bootstrap_file" = "/etc/emqx/access/users-1.json" "bootstrap_type" = "plain"',
    );
    expect(compact(environment.EMQX_LISTENERS__TCP__DEFAULT__AUTHENTICATION)).to.contain(
      '"bootstrap_file" = "/etc/emqx/access/users-2.csv" "bootstrap_type" = "hash"',
    );
  });
});

describe("The users of the component", () => {
  const users = [
    { userId: "backend", isSuperuser: true },
    { userId: "Device_1", password: 'pass"word #1' },
  ];

  it("each have a Secret for the program that connects", async () => {
    const deployed = await on("5.8", [{ builtInDatabase: { users } }]);
    const [backend] = secretData(deployed, /^emqx-user-backend$/);
    expect(backend.username).to.equal("backend");
    expect(backend.password).to.match(/^[A-Za-z][A-Za-z0-9]{31}$/);
    expect(secretData(deployed, /^emqx-user-device-1$/)).to.deep.equal([
      { username: "Device_1", password: 'pass"word #1' },
    ]);
    const types = allSecretsOf(deployed).filter(({ name }) => name.startsWith("emqx-user-"));
    expect(types.map(({ inputs }) => inputs.type)).to.deep.equal(Array(2).fill("kubernetes.io/basic-auth"));
  });

  it("reach EMQX in one file, with the passwords in their Secrets", async () => {
    const deployed = await on("5.8", [{ builtInDatabase: { users } }]);
    const [backend] = secretData(deployed, /^emqx-user-backend$/);
    const [{ "users-1.json": file }] = secretData(deployed, /^emqx-users-/);
    expect(JSON.parse(file)).to.deep.equal([
      { user_id: "backend", password: backend.password, is_superuser: true },
      { user_id: "Device_1", password: 'pass"word #1', is_superuser: false },
    ]);
    expect(filesOf(deployed)).to.deep.equal({ "users-1.json": "emqx-users/users-1.json" });
  });

  it("have passwords in no ConfigMap, pod or output", async () => {
    const deployed = await on("5.8", [{ builtInDatabase: { users } }]);
    const open = deployed.children.filter(({ type }) => !type.endsWith("/v1:Secret"));
    expect(JSON.stringify([open, deployed.outputs, deployed.kept])).not.to.contain("word #1");
  });

  it("may be an empty list, which needs no Secret and no file", async () => {
    const deployed = await on("5.8", [{ builtInDatabase: { users: [] } }]);
    expect(filesOf(deployed)).to.deep.equal({});
    expect(allSecretsOf(deployed).filter(({ name }) => name.startsWith("emqx-user"))).to.deep.equal([]);
    expect(brokerEnvironment(deployed).EMQX_AUTHENTICATION).not.to.contain("bootstrap_file");
  });

  it("restart the pods if one is added, and do not if a password changes, which EMQX would not import", async () => {
    const nameWith = async (...given: { userId: string; password?: string }[]) => {
      const deployed = await on("5.8", [{ builtInDatabase: { users: given } }]);
      return podOf(deployed).volumes.find(({ name }) => name === "access")?.projected.sources[0].secret.name;
    };
    const before = await nameWith({ userId: "a", password: "password1" });
    expect(await nameWith({ userId: "a", password: "password2" })).to.equal(before);
    expect(await nameWith({ userId: "a", password: "password1" }, { userId: "b" })).not.to.equal(before);
  });

  it("may have passwords that are known later", async () => {
    const password = notKnownYet<string>();
    const deployed = await deploy(
      { authentication: [{ builtInDatabase: { users: [{ userId: "later", password }] } }] },
      { preview: true },
    );
    expect(filesOf(deployed)).to.have.keys("users-1.json");
  });

  it("must have a password that bcrypt reads in full, and the error does not show it", async () => {
    const password = `secret${"x".repeat(70)}`;
    const message = await refusal({
      authentication: [{ builtInDatabase: { users: [{ userId: "a", password: pulumi.secret(password) }] } }],
    });
    expect(message).to.contain("authentication[0].builtInDatabase.users[0].password: ");
    expect(message).to.contain("at most 72 bytes").and.not.contain(password);
  });
});

describe("JSON Web Tokens", () => {
  it("are verified with an HMAC secret, which only the pod's environment refers to", async () => {
    const deployed = await on("5.8", [{ jwt: { secret: signed, secretBase64Encoded: true } }]);
    const environment = brokerEnvironment(deployed);
    expect(compact(environment.EMQX_AUTHENTICATION)).to.equal(
      '[ { "algorithm" = "hmac-based" "from" = "password" "mechanism" = "jwt" "secret_base64_encoded" = true "use_jwks" = false } ]',
    );
    expect(environment.SECRET_AUTHENTICATION__1__SECRET).to.equal("secret tokens/secret");
    // Between three quotes, HOCON reads all characters as they are.
    expect(environment.EMQX_AUTHENTICATION__1__SECRET).to.equal('"""$(SECRET_AUTHENTICATION__1__SECRET)"""');
  });

  it("are verified with a public key from a file", async () => {
    const deployed = await on("5.8", [{ jwt: { publicKey: { name: "tokens", key: "key.pem" } } }]);
    expect(compact(brokerEnvironment(deployed).EMQX_AUTHENTICATION)).to.contain(
      '"public_key" = "/etc/emqx/access/authentication-1-public-key"',
    );
    expect(filesOf(deployed)).to.deep.equal({ "authentication-1-public-key": "tokens/key.pem" });
  });

  it("are verified with the keys of a server, whose certificate EMQX verifies", async () => {
    const jwks = { endpoint: "https://id.example.com/keys", refreshInterval: 60 };
    const deployed = await on("5.8", [
      { jwt: { jwks: { ...jwks, tls: { ca: { name: "id", key: "ca.crt" } } } } },
    ]);
    const text = compact(brokerEnvironment(deployed).EMQX_AUTHENTICATION);
    expect(text)
      .to.contain('"endpoint" = "https://id.example.com/keys"')
      .and.contain('"refresh_interval" = 60');
    expect(text).to.contain('"verify" = "verify_peer"').and.contain('"use_jwks" = true');
    expect(filesOf(deployed)).to.deep.equal({ "authentication-1-ssl-cacertfile": "id/ca.crt" });
  });

  it("must contain claims, in the form that the release reads", async () => {
    const verifyClaims = { iss: "example", sub: "${username}" };
    expect(await settings("5.7", { jwt: { secret: signed, verifyClaims } })).to.contain(
      '"verify_claims" = { "iss" = "example" "sub" = "${username}" }',
    );
    expect(await settings("5.8", { jwt: { secret: signed, verifyClaims: { "a.b": "c" } } })).to.contain(
      '"verify_claims" = [ { "name" = "a.b" "value" = "c" } ]',
    );
  });

  it("may be in the user name, contain rules, and end connections", async () => {
    const jwt = {
      secret: signed,
      from: TokenSource.Username,
      aclClaim: "rules",
      disconnectAfterExpire: false,
    };
    expect(await settings("6.2", { jwt })).to.equal(
      '[ { "acl_claim_name" = "rules" "algorithm" = "hmac-based" "disconnect_after_expire" = false "from" = "username" ' +
        '"mechanism" = "jwt" "use_jwks" = false } ]',
    );
  });
});

describe("The entries of authentication", () => {
  it("are asked in their order", async () => {
    const text = await settings("5.8", { jwt: { secret: signed } }, { builtInDatabase: {} });
    expect(text.indexOf('"jwt"')).to.be.lessThan(text.indexOf('"built_in_database"'));
  });

  it("may belong to listeners, which then use no others", async () => {
    const deployed = await on(
      "5.8",
      [
        { builtInDatabase: {}, listeners: ["mqtt", "ws-inner"] },
        { jwt: { secret: signed }, listeners: ["ws-inner"] },
        { builtInDatabase: { userIdType: UserIdType.ClientId } },
      ],
      { listeners: [{ type: ListenerType.Mqtt }, { type: ListenerType.Ws, name: "inner", port: 9001 }] },
    );
    const environment = brokerEnvironment(deployed);
    expect(compact(environment.EMQX_AUTHENTICATION)).to.contain("clientid").and.not.contain("jwt");
    expect(compact(environment.EMQX_LISTENERS__TCP__DEFAULT__AUTHENTICATION)).to.contain("username");
    expect(compact(environment.EMQX_LISTENERS__WS__INNER__AUTHENTICATION)).to.match(/built_in_database.*jwt/);
    expect(environment).to.have.property("EMQX_LISTENERS__WS__INNER__AUTHENTICATION__2__SECRET");
  });

  it("authenticate the clients of a gateway with one entry, which EMQX does not read as a list", async () => {
    const deployed = await on("5.8", [{ jwt: { secret: signed }, listeners: ["stomp"] }], {
      listeners: [{ type: ListenerType.Stomp }],
    });
    const environment = brokerEnvironment(deployed);
    const prefix = "EMQX_GATEWAY__STOMP__LISTENERS__TCP__DEFAULT__AUTHENTICATION";
    expect(compact(environment[prefix])).to.match(/^{ .*"mechanism" = "jwt"/);
    expect(environment).to.have.property(`${prefix}__SECRET`);
    expect(environment).not.to.have.property("EMQX_AUTHENTICATION");
  });

  it("do not apply to a listener with authentication: false", async () => {
    const listeners = [{ type: ListenerType.Mqtt, authentication: false }, { type: ListenerType.Ws }];
    const environment = brokerEnvironment(await on("5.8", [{ builtInDatabase: {} }], { listeners }));
    expect(environment.EMQX_LISTENERS__TCP__DEFAULT__ENABLE_AUTHN).to.equal("false");
    expect(environment).not.to.have.property("EMQX_LISTENERS__WS__DEFAULT__ENABLE_AUTHN");
  });

  it("deny what no rule allows, unless you set noMatch", async () => {
    const noMatch = async (args: EmqxClusterArgs) =>
      brokerEnvironment(await on("5.8", [{ builtInDatabase: {} }], args)).EMQX_AUTHORIZATION__NO_MATCH;
    expect(await noMatch({})).to.equal("deny");
    expect(await noMatch({ authorization: {} })).to.equal("deny");
    const rules = [{ permission: AuthorizationPermission.Allow, topics: ["#"] }];
    expect(await noMatch({ authorization: { rules, noMatch: AuthorizationPermission.Allow } })).to.equal(
      "allow",
    );
  });

  it("may refer to Secrets whose names are known later", async () => {
    const deployed = await on("5.8", [{ jwt: { secret: { name: pulumi.output("later"), key: "secret" } } }]);
    expect(brokerEnvironment(deployed).SECRET_AUTHENTICATION__1__SECRET).to.equal("secret later/secret");
  });

  it("change nothing in a cluster without authentication", async () => {
    const deployed = await deploy();
    expect(podOf(deployed).volumes.map(({ name }) => name)).not.to.include("access");
    const names = Object.keys(brokerEnvironment(deployed));
    expect(names.filter((name) => /AUTHENTICATION|AUTHORIZATION|ENABLE_AUTHN/.test(name))).to.deep.equal([]);
  });
});
