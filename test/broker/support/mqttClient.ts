import { connect as open, type IClientOptions, type MqttClient } from "mqtt";
import type { Address } from "./reach";

/** A client that remembers what it receives. */
export interface Client {
  mqtt: MqttClient;
  /** The received messages, as `topic payload`. */
  received: string[];
}

const clients = new Set<MqttClient>();

/** Connects a client with MQTT 5. Rejects if the broker refuses it. It does not reconnect. */
export async function connect(
  { host, port }: Address,
  { protocol = "mqtt", ...options }: IClientOptions = {},
): Promise<Client> {
  const mqtt = open(`${protocol}://${host}:${port}`, {
    protocolVersion: 5,
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    ...options,
  });
  clients.add(mqtt);
  const received: string[] = [];
  // At once, because the messages of a persistent session follow the broker's answer.
  mqtt.on("message", (topic, payload) => received.push(`${topic} ${payload.toString()}`));
  await new Promise<void>((resolve, reject) => {
    mqtt.on("connect", () => resolve());
    mqtt.on("error", reject);
    mqtt.on("close", () => reject(new Error("the broker closed the connection")));
  });
  return { mqtt, received };
}

/** Subscribes with QoS 1. Returns the broker's reason code: the granted QoS, or 128 and more for a refusal. */
export function subscribe(mqtt: MqttClient, filter: string): Promise<number> {
  return new Promise((resolve) => {
    mqtt.subscribe(filter, { qos: 1 }, (_, granted, packet) =>
      resolve(Number(packet?.granted[0] ?? granted![0].qos)),
    );
  });
}

/** The options of a client whose session stays for an hour. */
export function persistent(clientId: string): IClientOptions {
  return { clientId, clean: false, properties: { sessionExpiryInterval: 3600 } };
}

/** Ends all clients. */
export function endClients(): void {
  clients.forEach((mqtt) => mqtt.end(true));
  clients.clear();
}
