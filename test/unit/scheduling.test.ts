import { expect } from "chai";
import { type SchedulingArgs, Strictness } from "../../components/index";
import { deploy, refusal } from "./support/cluster";

const specOf = async (scheduling?: SchedulingArgs) =>
  (await deploy({ scheduling })).statefulSet.inputs.spec.template.spec;
const labelSelector = {
  matchLabels: {
    "app.kubernetes.io/name": "emqx",
    "app.kubernetes.io/instance": "emqx",
    "app.kubernetes.io/component": "core",
  },
};
const apart = { topologyKey: "kubernetes.io/hostname", labelSelector };

describe("Pods are scheduled", () => {
  it("preferably on different Kubernetes nodes, and spread over zones", async () => {
    const { affinity, topologySpreadConstraints } = await specOf();
    expect(affinity).to.deep.equal({
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart }],
      },
    });
    expect(topologySpreadConstraints).to.deep.equal([
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector,
      },
    ]);
  });

  it("strictly so if both are hard", async () => {
    const hard = { antiAffinity: Strictness.Hard, zoneSpread: Strictness.Hard };
    const { affinity, topologySpreadConstraints } = await specOf(hard);
    expect(affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).to.deep.equal([apart]);
    expect(topologySpreadConstraints[0].whenUnsatisfiable).to.equal("DoNotSchedule");
  });

  it("anywhere if both are none", async () => {
    const spec = await specOf({ antiAffinity: Strictness.None, zoneSpread: Strictness.None });
    expect(spec).not.to.have.any.keys("affinity", "topologySpreadConstraints");
  });

  it("by the user's rules in addition", async () => {
    const term = { topologyKey: "rack", labelSelector };
    const nodeAffinity = {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "disk", operator: "In", values: ["ssd"] }] }],
      },
    };
    const constraint = { maxSkew: 2, topologyKey: "rack", whenUnsatisfiable: "DoNotSchedule", labelSelector };
    const { affinity, topologySpreadConstraints } = await specOf({
      affinity: {
        nodeAffinity,
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
        },
      },
      topologySpreadConstraints: [constraint],
    });
    expect(affinity.nodeAffinity).to.deep.equal(nodeAffinity);
    expect(affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution).to.deep.equal([
      { weight: 1, podAffinityTerm: term },
      { weight: 100, podAffinityTerm: apart },
    ]);
    expect(topologySpreadConstraints[0]).to.deep.equal(constraint);
  });

  it("over zones by the user's rule if there is one, because Kubernetes rejects two equal constraints", async () => {
    const zones = {
      maxSkew: 2,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector,
    };
    const { topologySpreadConstraints } = await specOf({ topologySpreadConstraints: [zones] });
    expect(topologySpreadConstraints).to.deep.equal([zones]);
    const message = await refusal({
      scheduling: { topologySpreadConstraints: [zones], zoneSpread: Strictness.Hard },
    });
    expect(message).to.include("\n  scheduling.zoneSpread: also set by topologySpreadConstraints");
  });

  it("on chosen Kubernetes nodes, with a priority, by a chosen scheduler", async () => {
    const given = {
      nodeSelector: { "kubernetes.io/arch": "arm64" },
      tolerations: [{ key: "mqtt", operator: "Exists" }],
      priorityClassName: "high",
      schedulerName: "mine",
    };
    expect(await specOf(given)).to.deep.include(given);
  });

  const refused: [path: string, scheduling: object, text: string][] = [
    ["scheduling.antiAffinity", { antiAffinity: "strict" }, "soft, hard, none"],
    ["scheduling.zoneSpread", { zoneSpread: true }, "soft, hard, none"],
    ["scheduling.nodeSelector.a", { nodeSelector: { a: 1 } }, "a string"],
    ["scheduling.tolerations", { tolerations: {} }, "a list"],
    ["scheduling.affinity.pod", { affinity: { pod: {} } }, "nodeAffinity"],
    ["scheduling.affinity.podAntiAffinity", { affinity: { podAntiAffinity: null } }, "an object"],
    ["scheduling.topologySpreadConstraints[0]", { topologySpreadConstraints: [null] }, "an object"],
    ["scheduling.priorityClassName", { priorityClassName: "A B" }, "a Kubernetes name"],
    ["scheduling.zone", { zone: "a" }, "unknown argument"],
  ];
  for (const [path, scheduling, text] of refused) {
    it(`only with a valid ${path}`, async () => {
      const message = await refusal({ scheduling });
      expect(message).to.include(`\n  ${path}: `).and.include(text);
    });
  }
});
