import { expect } from "chai";
import { authenticate, lines, password, passwordSetting, sql } from "./support/backends";
import { badAuthenticationBackends } from "./support/badBackendArguments";

const query = "SELECT password_hash, salt FROM mqtt_user WHERE username = ${username} LIMIT 1";

describe("Authentication with an external backend", () => {
  for (const line of lines) {
    describe(`on EMQX ${line}`, () => {
      for (const backend of ["postgresql", "mysql"]) {
        it(`asks ${backend}`, () => {
          const { settings, problems } = authenticate(line, { [backend]: { ...sql, query } });
          expect(problems).to.deep.equal([]);
          expect(settings).to.deep.equal({
            mechanism: "password_based",
            backend,
            server: "db.example.com:5432",
            database: "mqtt",
            username: "emqx",
            ...passwordSetting(line),
            query,
            pool_size: 4,
            password_hash_algorithm: { name: "sha256", salt_position: "prefix" },
          });
        });
      }

      it("asks Redis", () => {
        const cmd = "HMGET mqtt_user:${username} password_hash salt is_superuser";
        const { settings, problems } = authenticate(line, { redis: { servers: ["redis"], password, cmd } });
        expect(problems).to.deep.equal([]);
        expect(settings).to.deep.equal({
          mechanism: "password_based",
          backend: "redis",
          redis_type: "single",
          server: "redis",
          ...passwordSetting(line),
          cmd,
          password_hash_algorithm: { name: "sha256", salt_position: "prefix" },
        });
      });

      it("asks MongoDB", () => {
        const { settings, problems } = authenticate(line, {
          mongodb: {
            ...{ mongoType: "rs", servers: ["m-0:27017", "m-1:27017"], replicaSetName: "rs0" },
            ...{ database: "mqtt", collection: "users", filter: { username: "${username}" } },
            ...{ authSource: "admin", username: "emqx", password, isSuperuserField: "admin" },
          },
        });
        expect(problems).to.deep.equal([]);
        expect(settings).to.deep.equal({
          mechanism: "password_based",
          backend: "mongodb",
          mongo_type: "rs",
          servers: "m-0:27017,m-1:27017",
          replica_set_name: "rs0",
          database: "mqtt",
          collection: "users",
          filter: { username: "${username}" },
          auth_source: "admin",
          username: "emqx",
          ...passwordSetting(line),
          is_superuser_field: "admin",
          password_hash_algorithm: { name: "sha256", salt_position: "prefix" },
        });
      });

      it("asks an HTTP server over verified TLS", () => {
        const body = { username: "${username}", password: "${password}" };
        const { settings, problems } = authenticate(line, {
          http: { url: "https://auth.example.com/mqtt", body },
        });
        expect(problems).to.deep.equal([]);
        expect(settings).to.deep.equal({
          mechanism: "password_based",
          backend: "http",
          method: "post",
          url: "https://auth.example.com/mqtt",
          body,
          ssl: {
            enable: true,
            verify: "verify_peer",
            cacertfile: "/etc/ssl/certs/ca-certificates.crt",
            server_name_indication: "auth.example.com",
          },
        });
      });
    });
  }

  const ldap = { server: "ldap:636", username: "cn=emqx,dc=example", password, baseDn: "dc=example" };
  const search = { ...ldap, filter: "(uid=${username})" };
  const searched = { server: "ldap:636", username: "cn=emqx,dc=example", base_dn: "dc=example" };

  it("logs in to a directory with the client's password, in the form of each release line", () => {
    for (const line of lines.slice(2)) {
      const { settings, problems } = authenticate(line, { ldap: search });
      expect(problems).to.deep.equal([]);
      expect(settings).to.deep.equal({
        mechanism: "password_based",
        ...(line === "5.3" ? { backend: "ldap_bind" } : { backend: "ldap", method: { type: "bind" } }),
        ...searched,
        ...passwordSetting(line),
        filter: "(uid=${username})",
      });
    }
  });

  it("compares hashes of a directory, in the form of each release line", () => {
    for (const line of lines.slice(1)) {
      const attributes = { passwordAttribute: "pw", isSuperuserAttribute: "admin" };
      const { settings } = authenticate(line, { ldap: { ...search, method: "hash", ...attributes } });
      const written = { password_attribute: "pw", is_superuser_attribute: "admin" };
      const isEarly = ["5.2-enterprise", "5.3"].includes(line);
      expect(settings).to.deep.equal({
        mechanism: "password_based",
        backend: "ldap",
        ...(isEarly ? written : { method: { type: "hash", ...written } }),
        ...searched,
        ...passwordSetting(line),
        filter: "(uid=${username})",
      });
    }
  });

  it("reads a password from a variable up to EMQX 5.3, and from a file later", () => {
    const entry = { postgresql: { ...sql, query } };
    expect(authenticate("5.3", entry).places).to.deep.equal({
      files: {},
      variables: {
        EMQX_AUTHENTICATION__1__PASSWORD: {
          text: '"""$(SECRET_AUTHENTICATION__1__PASSWORD)"""',
          secrets: { SECRET_AUTHENTICATION__1__PASSWORD: password },
        },
      },
    });
    expect(authenticate("5.4", entry).places).to.deep.equal({
      files: { "authentication-1-password": password },
      variables: {},
    });
  });

  it("verifies a database with the CA certificates and the client certificate from Secrets", () => {
    const tls = { ca: { name: "ca", key: "ca.crt" }, clientCertificate: "emqx-client" };
    const { settings, places } = authenticate("5.8", { postgresql: { ...sql, query, tls } });
    const directory = "/etc/emqx/access/authentication-1-ssl";
    expect(settings).to.deep.include({
      ssl: {
        enable: true,
        verify: "verify_peer",
        cacertfile: `${directory}-cacertfile`,
        certfile: `${directory}-certfile`,
        keyfile: `${directory}-keyfile`,
        server_name_indication: "db.example.com",
      },
    });
    expect(places.files).to.deep.equal({
      "authentication-1-password": password,
      "authentication-1-ssl-cacertfile": tls.ca,
      "authentication-1-ssl-certfile": { name: "emqx-client", key: "tls.crt" },
      "authentication-1-ssl-keyfile": { name: "emqx-client", key: "tls.key" },
    });
  });

  it("expects the given name of a server, or its host, unless this is an IP address", () => {
    const nameOf = (server: string, tls: object) =>
      (authenticate("5.8", { mysql: { ...sql, server, query, tls } }).settings.ssl as Record<string, unknown>)
        .server_name_indication;
    expect(nameOf("db:3306", {})).to.equal("db");
    expect(nameOf("db:3306", { serverName: "mysql.example.com" })).to.equal("mysql.example.com");
    expect(nameOf("10.0.0.5:3306", {})).to.equal(undefined);
  });

  it("writes each hash algorithm with its options", () => {
    const algorithm = (passwordHash: object) =>
      authenticate("5.8", { mysql: { ...sql, query, passwordHash } }).settings.password_hash_algorithm;
    expect(algorithm({ algorithm: "bcrypt" })).to.deep.equal({ name: "bcrypt" });
    expect(algorithm({ algorithm: "plain" })).to.deep.equal({ name: "plain", salt_position: "disable" });
    expect(algorithm({ algorithm: "sha512", saltPosition: "suffix" })).to.deep.equal({
      name: "sha512",
      salt_position: "suffix",
    });
    expect(algorithm({ algorithm: "pbkdf2", derivedKeyLength: 32 })).to.deep.equal({
      name: "pbkdf2",
      mac_fun: "sha256",
      iterations: 600000,
      dk_length: 32,
    });
  });

  it("sends secret headers from Secrets, beside EMQX's type of the body", () => {
    const token = { name: "auth", key: "token" };
    const body = { username: "${username}" };
    const { settings, places } = authenticate("5.8", {
      http: {
        url: "http://auth/",
        body,
        headers: { "X-Source": "$(emqx)" },
        secretHeaders: { Authorization: token },
      },
    });
    expect(settings).not.to.have.property("headers");
    // EMQX ignores a variable for a single header, so that the variable has all of them.
    const { text, secrets } = places.variables.EMQX_AUTHENTICATION__1__HEADERS;
    expect(text).to.equal(
      `{\n"content-type" = "application/json"\n"x-source" = "$$(emqx)"\n` +
        `"authorization" = """$(SECRET_AUTHENTICATION__1__HEADERS_3)"""\n}`,
    );
    expect(secrets).to.deep.equal({ SECRET_AUTHENTICATION__1__HEADERS_3: token });
  });

  it("sends no type of a body with the method get", () => {
    const headers = { "X-Source": "emqx" };
    const { settings } = authenticate("5.8", {
      http: { url: "http://auth/${clientid}", method: "get", headers },
    });
    expect(settings.headers).to.deep.equal({ "x-source": "emqx" });
    expect(settings).to.not.have.property("ssl");
  });

  it("accepts the placeholders that a release line learnt", () => {
    const accepted: Record<string, string> = { "client_attrs.team": "5.7", cert_pem: "5.8", zone: "5.9" };
    for (const [name, line] of Object.entries(accepted)) {
      const entry = { mysql: { ...sql, query: `SELECT \${${name}}` } };
      expect(authenticate(line, entry).problems, name).to.deep.equal([]);
      expect(authenticate("6.2", entry).problems, name).to.deep.equal([]);
    }
  });

  for (const [path, entry, text, line = "5.8"] of badAuthenticationBackends) {
    it(`rejects ${JSON.stringify(entry).slice(0, 110)} on EMQX ${line}`, () => {
      const { problems } = authenticate(line, entry);
      const problem = problems.find((each) => each.startsWith(`${path}: `));
      expect(problem, problems.join("\n")).to.be.a("string").that.includes(text);
    });
  }
});
