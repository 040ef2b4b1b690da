import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { type EmqxClusterArgs, UpdateStrategy } from "../../components/index";
import { type Deployed, deploy, optionalChild } from "./support/cluster";

type Budget = types.output.policy.v1.PodDisruptionBudget;

const budget = (deployed: Deployed) => optionalChild<Budget>(deployed, "PodDisruptionBudget")?.inputs.spec;

describe("The disruption budget", () => {
  it("allows one unavailable node, so that a single node can be drained", async () => {
    for (const replicas of [1, 3]) {
      expect(budget(await deploy({ replicas })))
        .to.include({ maxUnavailable: 1 })
        .and.not.have.property("minAvailable");
    }
  });

  it("always allows the eviction of pods that are not ready", async () => {
    expect(budget(await deploy())).to.include({ unhealthyPodEvictionPolicy: "AlwaysAllow" });
  });

  it("selects only the pods of its cluster", async () => {
    const deployed = await deploy({ labels: { team: "a" } });
    expect(budget(deployed)?.selector).to.deep.equal(deployed.statefulSet.inputs.spec.selector);
  });

  const given: [title: string, args: EmqxClusterArgs, expected: object][] = [
    ["more unavailable nodes", { podDisruptionBudget: { maxUnavailable: 2 } }, { maxUnavailable: 2 }],
    ["a minimum of available nodes", { podDisruptionBudget: { minAvailable: 2 } }, { minAvailable: 2 }],
    [
      "a minimum of available nodes with an external autoscaler",
      { podDisruptionBudget: { minAvailable: 3 }, autoscaling: { external: true } },
      { minAvailable: 3 },
    ],
  ];
  for (const [title, args, expected] of given) {
    it(`allows ${title}`, async () => {
      const { selector, unhealthyPodEvictionPolicy, ...rest } = budget(await deploy(args))!;
      expect(rest).to.deep.equal(expected);
      expect(selector).to.be.an("object");
      expect(unhealthyPodEvictionPolicy).to.be.a("string");
    });
  }

  it("is not created if it is disabled", async () => {
    expect(budget(await deploy({ podDisruptionBudget: { enabled: false } }))).to.equal(undefined);
  });
});

describe("Updates", () => {
  const spec = async (args: EmqxClusterArgs) => (await deploy(args)).statefulSet.inputs.spec;
  const waitFor = async (args: EmqxClusterArgs) =>
    (await deploy(args)).statefulSet.inputs.metadata.annotations?.["pulumi.com/waitFor"];

  it("restart one pod at a time, a few seconds after the previous one became ready", async () => {
    expect(await spec({})).to.deep.include({ updateStrategy: { type: "RollingUpdate" }, minReadySeconds: 3 });
  });

  it("continue immediately with minReadySeconds 0", async () => {
    expect(await spec({ updates: { minReadySeconds: 0 } })).to.include({ minReadySeconds: 0 });
  });

  it("wait until pods are deleted with strategy OnDelete", async () => {
    expect(await spec({ updates: { strategy: UpdateStrategy.OnDelete } })).to.deep.include({
      updateStrategy: { type: "OnDelete" },
    });
  });

  it("stop at a partition, and succeed when the pods above it are updated", async () => {
    const updates = { partition: 2 };
    expect(await spec({ updates })).to.deep.include({
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } },
    });
    expect(await waitFor({ updates, replicas: 5 })).to.include("@.updatedReplicas>2)");
  });

  it("wait for no pod if the partition is above all pods", async () => {
    const condition = await waitFor({ updates: { partition: 3 } });
    expect(condition).to.include("@.readyReplicas").and.not.include("updatedReplicas");
  });

  it("use the await logic of the provider without a partition", async () => {
    for (const updates of [{}, { partition: 0 }, { strategy: UpdateStrategy.OnDelete }]) {
      expect(await waitFor({ updates })).to.equal(undefined);
    }
  });

  it("do not change the pod template with the strategy", async () => {
    const [usual, other] = [await spec({}), await spec({ updates: { partition: 1, minReadySeconds: 9 } })];
    expect(other.template).to.deep.equal(usual.template);
  });
});
