import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs, Exposure, ListenerType } from "../../components/index";
import { get, kubectl, testCluster } from "../support/cluster";
import { chartCookie, chartObjects, chartRelease, chartValues } from "../support/chart";
import { fewestReady, isReady } from "../support/readyPods";
import { release } from "../support/takeOver";
import { foreignOwners } from "./owners";
import { usesEngine, summary, TestStack } from "./support";

type Pod = types.output.core.v1.Pod;
type Service = types.output.core.v1.Service;
type ServiceAccount = types.output.core.v1.ServiceAccount;

describe("A cluster that the official chart has created", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    const { labels, annotations, externalIPs } = chartValues;
    stack = await TestStack.create(program({ labels, annotations, service: { externalIPs } }), "adoption");
    const [account, ...others] = chartObjects(stack.namespace);
    // Helm 4 uses server-side apply, Helm 3 creates and patches.
    await apply(["apply", "--server-side"], [account]);
    await apply(["create"], others);
    await here("rollout", "status", "statefulset/emqx", "--timeout=60s");
  });
  after(() => stack?.remove());

  const program = (args: EmqxClusterArgs) => () => {
    new EmqxCluster("emqx", {
      ...{ credentials: { cookie: chartCookie }, updates: { minReadySeconds: 0 } },
      acceptedExposures: Object.values(Exposure),
      ...args,
    });
    return Promise.resolve();
  };

  async function apply(command: string[], objects: object[]): Promise<void> {
    const input = objects.map((object) => JSON.stringify(object)).join("\n");
    await (await testCluster()).kubectl([...command, "--field-manager=helm", "-f", "-"], { input });
  }

  /** Helm's objects that remain, each with different names for some of its field managers. */
  async function renameOwner(from: string, to: string): Promise<void> {
    const cluster = await testCluster();
    const selector = ["-l", "app.kubernetes.io/instance=emqx"];
    const names = await here("get", "serviceaccounts,services", ...selector, "-o", "name");
    for (const name of names.trim().split("\n")) {
      const object = await here("get", name, "--show-managed-fields", "-o", "json");
      const input = object.replaceAll(`"manager": "${from}"`, `"manager": "${to}"`);
      await cluster.kubectl(["replace", "--namespace", stack.namespace, "-f", "-"], { input });
    }
  }

  const here = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  const uids = (kind: string) => here("get", kind, "-o", "jsonpath={.items[*].metadata.uid}");

  async function pods(): Promise<Pod[]> {
    return (await get<{ items: Pod[] }>("pods", "--namespace", stack.namespace)).items;
  }

  it("is adopted by the documented steps, keeps its claims, and misses at most one pod at a time", async () => {
    const [services, claims, before] = [await uids("services"), await uids("pvc"), await uids("pods")];
    await release(here, chartRelease);
    expect(await uids("pods")).to.equal(before);
    await renameOwner("helm", "kubectl-helm");
    expect(await fewestReady(stack.upTakingOver(), pods, 50)).to.be.at.least(2);
    expect([await uids("services"), await uids("pvc")]).to.deep.equal([services, claims]);
    expect(await uids("pods")).not.to.equal(before);
    expect((await pods()).filter(isReady)).to.have.length(3);
  });

  it("behaves like any other cluster after that", async () => {
    expect(summary(await stack.preview())).to.deep.equal([]);
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
    expect(await foreignOwners(stack.namespace)).to.deep.equal([]);
    await here("delete", "configmap", "emqx-env");
    await here("rollout", "restart", "statefulset/emqx");
    await here("rollout", "status", "statefulset/emqx", "--timeout=60s");
  });

  it("loses ports, list entries, labels and annotations of the chart when the program removes them later", async () => {
    await here("create", "secret", "generic", "cert", "--from-literal=tls.crt=", "--from-literal=tls.key=");
    stack.use(
      program({
        tls: { secretName: "cert", dashboard: true },
        listeners: [{ type: ListenerType.Mqtts }],
      }),
    );
    await stack.up();
    const services = await get<{ items: Service[] }>("services", "--namespace", stack.namespace);
    const ports = Object.fromEntries(
      services.items.map(({ metadata, spec }) => [
        metadata.name,
        spec.ports.map(({ name, port }) => `${name} ${port}`),
      ]),
    );
    expect(ports.emqx).to.have.members(["mqttssl 8883", "dashboard 18084"]);
    expect(ports["emqx-headless"]).to.have.members([
      "mqttssl 8883",
      "dashboard 18084",
      "dist 4370",
      "rpc 5369",
    ]);
    const accounts = await get<{ items: ServiceAccount[] }>(
      "serviceaccounts",
      "--namespace",
      stack.namespace,
    );
    const adopted = [...services.items, ...accounts.items].filter(
      ({ metadata }) => metadata.name !== "default",
    );
    expect(adopted).to.have.length(3);
    for (const { metadata } of adopted) {
      expect(metadata.labels, metadata.name).not.to.have.any.keys("team", "helm.sh/chart");
      expect(metadata.annotations ?? {}, metadata.name).not.to.have.any.keys(
        "note",
        "meta.helm.sh/release-name",
      );
    }
    expect(services.items.find(({ metadata }) => metadata.name === "emqx")?.spec.externalIPs).to.equal(
      undefined,
    );
    expect(summary(await stack.preview())).to.deep.equal([]);
  });
});
