import { expect } from "chai";
import type { BrokerCluster } from "./brokerCluster";
import { connect } from "./mqttClient";
import { eventually } from "./suite";

/** Publishes a retained message at one node. */
export async function retain(cluster: BrokerCluster, text: string, pod = "emqx-0"): Promise<void> {
  const { mqtt } = await connect(await cluster.reach.pod(await cluster.pod(pod), 1883));
  await mqtt.publishAsync("retained/status", text, { qos: 1, retain: true });
}

/** Waits until each node delivers the retained message to a new subscriber. */
export async function expectRetained(cluster: BrokerCluster, text: string, nodes: number): Promise<void> {
  for (let ordinal = 0; ordinal < nodes; ordinal++) {
    const { mqtt, received } = await connect(await cluster.address(ordinal));
    await mqtt.subscribeAsync("retained/#", { qos: 1 });
    await eventually(
      () => expect(received, `node ${ordinal}`).to.deep.equal([`retained/status ${text}`]),
      10,
    );
  }
}
