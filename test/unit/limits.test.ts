import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type EmqxClusterArgs, type LimitsArgs, ListenerType } from "../../components/index";
import { brokerEnvironment, deploy } from "./support/cluster";

/** The variables that `limits` adds to a cluster. */
async function variables(image: string, limits: LimitsArgs, args: EmqxClusterArgs = {}) {
  const cluster = { ...args, image, replicas: 1 };
  const plain = Object.keys(brokerEnvironment(await deploy(cluster)));
  const all = brokerEnvironment(await deploy({ ...cluster, limits }));
  return Object.fromEntries(Object.entries(all).filter(([name]) => !plain.includes(name)));
}

const sessions = {
  maxPacketSize: "2MB",
  maxClientidLen: 256,
  maxTopicLevels: 16,
  maxSubscriptions: 100,
  maxInflight: 64,
  maxAwaitingRel: 200,
  maxMqueueLen: 5000,
};

describe("The limits of clients", () => {
  it("change nothing if they are empty", async () => {
    expect(await variables("emqx/emqx:5.8.9", {})).to.deep.equal({});
  });

  // Source: priv/emqx.schema of 4.1.5 and 4.4.19.
  for (const image of ["emqx/emqx:4.1.5", "emqx/emqx:4.4.19"]) {
    it(`become the variables of ${image}, whose sessions have the limits of their zone`, async () => {
      expect(await variables(image, { ...sessions, maxConnections: 1000, maxConnRate: 50 })).to.deep.equal({
        EMQX_MQTT__MAX_PACKET_SIZE: "2MB",
        EMQX_MQTT__MAX_CLIENTID_LEN: "256",
        EMQX_MQTT__MAX_TOPIC_LEVELS: "16",
        EMQX_ZONE__EXTERNAL__MAX_SUBSCRIPTIONS: "100",
        EMQX_ZONE__EXTERNAL__MAX_INFLIGHT: "64",
        EMQX_ZONE__EXTERNAL__MAX_AWAITING_REL: "200",
        EMQX_ZONE__EXTERNAL__MAX_MQUEUE_LEN: "5000",
        EMQX_LISTENER__TCP__EXTERNAL__MAX_CONNECTIONS: "1000",
        EMQX_LISTENER__TCP__EXTERNAL__MAX_CONN_RATE: "50",
        EMQX_LISTENER__WS__EXTERNAL__MAX_CONNECTIONS: "1000",
        EMQX_LISTENER__WS__EXTERNAL__MAX_CONN_RATE: "50",
      });
    });
  }

  // Source: apps/emqx/src/emqx_schema.erl of 5.0.0, 5.1.6, 5.8.9 and 6.2.2.
  for (const image of ["emqx/emqx:5.0.26", "emqx/emqx:5.1.6", "emqx/emqx:5.8.9", "emqx/emqx:6.2.2"]) {
    it(`become the variables of ${image}`, async () => {
      expect(await variables(image, { ...sessions, maxConnections: 1000 })).to.deep.equal({
        EMQX_MQTT__MAX_PACKET_SIZE: "2MB",
        EMQX_MQTT__MAX_CLIENTID_LEN: "256",
        EMQX_MQTT__MAX_TOPIC_LEVELS: "16",
        EMQX_MQTT__MAX_SUBSCRIPTIONS: "100",
        EMQX_MQTT__MAX_INFLIGHT: "64",
        EMQX_MQTT__MAX_AWAITING_REL: "200",
        EMQX_MQTT__MAX_MQUEUE_LEN: "5000",
        EMQX_LISTENERS__TCP__DEFAULT__MAX_CONNECTIONS: "1000",
        EMQX_LISTENERS__WS__DEFAULT__MAX_CONNECTIONS: "1000",
      });
    });
  }

  // Sources: apps/emqx/src/emqx_schema.erl and apps/emqx/src/emqx_limiter/src/emqx_limiter_schema.erl of 5.1.6, 5.8.9 and 6.2.2.
  for (const image of ["emqx/emqx:5.1.6", "emqx/emqx:5.8.9", "emqx/emqx:6.2.2"]) {
    it(`include rates, flapping detection and forced shutdown in ${image}`, async () => {
      const given = {
        ...{ maxConnRate: 50, messagesRate: 10, bytesRate: "100KB" },
        flappingDetect: { maxCount: 5, windowTime: "2m", banTime: "1h30m" },
        forceShutdown: { maxMailboxSize: 2000, maxHeapSize: "64MB" },
      };
      expect(await variables(image, given, { listeners: [{ type: ListenerType.Mqtt }] })).to.deep.equal({
        EMQX_LISTENERS__TCP__DEFAULT__MAX_CONN_RATE: "50/s",
        EMQX_LISTENERS__TCP__DEFAULT__MESSAGES_RATE: "10/s",
        EMQX_LISTENERS__TCP__DEFAULT__BYTES_RATE: "100KB/s",
        EMQX_FLAPPING_DETECT__ENABLE: "true",
        EMQX_FLAPPING_DETECT__MAX_COUNT: "5",
        EMQX_FLAPPING_DETECT__WINDOW_TIME: "2m",
        EMQX_FLAPPING_DETECT__BAN_TIME: "1h30m",
        EMQX_FORCE_SHUTDOWN__MAX_MAILBOX_SIZE: "2000",
        EMQX_FORCE_SHUTDOWN__MAX_HEAP_SIZE: "64MB",
      });
    });
  }

  it("turn flapping detection on with EMQX's defaults", async () => {
    expect(await variables("emqx/emqx:5.8.9", { flappingDetect: {} })).to.deep.equal({
      EMQX_FLAPPING_DETECT__ENABLE: "true",
    });
  });

  it("apply to all MQTT listeners, but not to gateways", async () => {
    const listeners = [
      { type: ListenerType.Mqtt, name: "inside", port: 1884 },
      { type: ListenerType.Quic },
      { type: ListenerType.Stomp },
    ];
    const args = { listeners, tls: { secretName: "cert" } };
    expect(await variables("emqx/emqx:5.8.9", { maxConnections: 9 }, args)).to.deep.equal({
      EMQX_LISTENERS__TCP__INSIDE__MAX_CONNECTIONS: "9",
      EMQX_LISTENERS__QUIC__DEFAULT__MAX_CONNECTIONS: "9",
    });
  });

  it("are overridden by the options of a listener", async () => {
    const listeners = [
      { type: ListenerType.Mqtt, options: { max_connections: 7 } },
      { type: ListenerType.Ws },
    ];
    const environment = brokerEnvironment(await deploy({ limits: { maxConnections: 9 }, listeners }));
    expect(environment).to.include({
      EMQX_LISTENERS__TCP__DEFAULT__MAX_CONNECTIONS: "7",
      EMQX_LISTENERS__WS__DEFAULT__MAX_CONNECTIONS: "9",
    });
  });

  it("may be outputs", async () => {
    expect(
      await variables("emqx/emqx:5.8.9", {
        maxInflight: pulumi.output(64),
        flappingDetect: pulumi.output({}),
      }),
    ).to.deep.equal({ EMQX_MQTT__MAX_INFLIGHT: "64", EMQX_FLAPPING_DETECT__ENABLE: "true" });
  });
});
