import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { EmqxCluster, UpdateStrategy, type UpdateArgs } from "../../components/index";
import { eventually } from "../support/eventually";
import { get, kubectl } from "../support/cluster";
import { usesEngine, summary, TestStack } from "./support";

type StatefulSet = types.output.apps.v1.StatefulSet;
type Pod = types.output.core.v1.Pod;

/** A cluster with a setting whose change restarts the pods. */
function program(setting: string, updates: UpdateArgs) {
  return () => {
    new EmqxCluster("emqx", {
      replicas: 4,
      env: { EMQX_MQTT__MAX_PACKET_SIZE: setting },
      updates: { minReadySeconds: 0, ...updates },
    });
    return Promise.resolve();
  };
}

describe("An update", function () {
  usesEngine(this);
  let stack: TestStack;

  const kubectlHere = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  /** The names of the ready pods with the latest revision. */
  const changed = async () => {
    const set = await get<StatefulSet>("statefulset", "emqx", "--namespace", stack.namespace);
    const { items } = await get<{ items: Pod[] }>("pods", "--namespace", stack.namespace);
    return items
      .filter(({ metadata }) => metadata.labels["controller-revision-hash"] === set.status.updateRevision)
      .filter(({ status }) =>
        status.conditions.some(({ type, status }) => type === "Ready" && status === "True"),
      )
      .map(({ metadata }) => metadata.name);
  };
  const all = ["emqx-0", "emqx-1", "emqx-2", "emqx-3"];

  before(async () => {
    stack = await TestStack.create(program("1MB", { partition: 2 }), "updates");
  });
  after(() => stack?.remove());

  it("creates all pods at once, regardless of the partition", async () => {
    await stack.up();
    expect(await changed()).to.deep.equal(all);
  });

  it("completes when the pods above the partition have changed", async () => {
    stack.use(program("2MB", { partition: 2 }));
    await stack.up();
    expect(await changed()).to.deep.equal(["emqx-2", "emqx-3"]);
  });

  it("reaches the other pods when the partition is removed", async () => {
    stack.use(program("2MB", {}));
    await stack.up();
    expect(await changed()).to.deep.equal(all);
    expect(summary(await stack.preview())).to.deep.equal([]);
  });

  it("changes no pod with OnDelete, and does not wait for changes", async () => {
    stack.use(program("3MB", { strategy: UpdateStrategy.OnDelete }));
    await stack.up();
    expect(await changed()).to.deep.equal([]);
    await kubectlHere("delete", "pods", "emqx-1");
    await eventually(async () => expect(await changed()).to.deep.equal(["emqx-1"]));
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
  });

  it("reaches all pods after a change from OnDelete to RollingUpdate", async () => {
    stack.use(program("3MB", {}));
    await stack.up();
    expect(await changed()).to.deep.equal(all);
  });

  it("completes without a change if the partition is above all pods", async () => {
    stack.use(program("4MB", { partition: 4 }));
    await stack.up();
    expect(await changed()).to.deep.equal([]);
  });
});
