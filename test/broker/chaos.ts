import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../../bench/measure";
import { BrokerCluster } from "./support/brokerCluster";
import { connect, endClients } from "./support/mqttClient";
import { isEnterprise } from "./support/options";
import { retain } from "./support/retained";
import { Publisher, Subscriber } from "./support/steadyClients";
import { expectOneCluster } from "./support/suite";

const nodes = 3;
const topics = ["load/0", "load/1", "load/2", "load/3"];
/** Messages per second of each publisher. */
const rate = 20;

interface Delivery {
  acknowledged: number;
  /** Acknowledged messages that their subscriber never received, by what happened to a pod before: it had time to stop, or was killed. */
  lost: Record<Ending, number>;
}

/** Whether a pod has its time to stop. */
type Ending = "stopped" | "killed";

interface Deletion {
  time: number;
  ending: Ending;
}

/** What clients noticed while pods were killed. Times are in seconds. */
export interface ChaosResult {
  kills: number;
  seconds: number;
  /** Publishers that repeat no acknowledged message. */
  plain: Delivery;
  /** Publishers that repeat a message for which the broker had no subscriber: reason code 16 of MQTT 5. */
  repeating: Delivery;
  duplicates: number;
  reconnections: { count: number; median: number; longest: number };
  longestSilence: number;
  retainedKept: boolean;
  /** Whether all nodes were one cluster at the end, without others. */
  healthy: boolean;
}

/**
 * Deletes pods in random order, every second time without time to stop, while clients publish and subscribe with QoS 1. Waits after each
 * kill until all nodes are ready members again. Nodes of the Enterprise edition are evacuated before they stop.
 */
export async function chaos(kills: number): Promise<ChaosResult> {
  const cluster = await BrokerCluster.create("chaos");
  try {
    await cluster.up({ replicas: nodes, ...(isEnterprise() ? { evacuation: {} } : {}) });
    return await disturb(cluster, kills);
  } finally {
    endClients();
    await cluster.remove();
  }
}

async function disturb(cluster: BrokerCluster, kills: number): Promise<ChaosResult> {
  await retain(cluster, "kept");
  const entrance = await watchEntrance(cluster);
  const subscribers = [0, 1].map(
    (i) => new Subscriber(`subscriber-${i}`, entrance.find, topics.slice(2 * i, 2 * i + 2)),
  );
  const publishers = topics.map(
    (topic, i) => new Publisher(`publisher-${i}`, entrance.find, topic, rate, i % 2 === 1),
  );
  subscribers.forEach((client) => client.start());
  await sleep(3000);
  const began = performance.now();
  publishers.forEach((client) => client.start());
  const deletions: Deletion[] = [];
  for (let i = 0; i < kills; i++) {
    const pod = `emqx-${Math.floor(Math.random() * nodes)}`;
    const ending = i % 2 === 0 ? "stopped" : "killed";
    await sleep(2000);
    deletions.push({ time: performance.now(), ending });
    if (ending === "stopped") await cluster.kubectl("delete", "pod", pod);
    else await cluster.kill(pod);
    await sleep(1000);
    await expectOneCluster(cluster, nodes);
    console.error(`${ending} ${pod}, ${i + 1} of ${kills}`);
  }
  await Promise.all(publishers.map((client) => client.stop()));
  const seconds = (performance.now() - began) / 1000;
  while (subscribers.some(({ silence }) => silence < 5)) await sleep(500);
  await Promise.all(subscribers.map((client) => client.stop()));
  entrance.end();
  const healthy = await expectOneCluster(cluster, nodes).then(
    () => true,
    () => false,
  );
  const retainedKept = await hasRetained(cluster);
  return { kills, seconds, ...compare(publishers, subscribers, deletions), retainedKept, healthy };
}

function compare(publishers: Publisher[], subscribers: Subscriber[], deletions: Deletion[]) {
  const received = new Map(subscribers.flatMap((subscriber) => [...subscriber.received]));
  const delivery = (repeating: boolean): Delivery => {
    const some = publishers.filter(({ repeats }) => repeats === repeating);
    const acknowledged = some.flatMap((publisher) => [...publisher.acknowledged]);
    const lost = { stopped: 0, killed: 0 };
    for (const [message, time] of acknowledged) {
      if (received.has(message)) continue;
      const { ending } = deletions.findLast((deletion) => deletion.time < time) ?? deletions[0];
      lost[ending]++;
    }
    return { acknowledged: acknowledged.length, lost };
  };
  const reconnections = [...publishers, ...subscribers].flatMap((client) => client.reconnections);
  return {
    plain: delivery(false),
    repeating: delivery(true),
    duplicates: [...received.values()].reduce((sum, times) => sum + times - 1, 0),
    reconnections: {
      count: reconnections.length,
      median: reconnections.length > 0 ? median(reconnections) : 0,
      longest: Math.max(0, ...reconnections),
    },
    longestSilence: Math.max(...subscribers.map(({ longestSilence }) => longestSilence)),
  };
}

/** Follows which pods are ready. A client then connects to any of them, as behind a Service. */
async function watchEntrance(cluster: BrokerCluster) {
  let ready = await cluster.readyPods();
  const timer = setInterval(() => {
    cluster.readyPods().then(
      (pods) => (ready = pods),
      () => undefined,
    );
  }, 1000);
  return {
    find: () => cluster.reach.pod(ready[Math.floor(Math.random() * ready.length)], 1883),
    end: () => clearInterval(timer),
  };
}

async function hasRetained(cluster: BrokerCluster): Promise<boolean> {
  const clients = await Promise.all(
    [0, 1, 2].map(async (ordinal) => connect(await cluster.address(ordinal))),
  );
  await Promise.all(clients.map(({ mqtt }) => mqtt.subscribeAsync("retained/#", { qos: 1 })));
  await sleep(3000);
  return clients.every(({ received }) => received.length === 1);
}

/** The result as a Markdown table. */
export function chaosTable(result: ChaosResult): string {
  const { reconnections } = result;
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  const lostAfter = (ending: Ending) => `of these lost after a pod was ${ending}`;
  const rows: [string, string | number][] = [
    ["pods deleted, every second one killed", result.kills],
    ["duration", seconds(result.seconds)],
    ["messages acknowledged", result.plain.acknowledged],
    [lostAfter("stopped"), result.plain.lost.stopped],
    [lostAfter("killed"), result.plain.lost.killed],
    ["messages acknowledged, repeated without subscriber", result.repeating.acknowledged],
    [lostAfter("stopped"), result.repeating.lost.stopped],
    [lostAfter("killed"), result.repeating.lost.killed],
    ["received more than once", result.duplicates],
    ["reconnections", reconnections.count],
    [
      "time to reconnect, median and longest",
      `${seconds(reconnections.median)}, ${seconds(reconnections.longest)}`,
    ],
    ["longest silence of a subscriber", seconds(result.longestSilence)],
    ["retained message kept", result.retainedKept ? "yes" : "no"],
    ["one cluster at the end", result.healthy ? "yes" : "no"],
  ];
  return [
    "| what | value |",
    "| --- | ---: |",
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
  ].join("\n");
}
