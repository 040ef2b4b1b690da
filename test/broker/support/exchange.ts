import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "./mqttClient";
import type { Address } from "./reach";
import { eventually } from "./suite";

/** Waits until a message that is published at each of the addresses has reached subscribers at all of them. */
export async function expectExchange(addresses: Address[]): Promise<void> {
  const clients = await Promise.all(addresses.map((address) => connect(address)));
  await Promise.all(clients.map(({ mqtt }) => mqtt.subscribeAsync("across/#", { qos: 1 })));
  // Nodes exchange their subscriptions without waiting for each other.
  await sleep(1000);
  for (const [i, { mqtt }] of clients.entries()) await mqtt.publishAsync(`across/${i}`, "hello", { qos: 1 });
  await eventually(() => {
    for (const { received } of clients)
      expect([...received].sort()).to.deep.equal(addresses.map((_, i) => `across/${i} hello`));
  });
}
