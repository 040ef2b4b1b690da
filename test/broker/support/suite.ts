import { config, expect } from "chai";
import type { Suite } from "mocha";
import { after, afterEach, before } from "mocha";
import { eventually as repeat } from "../../support/eventually";
import { BrokerCluster } from "./brokerCluster";
import { endClients } from "./mqttClient";
import { brokerOptions } from "./options";

// The whole difference is in the message, because a failed run takes long to repeat.
config.truncateThreshold = 0;

/**
 * Gives the tests of a suite a namespace for one cluster, which is removed afterwards. Skips them if the run has no Kubernetes cluster for
 * brokers.
 */
export function usesBrokers(suite: Suite, name: string): () => BrokerCluster {
  suite.timeout(600_000);
  let cluster: BrokerCluster | undefined;
  before(async function () {
    if (!brokerOptions()) {
      console.warn(
        `\n  SKIPPED, so not tested: "${suite.fullTitle()}". It requires a Kubernetes cluster for brokers: npm run test:broker -- --kubeconfig FILE\n`,
      );
      return this.skip();
    }
    cluster = await BrokerCluster.create(name);
  });
  afterEach(async function () {
    endClients();
    if (this.currentTest!.state === "failed")
      console.error(await cluster?.kubectl("get", "pods", "--output=wide"));
  });
  after(() => cluster?.remove());
  return () => cluster!;
}

/** Repeats a check of real brokers until it passes, for two minutes unless told otherwise. */
export function eventually(check: () => unknown, seconds = 120): Promise<void> {
  return repeat(check, seconds, 500);
}

/** Waits until every node sees these nodes as running members, and no other member. */
export function expectOneCluster(cluster: BrokerCluster, nodes: number): Promise<void> {
  const ordinals = Array.from({ length: nodes }, (_, ordinal) => ordinal);
  return eventually(async () => {
    for (const ordinal of ordinals)
      expect(await cluster.members(ordinal)).to.deep.equal(ordinals.map((each) => `emqx-${each} running`));
    expect(await cluster.readyPods()).to.have.lengthOf(nodes);
  });
}
