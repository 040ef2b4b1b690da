import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { brokerEnvironment, deploy, refusal } from "./support/cluster";

const secret = { name: "s", key: "k" };
const entry = { mechanism: "password_based", backend: "mysql", servers: ["a", "b"] };

describe("Settings in entries of a list", () => {
  const merged: [title: string, args: EmqxClusterArgs][] = [
    [
      "a secret of an entry",
      {
        configuration: { fixed: { authentication: [entry] } },
        secretEnv: { EMQX_AUTHENTICATION__1__PASSWORD: secret },
      },
    ],
    [
      "a variable of an entry of base.hocon",
      {
        configuration: { base: { authentication: [entry, entry] } },
        env: { EMQX_AUTHENTICATION__2__DATABASE: "mqtt" },
      },
    ],
    [
      "a variable of the pods",
      {
        configuration: { fixed: { authentication: [entry] } },
        pods: { env: [{ name: "EMQX_AUTHENTICATION__1__DATABASE", value: "mqtt" }] },
      },
    ],
    [
      "an entry by its number in emqx.conf",
      {
        configuration: {
          base: { authentication: [entry] },
          fixed: { authentication: { 1: { database: "mqtt" } } },
        },
      },
    ],
  ];
  for (const [title, args] of merged) {
    it(`are accepted beside others that EMQX merges with them: ${title}`, async () => {
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
      "an entry of a list in an entry",
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
      "a field of a list, which is then no list",
      "configuration.fixed.authentication",
      { configuration: lists, env: { EMQX_AUTHENTICATION__ENABLE: "true" } },
    ],
    [
      "an entry by its number, before the list",
      "configuration.fixed.authentication",
      { configuration: { base: { authentication: { 1: { database: "mqtt" } } }, ...lists } },
    ],
    [
      "the list of another file",
      "configuration.fixed.authentication",
      { configuration: { base: { authentication: [] }, ...lists } },
    ],
  ];
  for (const [title, path, args] of replaced) {
    it(`are rejected beside others that would replace them: ${title}`, async () => {
      expect(await refusal(args)).to.match(new RegExp(`\\n  ${path}: also set by \\S+;`));
    });
  }
});

describe("Variables that EMQX takes for the same", () => {
  const name = "EMQX_MQTT__MAX_INFLIGHT";
  const others = ["EMQX_mqtt__max_inflight", "EMQX_MQTT____MAX_INFLIGHT", "EMQX_MQTT__MAX_INFLIGHT__"];
  for (const other of [...others, "EMQX___MQTT__MAX_INFLIGHT"]) {
    it(`are rejected together, in one place and in two: ${other}`, async () => {
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
    it(`are rejected where other arguments set them: ${variable}`, async () => {
      expect(await refusal({ env: { [variable]: "x" } }))
        .to.include(`\n  env.${variable}: `)
        .and.include(instead);
    });
  }

  it("replace the component's defaults", async () => {
    const environment = brokerEnvironment(await deploy({ env: { EMQX_telemetry____enable: "true" } }));
    expect(environment).to.include({ EMQX_telemetry____enable: "true" });
    expect(environment).not.to.have.property("EMQX_TELEMETRY__ENABLE");
  });

  it("count as a licence", async () => {
    await deploy({ image: "emqx/emqx:5.9.0", secretEnv: { EMQX_license__key: secret } });
  });
});

describe("Settings of a file", () => {
  it("are rejected twice, nested and by a dotted name", async () => {
    const message = await refusal({
      configuration: { fixed: { mqtt: { max_inflight: 1 }, "mqtt.max_inflight": 2 } },
    });
    expect(message).to.include("\n  configuration.fixed.mqtt.max_inflight: also set by ");
  });

  it("differ in their case, as for EMQX", async () => {
    const listeners = (name: string) => ({ listeners: { tcp: { [name]: { bind: 2883 } } } });
    await deploy({ configuration: { base: listeners("a"), fixed: listeners("A") } });
  });
});
