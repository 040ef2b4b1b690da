import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  AuthorizationAction,
  type AuthorizationArgs,
  AuthorizationPermission,
  type AuthorizationRuleArgs,
  DenyAction,
  type EmqxClusterArgs,
} from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const { Allow, Deny } = AuthorizationPermission;

/** Representative images: the first and last lines, and the lines between which `acl.conf` changed. */
const images = {
  "4.1": "emqx/emqx:4.1.5",
  "4.4": "emqx/emqx:4.4.19",
  "5.0": "emqx/emqx:5.0.26",
  "5.1": "emqx/emqx:5.1.6",
  "5.8": "emqx/emqx:5.8.9",
  "6.2": "emqx/emqx:6.2.2",
};
type Line = keyof typeof images;
const lines = Object.keys(images) as Line[];

const on = (line: Line, authorization: AuthorizationArgs, args: EmqxClusterArgs = {}) =>
  deploy({ image: images[line], replicas: 1, authorization, ...args });
const filesOf = (children: Deployed["children"]) =>
  children.find(({ name }) => name === "emqx-files")?.inputs as types.output.core.v1.ConfigMap | undefined;
const acl = ({ children }: Deployed): string | undefined => filesOf(children)?.data["acl.conf"];
const rulesOn = async (line: Line, ...rules: AuthorizationRuleArgs[]) => acl(await on(line, { rules }));

/** The variables that `authorization` adds. */
async function variables(line: Line, authorization: AuthorizationArgs) {
  const plain = Object.keys(brokerEnvironment(await deploy({ image: images[line], replicas: 1 })));
  const all = brokerEnvironment(await on(line, authorization));
  return Object.fromEntries(Object.entries(all).filter(([name]) => !plain.includes(name))) as Record<
    string,
    string
  >;
}

describe("The authorization backends", () => {
  const backends = [
    {
      postgresql: {
        server: "db.example.com",
        database: "mqtt",
        username: "emqx",
        password: { name: "database", key: "password" },
        query: "SELECT permission, action, topic FROM mqtt_acl WHERE username = ${username}",
      },
    },
  ];

  it("are asked after the rules, and everything else is denied", async () => {
    const rules = [{ permission: Allow, username: "backend", topics: ["#"] }];
    const added = await variables("5.8", { rules, backends });
    expect(added.EMQX_AUTHORIZATION__SOURCES).to.match(/acl\.conf[^]*postgresql/);
    expect(added.EMQX_AUTHORIZATION__NO_MATCH).to.equal("deny");
  });

  it("replace EMQX's own rules, which allow everything", async () => {
    expect((await variables("5.8", { backends })).EMQX_AUTHORIZATION__SOURCES).not.to.contain("acl.conf");
  });

  it("have their passwords in files of the pods", async () => {
    const deployed = await on("5.8", { backends });
    const volumes = deployed.statefulSet.inputs.spec.template.spec.volumes;
    expect(volumes.find(({ name }) => name === "access")?.projected.sources).to.deep.equal([
      {
        secret: {
          name: "database",
          items: [{ key: "password", path: "authorization-sources-1-password" }],
        },
      },
    ]);
  });

  it("may have fields that are known later", async () => {
    const [{ postgresql }] = backends;
    const later = [{ postgresql: { ...postgresql, server: pulumi.output("later.example.com") } }];
    expect((await variables("5.8", { backends: later })).EMQX_AUTHORIZATION__SOURCES).to.contain(
      "later.example.com",
    );
  });
});

