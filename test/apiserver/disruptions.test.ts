import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { get, kubectl, testCluster } from "../support/cluster";
import { eventually } from "../support/eventually";
import { deploy, ownNamespace, podUids } from "./support";

type Budget = types.output.policy.v1.PodDisruptionBudget;

describe("A drain of Kubernetes nodes", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("disruptions");

  /** Evicts a pod as `kubectl drain` does. Returns the error of the API server, or an empty string. */
  async function evict(pod: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace()}/pods/${pod}/eviction`;
    const eviction = {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name: pod, namespace: namespace() },
    };
    const cluster = await testCluster();
    const { stderr } = await cluster.kubectl(["create", "--raw", path, "--filename=-"], {
      input: JSON.stringify(eviction),
      expect: [0, 1],
    });
    return stderr;
  }

  /** Deploys a cluster and waits until its budget counts its pods. */
  async function deployCounted(name: string, args: EmqxClusterArgs): Promise<Record<string, string>> {
    await deploy(namespace(), args, name);
    await eventually(async () => {
      const { status } = await get<Budget>("poddisruptionbudget", name, "--namespace", namespace());
      expect(status).to.include({ currentHealthy: args.replicas, disruptionsAllowed: 1 });
    });
    return podUids(namespace(), name);
  }

  /** Blocks new pods, so that an evicted pod is not replaced. */
  async function forbidNewPods(): Promise<void> {
    const { items } = await get<{ items: unknown[] }>("pods", "--namespace", namespace());
    await kubectl("create", "quota", "full", `--hard=pods=${items.length - 1}`, "--namespace", namespace());
    await eventually(async () => {
      const used = await kubectl(
        ...["get", "quota", "full", "--namespace", namespace(), "--output=jsonpath={.status.used.pods}"],
      );
      expect(used).to.equal(String(items.length));
    });
  }

  it("evicts the only node of a cluster", async () => {
    const uids = await deployCounted("single", { replicas: 1 });
    expect(await evict("single-0")).to.equal("");
    await eventually(async () => {
      const others = await podUids(namespace(), "single");
      expect(others).to.have.all.keys("single-0").and.not.deep.equal(uids);
    });
  });

  it("evicts one node of three, and no second one before the first is back", async () => {
    await deployCounted("triple", { replicas: 3 });
    await forbidNewPods();
    expect(await evict("triple-2")).to.equal("");
    await eventually(async () =>
      expect(await podUids(namespace(), "triple")).to.not.have.any.keys("triple-2"),
    );
    expect(await evict("triple-0")).to.include("violate the pod's disruption budget");
    expect(await podUids(namespace(), "triple")).to.have.all.keys("triple-0", "triple-1");
  });

  it("always evicts a node that is not ready", async () => {
    const status = { conditions: [{ type: "Ready", status: "False" }] };
    const patch = JSON.stringify({ status });
    const flags = ["--subresource=status", "--type=strategic", `--patch=${patch}`];
    await kubectl("patch", "pod", "triple-1", ...flags, "--namespace", namespace());
    expect(await evict("triple-0")).to.include("disruption budget");
    expect(await evict("triple-1")).to.equal("");
  });

  it("continues when the evicted nodes are back", async () => {
    await kubectl("delete", "quota", "full", "--namespace", namespace());
    // The controller retries rejected pods after longer and longer pauses, or after a change.
    await kubectl("annotate", "statefulset", "triple", "example.com/retry=now", "--namespace", namespace());
    await eventually(async () => expect(await evict("triple-0")).to.equal(""));
  });

  it("counts only the nodes of the same cluster", async () => {
    await deployCounted("triple-2", { replicas: 1 });
    expect(await evict("triple-2-0")).to.equal("");
  });
});
