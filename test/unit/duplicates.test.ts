import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { brokerEnvironment, deploy, refusal } from "./support/cluster";

const secret = { name: "s", key: "k" };
const entry = { mechanism: "password_based", backend: "mysql", servers: ["a", "b"] };

describe("Settings in list entries", () => {
  const merged: [title: string, args: EmqxClusterArgs][] = [
    [
      "a secret in an entry",
      {
        configuration: { fixed: { authentication: [entry] } },
        secretEnv: { EMQX_AUTHENTICATION__1__PASSWORD: secret },
      },
    ],
    [
      "a variable for an entry of base.hocon",
      {
        configuration: { base: { authentication: [entry, entry] } },
        env: { EMQX_AUTHENTICATION__2__DATABASE: "mqtt" },
      },
    ],
    [
      "a variable in pods.env",
      {
        configuration: { fixed: { authentication: [entry] } },
        pods: { env: [{ name: "EMQX_AUTHENTICATION__1__DATABASE", value: "mqtt" }] },
      },
    ],
    [
      "an entry by its index in emqx.conf",
      {
        configuration: {
          base: { authentication: [entry] },
          fixed: { authentication: { 1: { database: "mqtt" } } },
        },
      },
    ],
  ];
  for (const [title, args] of merged) {
    it(`are accepted together with settings that EMQX merges with them: ${title}`, async () => {
      await deploy(args);
    });
  }

  const lists = { fixed: { authentication: [entry] } };
  const replaced: [title: string, path: string, args: EmqxClusterArgs][] = [
    [
      "the same setting",
      "configuration.fixed.authentication",
      { configuration: lists, env: { EMQX_AUTHENTICATION__1__BACKEND: "pgsql" } },
    ],
    [
      "an entry of a nested list",
      "configuration.fixed.authentication",
      { configuration: lists, env: { EMQX_AUTHENTICATION__1__SERVERS__2: "c" } },
    ],
    [
      "a whole entry",
      "configuration.fixed.authentication",
      { configuration: lists, env: { EMQX_AUTHENTICATION__1: "{}" } },
    ],
    [
      "the whole list",
      "configuration.fixed.authentication",
      { configuration: lists, secretEnv: { EMQX_AUTHENTICATION: secret } },
    ],
    [
      "a field of the list, which makes it an object",
      "configuration.fixed.authentication",
      { configuration: lists, env: { EMQX_AUTHENTICATION__ENABLE: "true" } },
    ],
    [
      "an entry by its index, before the list",
      "configuration.fixed.authentication",
      { configuration: { base: { authentication: { 1: { database: "mqtt" } } }, ...lists } },
    ],
    [
      "the same list in another file",
      "configuration.fixed.authentication",
      { configuration: { base: { authentication: [] }, ...lists } },
    ],
  ];
  for (const [title, path, args] of replaced) {
    it(`are rejected together with settings that would replace them: ${title}`, async () => {
      expect(await refusal(args)).to.match(new RegExp(`\\n  ${path}: also set by \\S+;`));
    });
  }
});

describe("Variables with equivalent names", () => {
  const name = "EMQX_MQTT__MAX_INFLIGHT";
  const others = ["EMQX_mqtt__max_inflight", "EMQX_MQTT____MAX_INFLIGHT", "EMQX_MQTT__MAX_INFLIGHT__"];
  for (const other of [...others, "EMQX___MQTT__MAX_INFLIGHT"]) {
    it(`are rejected together in one or two arguments: ${other}`, async () => {
      const one = await refusal({ env: { [name]: "1", [other]: "2" } });
      expect(one).to.include(`\n  env.${other}: also set by env.${name}`);
      const two = await refusal({ secretEnv: { [name]: secret }, env: { [other]: "2" } });
      expect(two).to.include(`\n  env.${other}: also set by secretEnv.${name}`);
      const file = await refusal({
        env: { [other]: "2" },
        configuration: { fixed: { mqtt: { max_inflight: 1 } } },
      });
      expect(file).to.include(`\n  configuration.fixed.mqtt.max_inflight: also set by env.${other}`);
    });
  }

  const reserved: [name: string, instead: string][] = [
    ["EMQX_LISTENERS__TCP____DEFAULT__BIND", "use listeners"],
    ["EMQX_NODE__COOKIE__", "use credentials.cookie"],
    ["EMQX___NODE__COOKIE", "use credentials.cookie"],
    ["EMQX_license____key", "use license"],
  ];
  for (const [variable, instead] of reserved) {
    it(`are rejected if other arguments set them: ${variable}`, async () => {
      expect(await refusal({ env: { [variable]: "x" } }))
        .to.include(`\n  env.${variable}: `)
        .and.include(instead);
    });
  }

  it("replace the defaults of the component", async () => {
    const environment = brokerEnvironment(await deploy({ env: { EMQX_telemetry____enable: "true" } }));
    expect(environment).to.include({ EMQX_telemetry____enable: "true" });
    expect(environment).not.to.have.property("EMQX_TELEMETRY__ENABLE");
  });

  it("count as a licence", async () => {
    await deploy({ image: "emqx/emqx:5.9.0", secretEnv: { EMQX_license__key: secret } });
  });
});

describe("Settings of a file", () => {
  it("are rejected if they are set both nested and by a dotted name", async () => {
    const message = await refusal({
      configuration: { fixed: { mqtt: { max_inflight: 1 }, "mqtt.max_inflight": 2 } },
    });
    expect(message).to.include("\n  configuration.fixed.mqtt.max_inflight: also set by ");
  });

  it("are case-sensitive, as in EMQX", async () => {
    const listeners = (name: string) => ({ listeners: { tcp: { [name]: { bind: 2883 } } } });
    await deploy({ configuration: { base: listeners("a"), fixed: listeners("A") } });
  });
});
