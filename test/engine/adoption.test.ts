import { setTimeout as sleep } from "node:timers/promises";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { EmqxCluster } from "../../components/index";
import { get, kubectl, testCluster } from "../support/cluster";
import { usesEngine, summary, TestStack } from "./support";

type Pod = types.output.core.v1.Pod;

const chart = { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": "emqx" };
const labels = { ...chart, "app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "emqx-5.8.9" };

/** What the official chart makes of a release called emqx, as far as names, labels and immutable fields go. */
function chartObjects(namespace: string): object[] {
  const ports = [
    { name: "mqtt", port: 1883, targetPort: "mqtt" },
    { name: "mqttssl", port: 8883, targetPort: "mqttssl" },
    { name: "dashboard", port: 18083, targetPort: "dashboard" },
  ];
  const meta = (name: string) => ({ name, namespace, labels });
  const securityContext = {
    ...{ runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false },
    ...{ capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
  };
  const container = {
    name: "emqx",
    image: "emqx/emqx:5.8.9",
    securityContext,
    ports: ports.map(({ name, port }) => ({ name, containerPort: port })),
    envFrom: [{ configMapRef: { name: "emqx-env" } }],
    volumeMounts: [{ name: "emqx-data", mountPath: "/opt/emqx/data" }],
  };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: meta("emqx") },
    { apiVersion: "v1", kind: "ConfigMap", metadata: meta("emqx-env"), data: {} },
    { apiVersion: "v1", kind: "Service", metadata: meta("emqx"), spec: { selector: chart, ports } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta("emqx-headless"),
      spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: chart, ports },
    },
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: meta("emqx"),
      spec: {
        replicas: 3,
        serviceName: "emqx-headless",
        podManagementPolicy: "Parallel",
        selector: { matchLabels: chart },
        template: {
          metadata: { labels: { ...chart, app: "emqx" } },
          spec: { serviceAccountName: "emqx", containers: [container] },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "emqx-data", labels: { ...chart, "app.kubernetes.io/managed-by": "Helm" } },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
      },
    },
  ];
}

describe("a cluster that the official chart has made", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    const program = () => {
      new EmqxCluster("emqx", {
        credentials: { cookie: "cookieOfTheChart" },
        updates: { minReadySeconds: 0 },
      });
      return Promise.resolve();
    };
    stack = await TestStack.create(program, "adoption");
    const cluster = await testCluster();
    const input = chartObjects(stack.namespace)
      .map((object) => JSON.stringify(object))
      .join("\n");
    await cluster.kubectl(["apply", "--server-side", "--field-manager=helm", "-f", "-"], { input });
    await here("rollout", "status", "statefulset/emqx", "--timeout=60s");
  });
  after(() => stack?.remove());

  const here = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  const uids = (kind: string) => here("get", kind, "-o", "jsonpath={.items[*].metadata.uid}");

  async function readyPods(): Promise<number> {
    const { items } = await get<{ items: Pod[] }>("pods", "--namespace", stack.namespace);
    return items.filter(
      ({ metadata, status }) =>
        !metadata.deletionTimestamp &&
        status.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    ).length;
  }

  /** The fewest ready pods that there were while something ran. */
  async function fewestReady(work: Promise<unknown>): Promise<number> {
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    let fewest = Infinity;
    while (!isDone) {
      fewest = Math.min(fewest, await readyPods());
      await sleep(50);
    }
    await done;
    return fewest;
  }

  it("comes under management by the documented steps, without its claims or more than one pod at a time missing", async () => {
    const [services, claims, pods] = [await uids("services"), await uids("pvc"), await uids("pods")];
    await here("label", "pods", "-l", "app.kubernetes.io/instance=emqx", "app.kubernetes.io/component=core");
    await here("delete", "statefulset", "emqx", "--cascade=orphan");
    expect(await uids("pods")).to.equal(pods);
    const unserved = JSON.stringify({ spec: { ports: [{ port: 8883, $patch: "delete" }] } });
    await here("patch", "services", "emqx", "emqx-headless", `--patch=${unserved}`);
    expect(await fewestReady(stack.upTakingOver())).to.be.at.least(2);
    expect([await uids("services"), await uids("pvc")]).to.deep.equal([services, claims]);
    expect(await uids("pods")).not.to.equal(pods);
    expect(await readyPods()).to.equal(3);
  });

  it("is one like any other from then on", async () => {
    expect(summary(await stack.preview())).to.deep.equal([]);
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
    await here("delete", "configmap", "emqx-env");
    await here("rollout", "restart", "statefulset/emqx");
    await here("rollout", "status", "statefulset/emqx", "--timeout=60s");
  });
});
