import { expect } from "chai";
import { restrictedContainer } from "../support/restricted";
import type { Pod } from "./support/reach";
import { brokerImage } from "./support/options";
import { eventually, runningMembers, skip, usesBrokers } from "./support/suite";

/** The ports between nodes: the Erlang distribution and RPC. */
const nodePorts = [4370, 5369];

describe("The NetworkPolicy", function () {
  const cluster = usesBrokers(this, "network");
  let brokers: Pod[];
  before(async function () {
    const otherNamespaces = {
      matchExpressions: [
        { key: "kubernetes.io/metadata.name", operator: "NotIn", values: [cluster().namespace] },
      ],
    };
    await cluster().apply(sealing, client("device"), client("stranger"), client("sealed"));
    await cluster().kubectl("wait", "pods", "--all", "--for=condition=Ready", "--timeout=60s");
    await cluster().up({
      replicas: 2,
      networkPolicy: {
        clients: [{ podSelector: { matchLabels: { client: "device" } } }],
        dashboard: [],
        // DNS servers may listen on other ports than 53.
        egress: { enabled: true, rules: [{ to: [{ namespaceSelector: otherNamespaces }] }] },
      },
    });
    brokers = await Promise.all(["emqx-0", "emqx-1"].map((name) => cluster().pod(name)));
    // The component does not create this policy. So a fault of the component cannot look like a network without enforcement.
    if (await reaches("sealed", brokers[0], 1883)) skip(this, "a network that enforces NetworkPolicies");
  });

  it("lets the nodes form a cluster, although it restricts their outgoing connections", async () => {
    expect(await runningMembers(cluster(), "emqx-0")).to.equal(2);
  });

  it("lets only the given clients connect to the listeners", async () => {
    for (const broker of brokers) {
      expect(await reaches("device", broker, 1883)).to.equal(true);
      expect(await reaches("stranger", broker, 1883)).to.equal(false);
    }
  });

  it("lets nobody but the nodes connect to their own ports and the REST API", async () => {
    for (const broker of brokers)
      for (const port of [...nodePorts, 18083])
        expect(await reaches("device", broker, port), `${port}`).to.equal(false);
    for (const port of [...nodePorts, 18083])
      expect(await reaches("emqx-0", brokers[1], port), `${port}`).to.equal(true);
  });

  it("lets nodes connect only to each other, to DNS and to the Kubernetes API", async () => {
    const device = await cluster().pod("device");
    expect(await reaches("stranger", device, 1883)).to.equal(true);
    expect(await reaches("emqx-0", device, 1883)).to.equal(false);
  });

  it("opens its ports to everybody when the program restricts nothing, except those between nodes", async () => {
    await cluster().up({ replicas: 2 });
    await eventually(async () => expect(await reaches("stranger", brokers[0], 1883)).to.equal(true), 30);
    expect(await reaches("stranger", brokers[0], 18083)).to.equal(true);
    for (const port of nodePorts)
      expect(await reaches("stranger", brokers[0], port), `${port}`).to.equal(false);
  });

  /** Whether a TCP connection from one pod to a port of another succeeds within three seconds. */
  async function reaches(from: string, { status }: Pod, port: number): Promise<boolean> {
    const connection = `exec 3<>/dev/tcp/${status.podIP}/${port}`;
    const script = `timeout 3 bash -c '${connection}' 2> /dev/null && echo open || echo closed`;
    return (await cluster().kubectl("exec", from, "--", "bash", "-c", script)).trim() === "open";
  }
});

/** A policy that forbids the pod `sealed` all outgoing connections. */
const sealing = {
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "sealed" },
  spec: { podSelector: { matchLabels: { client: "sealed" } }, policyTypes: ["Egress"] },
};

/** A pod from which to connect. It runs a broker of its own, so that others can connect to it. */
function client(name: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { client: name } },
    spec: {
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      containers: [
        {
          name: "client",
          image: brokerImage(),
          ...(name === "device" ? {} : { command: ["sleep", "infinity"] }),
          securityContext: restrictedContainer,
        },
      ],
    },
  };
}
