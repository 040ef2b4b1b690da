import { expect } from "chai";
import { ListenerType, LogFormat, LogLevel } from "../../components/index";
import { connect, subscribe } from "./support/mqttClient";
import { eventually, expectOneCluster, usesBrokers } from "./support/suite";

/** Texts that a reader of HOCON could take for something else. */
const texts = [
  ...["a # b", "a // b", "//", "::1", "null", "true", "007", "1.10", "1e3", "10MB", "5s", "infinity"],
  ...[
    "a = b",
    "a, b",
    "[1]",
    "{}",
    "${username}/",
    '"quoted"',
    "back\\slash",
    "tab\there",
    "é ü 漢",
    " spaces ",
  ],
];

const tcpOptions = {
  acceptors: 4,
  max_connections: 500,
  max_conn_rate: "100/s",
  messages_rate: "200/s",
  bytes_rate: "1MB/s",
  access_rules: ["deny 192.0.2.0/24", "allow all"],
  proxy_protocol_timeout: "5s",
  tcp_options: {
    ...{ active_n: 50, backlog: 512, buffer: "8KB", high_watermark: "2MB", keepalive: "30,10,3" },
    ...{ nodelay: false, nolinger: true, reuseaddr: false, send_timeout: "20s", send_timeout_close: false },
  },
};

const webSocketOptions = {
  mountpoint: "web/",
  websocket: {
    ...{
      mqtt_path: "/broker",
      mqtt_piggyback: "single",
      compress: true,
      idle_timeout: "100s",
      max_frame_size: 65536,
    },
    ...{ fail_if_no_subprotocol: false, supported_subprotocols: "mqtt, mqtt-v5", check_origin_enable: true },
    ...{ allow_origin_absence: true, check_origins: "http://localhost:18083, https://example.com" },
    ...{ proxy_address_header: "x-real-ip", proxy_port_header: "x-real-port", validate_utf8: false },
    deflate_opts: { level: "best_speed", mem_level: 4, strategy: "filtered", server_max_window_bits: 10 },
  },
};

const stompOptions = { acceptors: 3, max_connections: 50, max_conn_rate: 20 };

type Tree = { [key: string]: unknown };

