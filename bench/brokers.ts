import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../local/subprocess";
import { BrokerCluster } from "../test/broker/support/brokerCluster";
import type { Kubernetes } from "../test/broker/support/kubernetes";
import { restrictedContainer } from "../test/support/restricted";
import { brokerOptions } from "../test/broker/support/options";
import { median } from "./measure";

/** One way to deploy three nodes, change a setting, and scale to four and back. */
interface Variant {
  name: string;
  namespace: string;
  kubernetes: Kubernetes;
  /** Returns when the command considers its work done. */
  deploy(replicas: number, packetSize: string): Promise<void>;
  remove(): Promise<void>;
}

const steps: [step: string, replicas: number, packetSize: string][] = [
  ["from nothing to three nodes", 3, "1MB"],
  ["a changed setting", 3, "2MB"],
  ["scale to four nodes", 4, "2MB"],
  ["scale to three nodes", 3, "2MB"],
];

/** Seconds until the command ends, and until all pods have the change and every node sees all others. */
interface Times {
  command: number;
  cluster: number;
}

/**
 * Measures the component on real brokers, in turns with EMQX's Helm chart if its folder is given. Returns the medians as a Markdown table.
 */
export async function measureBrokers(rounds: number, chart?: string): Promise<string> {
  const variants = chart === undefined ? [component] : [component, () => helm(chart)];
  const samples = new Map<string, Times[]>();
  for (let round = 0; round < rounds; round++) {
    for (const open of round % 2 === 0 ? variants : [...variants].reverse()) {
      const variant = await open();
      try {
        for (const [step, replicas, packetSize] of steps) {
          const times = await measureStep(variant, replicas, packetSize);
          const key = `${step} | ${variant.name}`;
          samples.set(key, [...(samples.get(key) ?? []), times]);
          console.error(`round ${round + 1}: ${key}: ${JSON.stringify(times)}`);
        }
      } finally {
        await variant.remove();
      }
    }
  }
  const column = (all: Times[], name: keyof Times) =>
    `${median(all.map((times) => times[name])).toFixed(1)} s`;
  const rows = [...samples].map(
    ([key, all]) => `| ${key} | ${column(all, "command")} | ${column(all, "cluster")} |`,
  );
  return ["| step | by | command | one cluster |", "| --- | --- | ---: | ---: |", ...rows].join("\n");
}

async function measureStep(variant: Variant, replicas: number, packetSize: string): Promise<Times> {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  await variant.deploy(replicas, packetSize);
  const command = elapsed();
  const { kubernetes, namespace } = variant;
  await kubernetes.kubectl(["rollout", "status", "statefulset/emqx", `--namespace=${namespace}`]);
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    while (!(await seesAll(variant, ordinal, replicas))) await sleep(200);
  }
  return { command, cluster: elapsed() };
}

async function seesAll({ kubernetes, namespace }: Variant, ordinal: number, nodes: number): Promise<boolean> {
  const args = ["exec", `emqx-${ordinal}`, `--namespace=${namespace}`, "--container=emqx", "--"];
  const status = await kubernetes
    .kubectl([...args, "emqx", "ctl", "cluster", "status", "--json"])
    .catch(() => "{}");
  const { running_nodes: running = [] } = JSON.parse(status.slice(status.indexOf("{"))) as {
    running_nodes?: string[];
  };
  return running.length === nodes;
}

async function component(): Promise<Variant> {
  const cluster = await BrokerCluster.create("bench");
  return {
    name: "`EmqxCluster`",
    namespace: cluster.namespace,
    kubernetes: cluster.kubernetes,
    deploy: async (replicas, packetSize) => {
      await cluster.up({ replicas, env: { EMQX_MQTT__MAX_PACKET_SIZE: packetSize } });
    },
    remove: () => cluster.remove(),
  };
}

/** The chart, with volumes and with pods that `restricted` admits, as the component has them. */
async function helm(chart: string): Promise<Variant> {
  // For the namespace only.
  const cluster = await BrokerCluster.create("bench-chart");
  const { namespace, kubernetes } = cluster;
  const { kubeconfig, context, storageClass } = brokerOptions()!;
  const values = {
    recreatePods: true,
    persistence: { enabled: true, size: "1Gi", storageClassName: storageClass },
    containerSecurityContext: restrictedContainer,
  };
  return {
    name: "`helm --wait`",
    namespace,
    kubernetes,
    deploy: async (replicaCount, packetSize) => {
      const all = { ...values, replicaCount, emqxConfig: { EMQX_MQTT__MAX_PACKET_SIZE: packetSize } };
      const place = [`--namespace=${namespace}`, `--kubeconfig=${kubeconfig}`, `--kube-context=${context}`];
      const args = ["upgrade", "--install", "emqx", chart, ...place, "--wait", "--timeout=10m", "--values=-"];
      await run("helm", args, { input: JSON.stringify(all) });
    },
    remove: () => cluster.remove(),
  };
}
