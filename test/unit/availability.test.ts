import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { type EmqxClusterArgs, UpdateStrategy } from "../../components/index";
import { type Deployed, deploy, optionalChild } from "./support/cluster";

type Budget = types.output.policy.v1.PodDisruptionBudget;

const budget = (deployed: Deployed) => optionalChild<Budget>(deployed, "PodDisruptionBudget")?.inputs.spec;

describe("The disruption budget", () => {
  it("lets one node be away, so that a cluster of one can be drained too", async () => {
    for (const replicas of [1, 3]) {
      expect(budget(await deploy({ replicas })))
        .to.include({ maxUnavailable: 1 })
        .and.not.have.property("minAvailable");
    }
  });

  it("never keeps a pod that is not ready from being evicted", async () => {
    expect(budget(await deploy())).to.include({ unhealthyPodEvictionPolicy: "AlwaysAllow" });
  });

  it("counts exactly the pods of its cluster", async () => {
    const deployed = await deploy({ labels: { team: "a" } });
    expect(budget(deployed)?.selector).to.deep.equal(deployed.statefulSet.inputs.spec.selector);
  });

  const given: [title: string, args: EmqxClusterArgs, expected: object][] = [
    ["more nodes away", { podDisruptionBudget: { maxUnavailable: 2 } }, { maxUnavailable: 2 }],
    ["a number of nodes that stay", { podDisruptionBudget: { minAvailable: 2 } }, { minAvailable: 2 }],
    [
      "one that stays of a number that nobody knows",
      { podDisruptionBudget: { minAvailable: 3 }, autoscaling: { external: true } },
      { minAvailable: 3 },
    ],
  ];
  for (const [title, args, expected] of given) {
    it(`lets the user ask for ${title}`, async () => {
      const { selector, unhealthyPodEvictionPolicy, ...rest } = budget(await deploy(args))!;
      expect(rest).to.deep.equal(expected);
      expect(selector).to.be.an("object");
      expect(unhealthyPodEvictionPolicy).to.be.a("string");
    });
  }

  it("is left out when it is switched off", async () => {
    expect(budget(await deploy({ podDisruptionBudget: { enabled: false } }))).to.equal(undefined);
  });
});

describe("Updates", () => {
  const spec = async (args: EmqxClusterArgs) => (await deploy(args)).statefulSet.inputs.spec;
  const waitFor = async (args: EmqxClusterArgs) =>
    (await deploy(args)).statefulSet.inputs.metadata.annotations?.["pulumi.com/waitFor"];

  it("reach one pod after the other, each some seconds after the one before it was ready", async () => {
    expect(await spec({})).to.deep.include({ updateStrategy: { type: "RollingUpdate" }, minReadySeconds: 5 });
  });

  it("go on at once where the user wants that", async () => {
    expect(await spec({ updates: { minReadySeconds: 0 } })).to.include({ minReadySeconds: 0 });
  });

  it("wait for somebody to delete the pods where the user wants that", async () => {
    expect(await spec({ updates: { strategy: UpdateStrategy.OnDelete } })).to.deep.include({
      updateStrategy: { type: "OnDelete" },
    });
  });

  it("stop at a partition, and then end when the pods above it are changed", async () => {
    const updates = { partition: 2 };
    expect(await spec({ updates })).to.deep.include({
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } },
    });
    expect(await waitFor({ updates, replicas: 5 })).to.include("@.updatedReplicas>2)");
  });

  it("wait for no changed pod where a partition is above all of them", async () => {
    const condition = await waitFor({ updates: { partition: 3 } });
    expect(condition).to.include("@.readyReplicas").and.not.include("updatedReplicas");
  });

  it("are waited for as the provider does it where there is no partition", async () => {
    for (const updates of [{}, { partition: 0 }, { strategy: UpdateStrategy.OnDelete }]) {
      expect(await waitFor({ updates })).to.equal(undefined);
    }
  });

  it("do not change the pods by the way that they go", async () => {
    const [usual, other] = [await spec({}), await spec({ updates: { partition: 1, minReadySeconds: 9 } })];
    expect(other.template).to.deep.equal(usual.template);
  });
});
