import { expect } from "chai";
import { authorize, lines, password, passwordSetting, sql } from "./support/backends";
import { badAuthorizationBackends } from "./support/badBackendArguments";

describe("Authorization with backends", () => {
  const acl = { type: "file", enable: true, path: "${EMQX_ETC_DIR}/acl.conf" };
  const redis = { servers: ["redis"], cmd: "HGETALL mqtt_acl:${username}" };

  it("asks the backends in their order, after the rules", () => {
    for (const line of lines) {
      const backends = [{ builtInDatabase: {} }, { redis }];
      const sources = [
        { type: "built_in_database" },
        { type: "redis", redis_type: "single", server: "redis", cmd: "HGETALL mqtt_acl:${username}" },
      ];
      expect(authorize(line, backends, true)?.sources).to.deep.equal([acl, ...sources]);
    }
  });

  it("leaves out EMQX's own rules, because they allow everything", () => {
    expect(authorize("5.8", [{ redis }])?.sources).to.have.length(1);
  });

  it("changes no sources without backends", () => {
    expect(authorize("5.8", [], true)).to.equal(undefined);
  });

  it("numbers the places of secrets like the sources", () => {
    const backends = [{ redis: { ...redis, password, tls: {} } }];
    expect(authorize("5.8", backends, true)?.places).to.deep.equal({
      files: { "authorization-sources-2-password": password },
      variables: {},
    });
    expect(authorize("5.1", backends)?.places)
      .to.have.nested.property(
        "variables.EMQX_AUTHORIZATION__SOURCES__1__PASSWORD.secrets.SECRET_AUTHORIZATION__SOURCES__1__PASSWORD",
      )
      .that.deep.equals(password);
  });

  it("asks PostgreSQL, MySQL, MongoDB, an HTTP server and a directory", () => {
    const rules = "SELECT permission, action, topic FROM mqtt_acl WHERE username = ${username}";
    const directory = { server: "ldap", username: "cn=emqx", baseDn: "uid=${username},dc=example" };
    const document = { database: "mqtt", collection: "acl", filter: { username: "${username}" } };
    const backends = [
      { postgresql: { ...sql, query: rules } },
      { mysql: { ...sql, query: rules } },
      { mongodb: { servers: ["mongo"], ...document } },
      { http: { url: "http://auth/acl", body: { topic: "${topic}", action: "${action}" } } },
      { ldap: { ...directory, publishAttribute: "pub" } },
    ];
    const database = { server: "db.example.com:5432", database: "mqtt", username: "emqx", pool_size: 4 };
    const file = (number: number) => passwordSetting("5.8", `authorization-sources-${number}`);
    expect(authorize("5.8", backends)?.sources).to.deep.equal([
      { type: "postgresql", ...database, ...file(1), query: rules },
      { type: "mysql", ...database, ...file(2), query: rules },
      { type: "mongodb", mongo_type: "single", server: "mongo", ...document },
      {
        type: "http",
        method: "post",
        url: "http://auth/acl",
        body: { topic: "${topic}", action: "${action}" },
      },
      {
        type: "ldap",
        publish_attribute: "pub",
        server: "ldap",
        username: "cn=emqx",
        base_dn: directory.baseDn,
      },
    ]);
  });

  it("limits the rules of a client in the built-in database", () => {
    expect(authorize("5.8", [{ builtInDatabase: { maxRules: 10 } }])?.sources).to.deep.equal([
      { type: "built_in_database", max_rules: 10 },
    ]);
  });

  for (const [path, backends, text, line = "5.8"] of badAuthorizationBackends) {
    it(`rejects ${JSON.stringify(backends).slice(0, 110)} on EMQX ${line}`, () => {
      let message = "";
      try {
        authorize(line, backends);
      } catch (error) {
        message = String(error);
      }
      const problem = message.split("\n").find((each) => each.startsWith(`  ${path}: `));
      expect(problem, message).to.be.a("string").that.includes(text);
    });
  }
});
