import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { expectExchange } from "./support/exchange";
import { findings } from "./support/findings";
import { connect, persistent } from "./support/mqttClient";
import { expectRetained, retain } from "./support/retained";
import { eventually, expectOneCluster, usesBrokers } from "./support/suite";

interface StatefulSet {
  status: { updatedReplicas: number; readyReplicas: number };
}

describe("A cluster of three nodes", function () {
  const cluster = usesBrokers(this, "cluster");
  const ordinals = [0, 1, 2];
  let membersAfterUp: string[][];
  before(async () => {
    await cluster().up({});
    membersAfterUp = await Promise.all(ordinals.map((ordinal) => cluster().members(ordinal)));
  });

  it("is one cluster as soon as up returns", () => {
    const all = ordinals.map((ordinal) => `emqx-${ordinal} running`);
    expect(membersAfterUp).to.deep.equal([all, all, all]);
  });

  it("delivers messages from each node to the subscribers of every node", async () => {
    await expectExchange(await Promise.all(ordinals.map((ordinal) => cluster().address(ordinal))));
  });

  it("delivers each message to one member of a shared subscription, and uses members on all nodes", async () => {
    const clients = await Promise.all(
      ordinals.map(async (ordinal) => connect(await cluster().address(ordinal))),
    );
    await Promise.all(clients.map(({ mqtt }) => mqtt.subscribeAsync("$share/workers/jobs/#", { qos: 1 })));
    await sleep(1000);
    const jobs = Array.from({ length: 60 }, (_, i) => `jobs/${i} do`);
    for (const [i] of jobs.entries()) await clients[0].mqtt.publishAsync(`jobs/${i}`, "do", { qos: 1 });
    await eventually(() => {
      expect(clients.flatMap(({ received }) => received).sort()).to.deep.equal([...jobs].sort());
    });
    for (const { received } of clients) expect(received).to.have.length.above(0);
  });

  it("gives the doctor nothing to report", async () => {
    expect(await findings(cluster())).to.deep.equal([]);
  });

  it("hands a persistent session over to the node that the client connects to next", async () => {
    const first = await connect(await cluster().address(1), persistent("walker"));
    await first.mqtt.subscribeAsync("walk/#", { qos: 1 });
    await first.mqtt.endAsync();
    const sender = await connect(await cluster().address(0));
    await sender.mqtt.publishAsync("walk/1", "missed", { qos: 1 });
    const second = await connect(await cluster().address(2), persistent("walker"));
    await eventually(() => expect(second.received).to.deep.equal(["walk/1 missed"]));
    await second.mqtt.endAsync(false, { properties: { sessionExpiryInterval: 0 } });
  });

  it("keeps retained messages, and the sessions of other nodes, when a pod is killed", async () => {
    const keeper = await connect(await cluster().address(0), persistent("keeper"));
    await keeper.mqtt.subscribeAsync("kept/#", { qos: 1 });
    await keeper.mqtt.endAsync();
    await retain(cluster(), "killed");
    await cluster().kill("emqx-2");
    const sender = await connect(await cluster().address(1));
    await sender.mqtt.publishAsync("kept/1", "missed", { qos: 1 });
    await expectOneCluster(cluster(), 3);
    await expectRetained(cluster(), "killed", 3);
    const again = await connect(await cluster().address(1), persistent("keeper"));
    await eventually(() => expect(again.received).to.deep.equal(["kept/1 missed"]));
    await again.mqtt.endAsync(false, { properties: { sessionExpiryInterval: 0 } });
  });

  it("lets Kubernetes evict one pod, and refuses a second eviction until the pod is back", async () => {
    await retain(cluster(), "evicted");
    await evict("emqx-0");
    await eventually(async () => expect(await cluster().readyPods()).to.have.lengthOf(2), 60);
    const refusal = await evict("emqx-1").then(
      () => "accepted",
      (error: Error) => error.message,
    );
    expect(refusal).to.contain("Cannot evict pod as it would violate the pod's disruption budget");
    await expectOneCluster(cluster(), 3);
    await expectRetained(cluster(), "evicted", 3);
  });

  it("rolls a change through with at least two nodes ready, and keeps retained messages", async () => {
    await retain(cluster(), "rolled");
    const fewest = await cluster().fewestReady(cluster().up({ env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } }));
    const { status } = await cluster().kubernetes.get<StatefulSet>(
      ...["statefulset", "emqx", `--namespace=${cluster().namespace}`],
    );
    expect(status).to.include({ updatedReplicas: 3, readyReplicas: 3 });
    expect(fewest).to.equal(2);
    await expectOneCluster(cluster(), 3);
    await expectRetained(cluster(), "rolled", 3);
  });

  it("forgets the node that is scaled away, and keeps retained messages", async () => {
    await retain(cluster(), "scaled down");
    await cluster().up({ replicas: 2, env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } });
    await expectOneCluster(cluster(), 2);
    await expectRetained(cluster(), "scaled down", 2);
  });

  it("changes a setting and scales down in one update, and starts the changed node with its data", async () => {
    await cluster().up({ env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } });
    await retain(cluster(), "changed and scaled down");
    await cluster().up({ replicas: 2, env: { EMQX_MQTT__MAX_PACKET_SIZE: "3MB" } });
    await expectOneCluster(cluster(), 2);
    await expectRetained(cluster(), "changed and scaled down", 2);
  });

  it("takes the node in again that was scaled away, with the retained messages", async () => {
    await cluster().up({ env: { EMQX_MQTT__MAX_PACKET_SIZE: "3MB" } });
    expect(await cluster().members(2)).to.deep.equal(ordinals.map((each) => `emqx-${each} running`));
    await expectRetained(cluster(), "changed and scaled down", 3);
  });

  it("becomes one cluster again after all pods were killed at once", async () => {
    await Promise.all(ordinals.map((ordinal) => cluster().kill(`emqx-${ordinal}`)));
    await expectOneCluster(cluster(), 3);
  });

  async function evict(name: string): Promise<void> {
    const { namespace, kubernetes } = cluster();
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    await kubernetes.kubectl(["create", `--raw=${path}`, "--filename=-"], {
      input: JSON.stringify(eviction),
    });
  }
});
