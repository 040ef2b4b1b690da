import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { Edition, type EmqxClusterArgs } from "../../components/index";
import { get, kubectl } from "../support/cluster";
import { render } from "../support/manifests";
import { eventually } from "../support/eventually";
import { apply, deploy, endpoints, ownNamespace, pods, rollout } from "./support";

type Budget = types.output.policy.v1.PodDisruptionBudget;

const args: EmqxClusterArgs = {
  edition: Edition.Enterprise,
  replicas: 2,
  replicants: { replicas: 3 },
  evacuation: { timeoutSeconds: 60 },
};

describe("Replicants", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("replicants");

  const behind = async (service: string) =>
    (await endpoints(namespace(), service)).map(({ targetRef }) => targetRef.name);
  const rolledOut = (name: string) =>
    kubectl(
      ...["rollout", "status", `deployment/${name}-replicant`, "--namespace", namespace(), "--timeout=45s"],
    );

  for (const name of ["emqx", "a".repeat(52)]) {
    it(`are accepted without a warning, with hooks and a longer grace period: ${name.slice(0, 8)}`, async () => {
      const { objects } = await render({ ...args, namespace: namespace() }, name);
      expect(await apply(namespace(), objects)).to.equal("");
      await rollout(namespace(), name);
      await rolledOut(name);
      const live = await pods(namespace(), name);
      expect(live).to.have.length(5);
      for (const { metadata, spec } of live) {
        // Core nodes have three more minutes to leave the cluster when it is scaled down.
        const isCore = metadata.labels["app.kubernetes.io/component"] === "core";
        expect(spec.terminationGracePeriodSeconds).to.equal(isCore ? 360 : 180);
        expect(spec.containers[0].lifecycle.preStop.exec.command).to.include(
          "/etc/emqx/scripts/evacuation.sh",
        );
      }
    });
  }

  it("serve the client Service, and core nodes the headless Service", async () => {
    const cores = ["emqx-0", "emqx-1"];
    await eventually(async () => {
      expect(await behind("emqx-headless")).to.deep.equal(cores);
      const clients = await behind("emqx");
      expect(clients).to.have.length(3);
      expect(clients.every((pod) => pod.startsWith("emqx-replicant-"))).to.equal(true);
    });
  });

  it("have a PodDisruptionBudget that does not count core nodes", async () => {
    for (const [budget, healthy] of [
      ["emqx", 2],
      ["emqx-replicant", 3],
    ] as const) {
      await eventually(async () => {
        const { status } = await get<Budget>("poddisruptionbudget", budget, "--namespace", namespace());
        expect(status).to.include({ currentHealthy: healthy, disruptionsAllowed: 1 });
      });
    }
  });

  it("do not affect core nodes when they are added or removed", async () => {
    const uids = async () =>
      (await pods(namespace(), "later"))
        .filter(({ metadata }) => metadata.labels["app.kubernetes.io/component"] === "core")
        .map(({ metadata }) => metadata.uid);
    const without = { ...args, replicants: undefined };
    await deploy(namespace(), without, "later");
    const before = await uids();
    await deploy(namespace(), args, "later");
    await rolledOut("later");
    expect(await uids()).to.deep.equal(before);
  });
});
