import { config, expect } from "chai";
import type { Context, Suite } from "mocha";
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
    if (!brokerOptions())
      skip(this, "a Kubernetes cluster for brokers: npm run test:broker -- --kubeconfig FILE");
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

/** Skips the tests of a suite, and says what they require. */
export function skip(context: Context, requirement: string): never {
  console.warn(
    `\n  SKIPPED, so not tested: "${context.test!.parent!.fullTitle()}". It requires ${requirement}\n`,
  );
  return context.skip();
}

/** The number of running members that a pod's node sees. */
export async function runningMembers(cluster: BrokerCluster, pod: string): Promise<number> {
  const status = await cluster.kubectl("exec", pod, "--", "emqx_ctl", "cluster", "status");
  return status.replace(/stopped_nodes.*/s, "").split("emqx@").length - 1;
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
