import { expect } from "chai";
import type { Context } from "mocha";
import type { Member } from "./support/api";
import { expectExchange } from "./support/exchange";
import { findings } from "./support/findings";
import { connect, persistent } from "./support/mqttClient";
import { isEnterprise } from "./support/options";
import { eventually, expectOneCluster, skip, usesBrokers } from "./support/suite";

describe("Replicants", function () {
  before(requireEnterprise);
  const cluster = usesBrokers(this, "replicants");
  const args = { replicas: 2, replicants: { replicas: 2 } };
  const all = ["core running", "core running", "replicant running", "replicant running"];
  before(() => cluster().up(args));

  it("are members as soon as up returns", async () => {
    expect(await roles()).to.deep.equal(all);
    expect(await findings(cluster())).to.deep.equal([]);
  });

  it("get all clients of the Service, and exchange messages with each other and with core nodes", async () => {
    const pods = await replicants();
    const endpoints = await cluster().kubectl(
      "get",
      "endpoints",
      "emqx",
      "--output=jsonpath={.subsets[*].addresses[*].ip}",
    );
    expect(endpoints.split(" ").sort()).to.deep.equal(pods.map(({ status }) => status.podIP).sort());
    const addresses = await Promise.all(pods.map((pod) => cluster().reach.pod(pod, 1883)));
    await expectExchange([...addresses, await cluster().address(0)]);
  });

  it("restart with a changed setting, and leave no stopped member", async () => {
    const before = (await replicants()).map(({ metadata }) => metadata.name);
    await cluster().up({ ...args, env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } });
    await eventually(async () => expect(await roles()).to.deep.equal(all));
    expect((await replicants()).map(({ metadata }) => metadata.name)).not.to.include.oneOf(before);
    expect(await findings(cluster())).to.deep.equal([]);
  });

  async function replicants() {
    const pods = await cluster().readyPods();
    return pods.filter(({ metadata }) => metadata.name.startsWith("emqx-replicant-"));
  }

  async function roles(): Promise<string[]> {
    const members = await cluster().api<Member[]>("/nodes");
    return members.map(({ role, node_status }) => `${role} ${node_status}`).sort();
  }
});

describe("Evacuation", function () {
  before(requireEnterprise);
  const cluster = usesBrokers(this, "evacuation");
  before(() => cluster().up({ replicas: 2, evacuation: {} }));

  it("hands clients and sessions with their messages over before a node stops", async () => {
    const away = await connect(await cluster().address(1), persistent("away"));
    await away.mqtt.subscribeAsync("away/#", { qos: 1 });
    await away.mqtt.endAsync();
    const online = await connect(await cluster().address(1), persistent("online"));
    await online.mqtt.subscribeAsync("online/#", { qos: 1 });
    const moved = new Promise<number>((resolve) =>
      online.mqtt.on("disconnect", ({ reasonCode }) => resolve(reasonCode!)),
    );
    const sender = await connect(await cluster().address(0));
    await sender.mqtt.publishAsync("away/1", "missed", { qos: 1 });

    await cluster().kubectl("delete", "pod", "emqx-1", "--wait=false");
    expect(await moved, "reason: use another server").to.equal(0x9c);
    await sender.mqtt.publishAsync("online/1", "missed", { qos: 1 });
    const again = await connect(await cluster().address(0), persistent("online"));
    await eventually(() => expect(again.received).to.deep.equal(["online/1 missed"]));

    await eventually(async () => expect(await cluster().readyPods()).to.have.lengthOf(1));
    await expectOneCluster(cluster(), 2);
    const back = await connect(await cluster().address(0), persistent("away"));
    await eventually(() => expect(back.received).to.deep.equal(["away/1 missed"]));
    expect(await findings(cluster())).to.deep.equal([]);
  });
});

/** A hook that skips the tests unless the image is that of the Enterprise edition. */
function requireEnterprise(this: Context): void {
  if (!isEnterprise()) skip(this, "--image emqx/emqx-enterprise:VERSION");
}
