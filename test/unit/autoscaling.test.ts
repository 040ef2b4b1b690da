import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import type { AutoscalingArgs, EmqxClusterArgs } from "../../components/index";
import { type Deployed, deploy, optionalChild } from "./support/cluster";

type Autoscaler = types.output.autoscaling.v2.HorizontalPodAutoscaler;

const autoscaler = (deployed: Deployed) => optionalChild<Autoscaler>(deployed, "HorizontalPodAutoscaler");
const specOf = async (autoscaling: AutoscalingArgs, args: EmqxClusterArgs = {}) =>
  autoscaler(await deploy({ ...args, autoscaling }))!.inputs.spec;

const use = (name: string, averageUtilization: number) => ({
  type: "ContainerResource",
  containerResource: { container: "emqx", name, target: { type: "Utilization", averageUtilization } },
});
const connections = {
  type: "Pods",
  pods: { metric: { name: "emqx_connections" }, target: { type: "AverageValue", averageValue: "50k" } },
};

describe("Autoscaling", () => {
  it("is disabled by default: replicas is the number of nodes", async () => {
    const deployed = await deploy({ replicas: 4 });
    expect(autoscaler(deployed)).to.equal(undefined);
    expect(deployed.statefulSet.ignoreChanges).not.to.include("spec.replicas");
    expect(deployed.statefulSet.inputs.metadata.annotations).to.equal(undefined);
  });

  it("scales the StatefulSet, starting with replicas", async () => {
    const deployed = await deploy({ replicas: 2, autoscaling: { maxReplicas: 7 } }, { name: "broker" });
    expect(deployed.statefulSet.inputs.spec.replicas).to.equal(2);
    expect(autoscaler(deployed)!.inputs.spec).to.deep.include({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: "broker" },
      minReplicas: 2,
      maxReplicas: 7,
    });
  });

  it("starts with minReplicas if replicas is not set", async () => {
    const { statefulSet } = await deploy({ autoscaling: { minReplicas: 5, maxReplicas: 7 } });
    expect(statefulSet.inputs.spec.replicas).to.equal(5);
  });

  it("creates the autoscaler after the StatefulSet is ready", async () => {
    const deployed = await deploy({ autoscaling: { maxReplicas: 5 } });
    expect(autoscaler(deployed)!.dependsOn).to.include("kubernetes:apps/v1:StatefulSet::emqx");
  });

  for (const autoscaling of [{ maxReplicas: 5 }, { external: true }]) {
    it(`ignores changes of the number of nodes with ${JSON.stringify(autoscaling)}`, async () => {
      const { statefulSet } = await deploy({ autoscaling });
      expect(statefulSet.ignoreChanges).to.include("spec.replicas");
    });

    it(`marks replicas as autoscaled in the manifest with ${JSON.stringify(autoscaling)}`, async () => {
      const { statefulSet } = await deploy({ autoscaling });
      expect(statefulSet.inputs.metadata.annotations).to.include({
        "pulumi-emqx/autoscaled": "spec.replicas",
      });
    });
  }

  it("creates no autoscaler if it is external", async () => {
    expect(autoscaler(await deploy({ autoscaling: { external: true } }))).to.equal(undefined);
  });

  it("does not change the pod template", async () => {
    const [fixed, scaled] = [await deploy(), await deploy({ autoscaling: { maxReplicas: 5 } })];
    expect(scaled.statefulSet.inputs.spec).to.deep.equal(fixed.statefulSet.inputs.spec);
  });

  it("scales down slowly by default, because clients of a removed node must reconnect", async () => {
    const { behavior } = await specOf({ maxReplicas: 5 });
    expect(behavior).to.deep.equal({
      scaleDown: {
        stabilizationWindowSeconds: 300,
        policies: [{ type: "Pods", value: 1, periodSeconds: 300 }],
      },
    });
  });

  it("uses the given behavior, and scales down slowly if only scaleUp is given", async () => {
    const scaleUp = { policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] };
    const { behavior } = await specOf({ maxReplicas: 5, behavior: { scaleUp } });
    expect(behavior.scaleUp).to.deep.equal(scaleUp);
    expect(behavior.scaleDown.stabilizationWindowSeconds).to.equal(300);
    const scaleDown = { stabilizationWindowSeconds: 900 };
    expect((await specOf({ maxReplicas: 5, behavior: { scaleDown } })).behavior).to.deep.equal({ scaleDown });
  });

  const metrics: [title: string, args: AutoscalingArgs, expected: object[]][] = [
    ["80 % CPU by default", {}, [use("cpu", 80)]],
    ["the given CPU utilization", { cpuUtilization: 60 }, [use("cpu", 60)]],
    ["memory only, if only memory is given", { memoryUtilization: 70 }, [use("memory", 70)]],
    ["CPU and memory", { cpuUtilization: 50, memoryUtilization: 70 }, [use("cpu", 50), use("memory", 70)]],
    ["custom metrics only", { metrics: [connections] }, [connections]],
    ["CPU and custom metrics", { cpuUtilization: 50, metrics: [connections] }, [use("cpu", 50), connections]],
  ];
  for (const [title, args, expected] of metrics) {
    it(`targets ${title}`, async () => {
      expect((await specOf({ maxReplicas: 5, ...args })).metrics).to.deep.equal(expected);
    });
  }

  it("accepts a limit in place of a request, as Kubernetes does", async () => {
    const resources = { limits: { cpu: "1" } };
    expect((await specOf({ maxReplicas: 5 }, { resources })).metrics).to.deep.equal([use("cpu", 80)]);
  });

  it("requires no requests for custom metrics", async () => {
    const spec = await specOf({ maxReplicas: 5, metrics: [connections] }, { resources: {} });
    expect(spec.metrics).to.deep.equal([connections]);
  });

  it("reports the current nodes", async () => {
    const { outputs } = await deploy({ replicas: 2, autoscaling: { maxReplicas: 5 } }, { scaledTo: 4 });
    expect(outputs.podDnsNames).to.have.length(4);
    expect(outputs.nodeNames[3]).to.equal("emqx@emqx-3.emqx-headless.default.svc.cluster.local");
  });
});
