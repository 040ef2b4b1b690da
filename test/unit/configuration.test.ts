import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type ConfigurationArgs, type EmqxClusterArgs, LogFormat, LogLevel } from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const filesOf = ({ children }: Deployed) =>
  children.find(({ name }) => name === "emqx-files")?.inputs as types.output.core.v1.ConfigMap | undefined;
const mountsOf = ({ container }: Deployed) =>
  Object.fromEntries(container.volumeMounts.map(({ mountPath, subPath }) => [mountPath, subPath]));
const withFiles = (configuration: ConfigurationArgs, more: EmqxClusterArgs = {}) =>
  deploy({ ...more, configuration });

describe("The configuration", () => {
  it("creates no object if there is none", async () => {
    expect(filesOf(await deploy())).to.equal(undefined);
  });

  it("is written as equivalent HOCON, in any order of keys", async () => {
    const base = {
      mqtt: { max_packet_size: "2MB", max_topic_levels: 5 },
      authentication: [{ mechanism: "jwt", secret: 'a"b\\ #c //d' }],
      retainer: { enable: false, "odd key": [] },
    };
    const { data } = filesOf(await withFiles({ base, baseHocon: "x = 1\n" }))!;
    expect(data["base.hocon"]).to.equal(
      [
        "authentication = [",
        "{",
        '"mechanism" = "jwt"',
        '"secret" = "a\\"b\\\\ #c //d"',
        "}",
        "]",
        "mqtt = {",
        '"max_packet_size" = "2MB"',
        '"max_topic_levels" = 5',
        "}",
        "retainer = {",
        '"enable" = false',
        '"odd key" = [',
        "",
        "]",
        "}",
        "x = 1",
        "",
      ].join("\n"),
    );
    const { retainer, mqtt, authentication } = base;
    const again = filesOf(
      await withFiles({ base: { retainer, mqtt, authentication }, baseHocon: "x = 1\n" }),
    );
    expect(again).to.deep.equal(filesOf(await withFiles({ base, baseHocon: "x = 1\n" })));
  });

  it("replaces the configuration files of EMQX, and adds other files in a folder", async () => {
    const deployed = await withFiles({
      base: {},
      fixedHocon: "a = 1",
      acl: "{allow, all}.",
      files: { "rules.json": "{}" },
    });
    expect(mountsOf(deployed)).to.include({
      "/opt/emqx/etc/base.hocon": "base.hocon",
      "/opt/emqx/etc/emqx.conf": "emqx.conf",
      "/opt/emqx/etc/acl.conf": "acl.conf",
      "/etc/emqx/files/rules.json": "file-rules.json",
    });
    expect(filesOf(deployed)?.data).to.include({ "acl.conf": "{allow, all}.", "file-rules.json": "{}" });
    const volumes = deployed.statefulSet.inputs.spec.template.spec.volumes;
    expect(
      volumes.filter(({ name }) => name === "files").map(({ configMap }) => configMap.name),
    ).to.deep.equal([filesOf(deployed)?.metadata.name]);
    expect(deployed.statefulSet.dependsOn).to.include("kubernetes:core/v1:ConfigMap::emqx-files");
  });

  it("sets the data directory if it replaces emqx.conf", async () => {
    const [without, fixed] = [await deploy(), await withFiles({ fixed: {} })];
    expect(brokerEnvironment(fixed).EMQX_NODE__DATA_DIR).to.equal("/opt/emqx/data");
    expect(brokerEnvironment(without)).not.to.have.property("EMQX_NODE__DATA_DIR");
  });

  it("mounts files from existing ConfigMaps and Secrets, without creating an object", async () => {
    const deployed = await withFiles({
      baseFrom: { configMapName: "settings", key: "base" },
      fixedFrom: { secretName: "secrets", key: "emqx.conf" },
      aclFrom: { configMapName: "settings", key: "acl" },
      filesFrom: { "ca.pem": { secretName: pulumi.output("database"), key: "ca.crt" } },
    });
    expect(mountsOf(deployed)).to.include({
      "/opt/emqx/etc/base.hocon": "base.hocon",
      "/opt/emqx/etc/emqx.conf": "emqx.conf",
      "/opt/emqx/etc/acl.conf": "acl.conf",
      "/etc/emqx/files/ca.pem": "file-ca.pem",
    });
    const volumes = deployed.statefulSet.inputs.spec.template.spec.volumes;
    expect(volumes.find(({ name }) => name === "existing-files")).to.deep.equal({
      name: "existing-files",
      projected: {
        sources: [
          { configMap: { name: "settings", items: [{ key: "base", path: "base.hocon" }] } },
          { secret: { name: "secrets", items: [{ key: "emqx.conf", path: "emqx.conf" }] } },
          { configMap: { name: "settings", items: [{ key: "acl", path: "acl.conf" }] } },
          { secret: { name: "database", items: [{ key: "ca.crt", path: "file-ca.pem" }] } },
        ],
        defaultMode: 0o440,
      },
    });
    expect(filesOf(deployed)).to.equal(undefined);
    expect(brokerEnvironment(deployed).EMQX_NODE__DATA_DIR).to.equal("/opt/emqx/data");
  });

  it("can combine its own files with files from existing objects", async () => {
    const deployed = await withFiles({
      fixed: { mqtt: { max_packet_size: "2MB" } },
      aclFrom: { configMapName: "settings", key: "acl" },
    });
    const mounts = deployed.container.volumeMounts.filter(({ name }) => name.endsWith("files"));
    expect(mounts.map(({ name, mountPath }) => `${name} ${mountPath}`)).to.deep.equal([
      "files /opt/emqx/etc/emqx.conf",
      "existing-files /opt/emqx/etc/acl.conf",
    ]);
  });

  it("shows only the pod volumes as unknown in a preview with an unknown Secret name", async () => {
    const { children } = await deploy(
      { configuration: { fixedFrom: { secretName: notKnownYet(), key: "emqx.conf" } } },
      { preview: true },
    );
    expect(children.flatMap(({ unknowns }) => unknowns)).to.deep.equal([
      "spec.template.spec.volumes[4].projected.sources[0]",
    ]);
  });

  it("is an immutable ConfigMap, and a change creates a new one and restarts the pods", async () => {
    const [one, two] = [await withFiles({ acl: "a." }), await withFiles({ acl: "b." })];
    expect(filesOf(one)?.immutable).to.equal(true);
    expect(filesOf(one)?.metadata.name).to.match(/^emqx-files-[0-9a-f]{10}$/);
    expect(filesOf(one)?.metadata.name).not.to.equal(filesOf(two)?.metadata.name);
    expect(one.statefulSet.inputs.spec.template).not.to.deep.equal(two.statefulSet.inputs.spec.template);
  });

  it("overrides the defaults of the component", async () => {
    expect(brokerEnvironment(await deploy())).to.include({ EMQX_TELEMETRY__ENABLE: "false" });
    const environment = brokerEnvironment(await withFiles({ fixed: { telemetry: { enable: true } } }));
    expect(environment).not.to.have.property("EMQX_TELEMETRY__ENABLE");
  });

  it("has a writable volume for plugins, per pod or shared", async () => {
    const own = await withFiles({ plugins: {} });
    const shared = await withFiles({ plugins: { existingClaim: "plugins" } });
    const volume = ({ statefulSet }: Deployed) =>
      statefulSet.inputs.spec.template.spec.volumes.find(({ name }) => name === "plugins");
    expect(mountsOf(own)).to.have.property("/opt/emqx/plugins");
    expect(volume(own)).to.deep.equal({ name: "plugins", emptyDir: {} });
    expect(volume(shared)).to.deep.equal({
      name: "plugins",
      persistentVolumeClaim: { claimName: "plugins" },
    });
  });

  it("shows only itself and the pod files as unknown in a preview with unknown content", async () => {
    const { children, component } = await deploy(
      { configuration: { acl: notKnownYet() } },
      { preview: true },
    );
    const names = children.filter(({ unknowns }) => unknowns.length > 0).map(({ name }) => name);
    expect(new Set(names)).to.deep.equal(new Set(["emqx-files", "emqx-config", "emqx"]));
    expect(component.unknowns).to.include("files");
  });

  const old = { image: "emqx/emqx:4.4.19" };
  const refused: [path: string, args: object, text: string][] = [
    ["configuration.base", { image: "emqx/emqx:5.7.2", configuration: { base: {} } }, "5.8.4"],
    ["configuration.baseHocon", { image: "emqx/emqx:5.8.3", configuration: { baseHocon: "" } }, "5.8.4"],
    ["configuration.fixed", { image: "emqx/emqx:5.0.26", configuration: { fixed: {} } }, "5.1"],
    ["configuration.plugins", { ...old, configuration: { plugins: {} } }, "5.0"],
    [
      "configuration.baseFrom",
      { image: "emqx/emqx:5.7.2", configuration: { baseFrom: { secretName: "s", key: "k" } } },
      "5.8.4",
    ],
    [
      "configuration.fixedFrom",
      { image: "emqx/emqx:5.0.26", configuration: { fixedFrom: { secretName: "s", key: "k" } } },
      "5.1",
    ],
    [
      "configuration.fixedFrom",
      { configuration: { fixedFrom: { secretName: "s", key: "k" }, fixedHocon: "a = 1" } },
      "also set by configuration.fixedHocon; use one of the two",
    ],
    [
      "configuration.aclFrom",
      { configuration: { aclFrom: { configMapName: "c", secretName: "s", key: "k" } } },
      "either configMapName or secretName",
    ],
    [
      "configuration.aclFrom",
      { configuration: { aclFrom: { key: "k" } } },
      "either configMapName or secretName",
    ],
    [
      "configuration.aclFrom.key",
      { configuration: { aclFrom: { secretName: "s" } } },
      "a key of the ConfigMap",
    ],
    [
      "configuration.aclFrom.configMapName",
      { configuration: { aclFrom: { configMapName: "S S", key: "k" } } },
      'got "S S"; must be a resource name',
    ],
    ["configuration.aclFrom", { configuration: { aclFrom: null } }, "got null; must be an object"],
    ["configuration.filesFrom", { configuration: { filesFrom: null } }, "got null; must be an object"],
    [
      "configuration.filesFrom.a/b",
      { configuration: { filesFrom: { "a/b": { secretName: "s", key: "k" } } } },
      "a file name",
    ],
    [
      "configuration.filesFrom.a",
      { configuration: { files: { a: "" }, filesFrom: { a: { secretName: "s", key: "k" } } } },
      "also set by configuration.files.a",
    ],
    ["configuration.base.a", { configuration: { base: { a: null } } }, "must be a string"],
    ["configuration.base.a[1]", { configuration: { base: { a: [1, undefined] } } }, "must be a string"],
    ["configuration.base.a", { configuration: { base: { a: "\u2028" } } }, "control characters"],
    ["configuration.base", { configuration: { base: "a = 1" } }, "an object"],
    ["configuration.fixedHocon", { configuration: { fixedHocon: {} } }, "must be a string"],
    ["configuration.files.a/b", { configuration: { files: { "a/b": "" } } }, "a file name"],
    ["configuration.hocon", { configuration: { hocon: "" } }, "unknown argument"],
    [
      "configuration.fixed.node.cookie",
      { configuration: { fixed: { node: { cookie: "x" } } } },
      "credentials.cookie",
    ],
    [
      "configuration.base.listeners.tcp.default.bind",
      { configuration: { base: { listeners: { tcp: { default: { bind: 1 } } } } } },
      "use listeners",
    ],
    [
      "configuration.base.mqtt.max_packet_size",
      {
        env: { EMQX_MQTT__MAX_PACKET_SIZE: "1MB" },
        configuration: { base: { mqtt: { max_packet_size: "2MB" } } },
      },
      "also set by env.EMQX_MQTT__MAX_PACKET_SIZE",
    ],
    ["configuration.fixed", { configuration: { fixed: null } }, "got null; must be an object"],
    ["configuration.plugins", { configuration: { plugins: false } }, "got false; must be an object"],
    [
      "configuration.base.mqtt.max_packet_size",
      {
        pods: { env: [{ name: "EMQX_MQTT__MAX_PACKET_SIZE", value: "1MB" }] },
        configuration: { base: { mqtt: { max_packet_size: "2MB" } } },
      },
      "also set by pods.env[0].name",
    ],
    [
      "configuration.fixed.listeners.tcp.default.max_connections",
      {
        listeners: [{ type: "mqtt", options: { max_connections: 5 } }],
        configuration: { fixed: { listeners: { tcp: { default: { max_connections: 6 } } } } },
      },
      "use listeners",
    ],
    [
      "configuration.base.log.console.level",
      { log: { level: "info" }, configuration: { base: { log: { console: { level: "debug" } } } } },
      "use log",
    ],
    [
      "configuration.fixed.log.console_handler.level",
      { log: { level: "info" }, configuration: { fixed: { log: { console_handler: { level: "debug" } } } } },
      "use log",
    ],
    [
      "configuration.fixed.mqtt.max_packet_size",
      { configuration: { base: { mqtt: { max_packet_size: 1 } }, fixed: { mqtt: { max_packet_size: 2 } } } },
      "also set by configuration.base.mqtt.max_packet_size",
    ],
  ];
  for (const [path, args, text] of refused) {
    it(`rejects an invalid ${path}: ${text}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }

  it("is rejected if it contains a secret, without showing it", async () => {
    const inputs: ConfigurationArgs[] = [
      { base: { a: pulumi.secret("leaked-value") } },
      { acl: pulumi.secret("leaked-value") },
      { files: pulumi.secret({ a: "leaked-value" }) },
    ];
    for (const configuration of inputs) {
      const message = await refusal({ configuration });
      expect(message).to.include("\n  configuration: ").and.include("stored in plain text");
      expect(message).not.to.include("leaked-value");
    }
  });
});

describe("Variables", () => {
  const texts: [given: string, read: string][] = [
    ["2MB", "2MB"],
    ["true", "true"],
    ["5", "5"],
    ["", ""],
    ["127.0.0.1:1883", "127.0.0.1:1883"],
    ["[a, b]", "[a, b]"],
    ['"quoted"', '"quoted"'],
    ["{a = 1}", "{a = 1}"],
    ["a#b", '"a#b"'],
    ["http://example.com/a", '"http://example.com/a"'],
    ["two words", '"two words"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["line\nbreak", '"line\\nbreak"'],
    ["p$s=x,y", '"p$s=x,y"'],
    ["::1", '"::1"'],
    [":abc", '":abc"'],
    ["5:", '"5:"'],
    ["0a:1b:2c", '"0a:1b:2c"'],
    ["null", '"null"'],
    ["nullable", "nullable"],
    ["007", '"007"'],
    ["+5", '"+5"'],
    ["-5", "-5"],
    ["-0", '"-0"'],
    ["9007199254740993", "9007199254740993"],
    ["1.10", '"1.10"'],
    ["1.5", "1.5"],
    ["1.0e3", '"1.0e3"'],
    ["+.5", '"+.5"'],
    ["1.10.0", "1.10.0"],
    // EMQX reads percentages as numbers, never as text.
    ["0.80", "0.80"],
    ["1.0", "1.0"],
  ];
  for (const [given, read] of texts) {
    it(`are read exactly as written: ${JSON.stringify(given)}`, async () => {
      expect(brokerEnvironment(await deploy({ env: { EMQX_A__B: given } })).EMQX_A__B).to.equal(read);
    });
  }

  it("stay numbers if EMQX calculates with them before it converts text", async () => {
    const env = {
      EMQX_MQTT__KEEPALIVE_MULTIPLIER: "2.0",
      EMQX_MQTT__KEEPALIVE_BACKOFF: "+1",
      EMQX_LOG__FILE__DEFAULT__ROTATION_COUNT: "010",
    };
    expect(brokerEnvironment(await deploy({ env }))).to.include(env);
  });

  it("in pods.env are also read exactly as written", async () => {
    const { container } = await deploy({ pods: { env: [{ name: "EMQX_A__B", value: "007" }] } });
    expect(container.env).to.deep.include({ name: "EMQX_A__B", value: '"007"' });
  });

  it("of the shell, of other programs and of 4.x are not quoted", async () => {
    const env = { OTHER: "a b", EMQX_LOG__TO: "console", EMQX_CLUSTER__NAME: "a#b" };
    expect(brokerEnvironment(await deploy({ env }))).to.include(env);
    const old = await deploy({ image: "emqx/emqx:4.4.19", env: { EMQX_ZONE__A: "a #b" } });
    expect(brokerEnvironment(old).EMQX_ZONE__A).to.equal("a #b");
  });
});

describe("The console log", () => {
  const log = { level: LogLevel.Debug, format: LogFormat.Json };
  const lines: [image: string, prefix: string][] = [
    ["emqx/emqx:4.4.19", "EMQX_LOG"],
    ["emqx/emqx:5.0.26", "EMQX_LOG__CONSOLE_HANDLER"],
    ["emqx/emqx:5.1.6", "EMQX_LOG__CONSOLE"],
    ["emqx/emqx:5.8.9", "EMQX_LOG__CONSOLE"],
  ];
  for (const [image, prefix] of lines) {
    it(`is set with ${prefix} in ${image}`, async () => {
      expect(brokerEnvironment(await deploy({ image, log }))).to.include({
        [`${prefix}__LEVEL`]: "debug",
        [`${prefix}__FORMATTER`]: "json",
      });
    });
  }

  it("is rejected if another argument also sets it", async () => {
    const name = "EMQX_LOG__CONSOLE__LEVEL";
    const twice: [path: string, args: EmqxClusterArgs][] = [
      [`env.${name}`, { env: { [name]: "info" } }],
      ["env.EMQX_LOG__CONSOLE_HANDLER__LEVEL", { env: { EMQX_LOG__CONSOLE_HANDLER__LEVEL: "info" } }],
      [`secretEnv.${name}`, { secretEnv: { [name]: { name: "s", key: "k" } } }],
      ["pods.env[0].name", { pods: { env: [{ name, value: "info" }] } }],
    ];
    for (const [path, args] of twice) {
      expect(await refusal({ log, ...args })).to.include(`\n  ${path}: set by the component; use log`);
    }
    const { configMap } = await deploy({ env: { [name]: "info" } });
    expect(configMap.inputs.data).to.include({ [name]: "info" });
    expect(await refusal({ log: { level: "loud" as never } })).to.include("\n  log.level: ");
  });
});