describe("The authorization rules", () => {
  it("become acl.conf, in their order, which EMQX reads instead of its own rules", async () => {
    const deployed = await on("5.8", {
      rules: [
        { permission: Allow, username: "backend", topics: ["#", "$SYS/#"] },
        { permission: Deny, action: AuthorizationAction.Subscribe, topics: ["eq #", "eq +/status"] },
        { permission: Allow, topics: ["devices/${clientid}/#"] },
      ],
    });
    expect(acl(deployed)).to.equal(
      [
        '{allow, {user, "backend"}, all, ["#", "$SYS/#"]}.',
        '{deny, all, subscribe, [{eq, "#"}, {eq, "+/status"}]}.',
        '{allow, all, all, ["devices/${clientid}/#"]}.',
        "",
      ].join("\n"),
    );
    const mounts = deployed.container.volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounts).to.include("/opt/emqx/etc/acl.conf");
  });

  it("apply to clients that have all given properties", async () => {
    const rule = { permission: Allow, username: "u", clientId: "c", ipAddress: "10.0.0.0/8", topics: ["a"] };
    expect(await rulesOn("5.8", rule)).to.equal(
      '{allow, {\'and\', [{user, "u"}, {client, "c"}, {ipaddr, "10.0.0.0/8"}]}, all, ["a"]}.\n',
    );
  });

  it("restrict QoS and retained messages", async () => {
    const rule = { permission: Deny, topics: ["a"] };
    const publish = { ...rule, action: AuthorizationAction.Publish, qos: [1, 2], retain: true };
    expect(await rulesOn("5.8", publish, { ...rule, qos: [0] })).to.equal(
      '{deny, all, {publish, [{qos, [1, 2]}, {retain, true}]}, ["a"]}.\n{deny, all, {all, [{qos, [0]}]}, ["a"]}.\n',
    );
  });

  // Sources: src/emqx_access_rule.erl of 4.1.5 and 4.4.19, apps/emqx_authz/src/emqx_authz_rule.erl of 5.0.26 and 5.1.6,
  // apps/emqx_auth/src/emqx_authz/emqx_authz_rule.erl of 5.8.9 and 6.2.2.
  for (const line of lines) {
    it(`use the terms and placeholders of EMQX ${line}`, async () => {
      const is4 = line.startsWith("4");
      const [action, user, client] = is4 ? ["pubsub", "%u", "%c"] : ["all", "${username}", "${clientid}"];
      const topics = ["${username}/${clientid}/#"];
      expect(await rulesOn(line, { permission: Allow, topics })).to.equal(
        `{allow, all, ${action}, ["${user}/${client}/#"]}.\n`,
      );
    });
  }

  const texts: [title: string, text: string, term: string][] = [
    ["a quote", 'a"}, all}. {allow, all', '"a\\"}, all}. {allow, all"'],
    ["a backslash at the end", "a\\", '"a\\\\"'],
    ["a backslash before a quote", 'a\\"', '"a\\\\\\""'],
    ["an escape", "\\x{41}", '"\\\\x{41}"'],
    ["a line break", "a\n%", '"a\\x{a}%"'],
    ["a name in Latin letters", "café", '<<"caf\\x{c3}\\x{a9}">>'],
    ["a name in other letters", "日", '<<"\\x{e6}\\x{97}\\x{a5}">>'],
  ];
  for (const [title, text, term] of texts) {
    it(`contain ${title} as plain text, which cannot change a rule`, async () => {
      const rule = { permission: Allow, username: text, topics: [text.replace(/[+#]/g, ""), `eq ${text}`] };
      expect(await rulesOn("4.4", rule)).to.equal(
        `{allow, {user, ${term}}, pubsub, [${term}, {eq, ${term}}]}.\n`,
      );
    });
  }

  it("may contain placeholders within a level from EMQX 5.1 on", async () => {
    const rule = { permission: Allow, topics: ["d/id-${clientid}"] };
    expect(await rulesOn("5.1", rule)).to.include('"d/id-${clientid}"');
  });

  it("may contain client attributes from EMQX 5.7 on, and certificate names from 5.9 on", async () => {
    const rule = { permission: Allow, topics: ["${client_attrs.group}/#"] };
    expect(await rulesOn("5.8", rule)).to.include("${client_attrs.group}");
    expect(await rulesOn("6.2", { ...rule, topics: ["${cert_common_name}/#"] })).to.include(
      "${cert_common_name}",
    );
  });

  it("may be outputs", async () => {
    const rules = [{ permission: Allow, username: pulumi.output("u"), topics: ["a"] }];
    expect(acl(await on("5.8", { rules }))).to.equal('{allow, {user, "u"}, all, ["a"]}.\n');
    expect(acl(await on("5.8", { rules: pulumi.output(rules) }))).to.include('{user, "u"}');
    const deployed = await deploy({ authorization: { rules: notKnownYet() } }, { preview: true });
    expect(deployed.children.map(({ name }) => name)).to.include("emqx-files");
  });

  it("may be used with other configuration files", async () => {
    const rules = [{ permission: Allow, topics: ["a"] }];
    const deployed = await on("5.8", { rules }, { configuration: { fixed: { mqtt: { max_inflight: 64 } } } });
    expect(acl(deployed)).to.include("{allow, all");
    expect(filesOf(deployed.children)?.data["emqx.conf"]).to.include("max_inflight");
  });

  it("must not be secret, because a ConfigMap stores them", async () => {
    const rules = [{ permission: Allow, username: pulumi.secret("hidden-name"), topics: ["a"] }];
    const message = await refusal({ authorization: { rules } });
    expect(message).to.include("authorization.rules: contains a secret").and.include("configuration.aclFrom");
    expect(message).not.to.include("hidden-name");
  });
});

describe("The authorization settings", () => {
  const rules = [{ permission: Allow, topics: ["a"] }];
  const all = {
    rules,
    denyAction: DenyAction.Disconnect,
    cache: { enabled: false, maxSize: 64, ttl: "30s" },
  };

  // Sources: etc/emqx.conf of 4.1.5 and 4.4.19.
  for (const line of ["4.1", "4.4"] as const) {
    it(`become the variables of EMQX ${line}`, async () => {
      expect(await variables(line, all)).to.deep.equal({
        EMQX_ACL_NOMATCH: "deny",
        EMQX_ZONE__EXTERNAL__ACL_DENY_ACTION: "disconnect",
        EMQX_ENABLE_ACL_CACHE: "off",
        EMQX_ACL_CACHE_MAX_SIZE: "64",
        EMQX_ACL_CACHE_TTL: "30s",
      });
    });
  }

  // Source: apps/emqx/src/emqx_schema.erl of 5.0.26, 5.1.6, 5.8.9 and 6.2.2.
  for (const line of ["5.0", "5.1", "5.8", "6.2"] as const) {
    it(`become the variables of EMQX ${line}`, async () => {
      expect(await variables(line, all)).to.deep.equal({
        EMQX_AUTHORIZATION__NO_MATCH: "deny",
        EMQX_AUTHORIZATION__DENY_ACTION: "disconnect",
        EMQX_AUTHORIZATION__CACHE__ENABLE: "false",
        EMQX_AUTHORIZATION__CACHE__MAX_SIZE: "64",
        EMQX_AUTHORIZATION__CACHE__TTL: "30s",
      });
    });
  }

  it("deny what no rule matches, unless noMatch allows it", async () => {
    expect(await variables("5.8", { rules })).to.deep.equal({ EMQX_AUTHORIZATION__NO_MATCH: "deny" });
    expect(await variables("5.8", { rules, noMatch: Allow })).to.deep.equal({
      EMQX_AUTHORIZATION__NO_MATCH: "allow",
    });
  });

  it("keep EMQX's own rules and defaults if there are no rules", async () => {
    const authorization = { denyAction: DenyAction.Ignore };
    expect(await variables("5.8", authorization)).to.deep.equal({
      EMQX_AUTHORIZATION__DENY_ACTION: "ignore",
    });
    expect(acl(await on("5.8", authorization))).to.equal(undefined);
  });

  it("apply to rules in the text of acl.conf", async () => {
    const configuration = { acl: '{allow, all, all, ["a"]}.\n' };
    const deployed = await on("5.8", { noMatch: Deny }, { configuration });
    expect(brokerEnvironment(deployed)).to.include({ EMQX_AUTHORIZATION__NO_MATCH: "deny" });
    expect(acl(deployed)).to.equal(configuration.acl);
  });
});
