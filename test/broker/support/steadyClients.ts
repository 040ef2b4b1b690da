import { setTimeout as sleep } from "node:timers/promises";
import type { MqttClient, Packet } from "mqtt";
import { type Client, connect, persistent } from "./mqttClient";
import type { Address } from "./reach";

/** Finds a node that accepts clients, as a Service does. */
export type Entrance = () => Promise<Address>;

/** A client with a persistent session that reconnects until it is stopped. */
abstract class SteadyClient {
  /** The time from the end of each connection to the next one, in seconds. */
  readonly reconnections: number[] = [];
  protected stopped = false;
  private running: Promise<void> | undefined;

  constructor(
    protected readonly name: string,
    private readonly entrance: Entrance,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Uses one connection until it ends or the client is stopped. */
  protected abstract use(client: Client): Promise<void>;

  private async run(): Promise<void> {
    let lost: number | undefined;
    while (!this.stopped) {
      const client = await this.entrance()
        .then((address) => connect(address, { ...persistent(this.name), connectTimeout: 3000, keepalive: 5 }))
        .catch(() => undefined);
      if (client) {
        if (lost !== undefined) this.reconnections.push((performance.now() - lost) / 1000);
        await this.use(client);
        lost = performance.now();
        client.mqtt.end(true);
      }
      await sleep(100);
    }
  }
}

/** Publishes numbered messages with QoS 1, and repeats each one until it is acknowledged. */
export class Publisher extends SteadyClient {
  /** When each message was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  private next = 0;

  constructor(
    name: string,
    entrance: Entrance,
    private readonly topic: string,
    /** Messages per second. */
    private readonly rate: number,
    /** Whether to repeat a message for which the broker has no subscriber: reason code 16 of MQTT 5. */
    readonly repeats: boolean,
  ) {
    super(name, entrance);
  }

  protected override async use({ mqtt }: Client): Promise<void> {
    const end = closed(mqtt);
    while (!this.stopped && mqtt.connected) {
      const message = `${this.topic} ${this.next}`;
      const answer = await Promise.race([publish(mqtt, this.topic, `${this.next}`), end]);
      if (!answer) return;
      if (!this.repeats || (answer as { reasonCode?: number }).reasonCode !== 16) {
        this.acknowledged.set(message, performance.now());
        this.next++;
      }
      await sleep(1000 / this.rate);
    }
  }
}

/** Counts the messages that it receives. */
export class Subscriber extends SteadyClient {
  readonly received = new Map<string, number>();
  /** The longest time between two messages, in seconds. */
  longestSilence = 0;
  private latest: number | undefined;

  constructor(
    name: string,
    entrance: Entrance,
    private readonly topics: string[],
  ) {
    super(name, entrance);
  }

  /** The number of seconds since the latest message. */
  get silence(): number {
    return (performance.now() - (this.latest ?? 0)) / 1000;
  }

  protected override async use({ mqtt, received }: Client): Promise<void> {
    received.forEach((message) => this.count(message));
    mqtt.on("message", (topic, payload) => this.count(`${topic} ${payload.toString()}`));
    const subscribed = mqtt.subscribeAsync(this.topics, { qos: 1 }).catch(() => undefined);
    await Promise.race([subscribed, closed(mqtt)]);
    while (!this.stopped && mqtt.connected) await sleep(100);
  }

  private count(message: string): void {
    if (this.latest !== undefined) this.longestSilence = Math.max(this.longestSilence, this.silence);
    this.latest = performance.now();
    this.received.set(message, (this.received.get(message) ?? 0) + 1);
  }
}

function publish(mqtt: MqttClient, topic: string, payload: string): Promise<Packet | undefined> {
  return mqtt.publishAsync(topic, payload, { qos: 1 }).catch(() => undefined);
}

function closed(mqtt: MqttClient): Promise<undefined> {
  return new Promise((resolve) => mqtt.once("close", () => resolve(undefined)));
}