describe("Configuration", function () {
  const cluster = usesBrokers(this, "configuration");
  let found: Tree;
  before(async () => {
    await cluster().apply({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "settings" },
      stringData: { user: '"operator # 1"', "from.txt": "from a Secret\n" },
    });
    await cluster().up({
      replicas: 2,
      listeners: [
        { type: ListenerType.Mqtt, options: tcpOptions },
        { type: ListenerType.Ws, options: webSocketOptions },
        { type: ListenerType.Mqtt, name: "idle", port: 1900, enabled: false },
        { type: ListenerType.Stomp, options: stompOptions },
        ...texts.map((mountpoint, i) => ({
          ...{ type: ListenerType.Mqtt, name: `text${i}`, port: 2000 + i, options: { mountpoint } },
        })),
      ],
      configuration: {
        base: {
          mqtt: { max_topic_alias: 17, server_keepalive: 55 },
          "retainer.backend.max_retained_messages": 1234,
        },
        baseHocon: "delayed.max_delayed_messages = 77\n",
        fixed: {
          mqtt: { idle_timeout: "21s", upgrade_qos: true },
          sysmon: { vm: { process_high_watermark: "81%" } },
        },
        fixedHocon: 'sysmon.os.mem_check_interval = "61s"\n',
        acl: '{deny, all, subscribe, ["forbidden/#"]}.\n{allow, all}.\n',
        files: { "note.txt": "one # two\nthree\n", "empty.json": "{}" },
        filesFrom: { "from.txt": { secretName: "settings", key: "from.txt" } },
      },
      env: { EMQX_MQTT__MAX_QOS_ALLOWED: "1", EMQX_MQTT__WILDCARD_SUBSCRIPTION: "false" },
      secretEnv: { EMQX_MQTT__RESPONSE_INFORMATION: { name: "settings", key: "user" } },
      limits: { maxMqueueLen: 321, maxAwaitingRel: 55 },
      log: { level: LogLevel.Error, format: LogFormat.Json },
    });
    const configs = await cluster().request("/configs", { headers: { accept: "application/json" } });
    found = {
      ...((await configs.json()) as Tree),
      ...(await cluster().api<Tree>("/configs/global_zone")),
      retainer: await cluster().api<Tree>("/mqtt/retainer"),
      delayed: await cluster().api<Tree>("/mqtt/delayed"),
    };
  });

  /** The value at a path such as `mqtt.idle_timeout`. */
  const at = (path: string): unknown =>
    path.split(".").reduce<unknown>((tree, name) => (tree as Tree | undefined)?.[name], found);

  it("forms one cluster", () => expectOneCluster(cluster(), 2));

  it("reaches EMQX from base.hocon, emqx.conf, variables, Secrets and limits", () => {
    const expected = {
      "mqtt.max_topic_alias": 17,
      "mqtt.server_keepalive": 55,
      "retainer.backend.max_retained_messages": 1234,
      "delayed.max_delayed_messages": 77,
      "mqtt.idle_timeout": "21s",
      "mqtt.upgrade_qos": true,
      "sysmon.vm.process_high_watermark": "81%",
      "sysmon.os.mem_check_interval": "61s",
      "mqtt.max_qos_allowed": 1,
      "mqtt.wildcard_subscription": false,
      "mqtt.response_information": "operator # 1",
      "mqtt.max_mqueue_len": 321,
      "mqtt.max_awaiting_rel": 55,
      "log.console.level": "error",
      "log.console.formatter": "json",
    };
    const actual = Object.keys(expected).map((path) => [path, at(path)]);
    expect(Object.fromEntries(actual)).to.deep.equal(expected);
  });

  it("sets every kind of option of a TCP listener", async () => {
    expect(await cluster().api("/listeners/tcp:default")).to.deep.include({ ...tcpOptions, running: true });
  });

  it("sets every kind of option of a WebSocket listener", async () => {
    const { mountpoint, websocket } = await cluster().api<typeof webSocketOptions>("/listeners/ws:default");
    expect(mountpoint).to.equal("web/");
    expect(websocket).to.deep.include({
      ...webSocketOptions.websocket,
      deflate_opts: websocket.deflate_opts,
    });
    expect(websocket.deflate_opts).to.deep.include(webSocketOptions.websocket.deflate_opts);
  });

  it("sets the options of a gateway's listener", async () => {
    const [listener] = await cluster().api<object[]>("/gateways/stomp/listeners");
    expect(listener).to.deep.include(stompOptions);
  });

  it("disables the listeners that are not in the list or not enabled", async () => {
    for (const id of ["ssl:default", "wss:default"])
      expect(await cluster().api(`/listeners/${id}`)).to.include({ enable: false, running: false });
    expect((await cluster().request("/listeners/tcp:idle")).status).to.equal(404);
  });

  texts.forEach((text, i) => {
    it(`passes the text ${JSON.stringify(text)} on unchanged`, async () => {
      expect(await cluster().api(`/listeners/tcp:text${i}`)).to.include({ mountpoint: text });
    });
  });

  it("applies acl.conf", async () => {
    const { mqtt } = await connect(await cluster().address(1, 2009));
    expect(await subscribe(mqtt, "forbidden/x")).to.equal(135);
    expect(await subscribe(mqtt, "open/x")).to.equal(1);
  });

  it("puts files into every pod", async () => {
    for (const pod of ["emqx-0", "emqx-1"]) {
      const read = (file: string) => cluster().kubectl("exec", pod, "--", "cat", `/etc/emqx/files/${file}`);
      expect(await read("note.txt")).to.equal("one # two\nthree\n");
      expect(await read("empty.json")).to.equal("{}");
      expect(await read("from.txt")).to.equal("from a Secret\n");
    }
  });

  it("serves MQTT over WebSocket at the path of the listener", async () => {
    const { mqtt, received } = await connect(await cluster().address(0, 8083), {
      protocol: "ws",
      path: "/broker",
    });
    await mqtt.subscribeAsync("news", { qos: 1 });
    await mqtt.publishAsync("news", "hello", { qos: 1 });
    await eventually(() => expect(received).to.deep.equal(["news hello"]), 5);
  });
});
