import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import {
  DiscoveryStrategy,
  type EmqxClusterArgs,
  ListenerType,
  type NetworkPolicyArgs,
  NetworkProtocol,
} from "../../components/index";
import { deploy, type DeployOptions, optionalChild } from "./support/cluster";
import { lets, letsOut, type Other } from "./support/networkPolicy";

type NetworkPolicy = types.output.networking.v1.NetworkPolicy;

async function policyOf(args: EmqxClusterArgs, options?: DeployOptions) {
  const deployed = await deploy(args, options);
  return optionalChild<NetworkPolicy>(deployed, "NetworkPolicy")!.inputs.spec;
}
const policy = (networkPolicy: NetworkPolicyArgs, args: EmqxClusterArgs = {}) =>
  policyOf({ ...args, networkPolicy });

const ownPod: Other = { pod: { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": "emqx" } };
const neighbour: Other = {
  pod: { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": "emqx-2" },
};
const impostor: Other = { ...ownPod, namespace: { name: "elsewhere" } };
const world: Other = { address: "203.0.113.7" };
const strangers = { neighbour, impostor, world };
const app: Other = { pod: { app: "sensor" }, namespace: { team: "iot" } };
const iot = { namespaceSelector: { matchLabels: { team: "iot" } } };
const tls = { secretName: "cert" };

describe("The NetworkPolicy", () => {
  it("selects the pods of its own cluster only", async () => {
    const deployed = await deploy({}, { name: "broker" });
    const { spec } = optionalChild<NetworkPolicy>(deployed, "NetworkPolicy")!.inputs;
    const { matchLabels } = spec.podSelector;
    expect(matchLabels).to.deep.equal({
      "app.kubernetes.io/name": "emqx",
      "app.kubernetes.io/instance": "broker",
    });
    expect(deployed.statefulSet.inputs.spec.template.metadata.labels).to.include(matchLabels);
  });

  for (const port of [4370, 5369]) {
    it(`allows only the cluster's own pods to connect to port ${port}`, async () => {
      const spec = await policyOf({});
      expect(lets(spec, ownPod, { port })).to.equal(true);
      for (const [title, stranger] of Object.entries(strangers)) {
        expect(lets(spec, stranger, { port }), title).to.equal(false);
      }
    });
  }

  it("allows the RPC port of EMQX 4.2", async () => {
    const spec = await policyOf({ image: "emqx/emqx:4.2.14" });
    expect([5369, 5370].map((port) => lets(spec, ownPod, { port }))).to.deep.equal([false, true]);
  });

  it("allows everyone to connect to the listeners, and to no other port", async () => {
    const spec = await policyOf({ tls, listeners: [{ type: ListenerType.Mqtts, port: 9883 }] });
    for (const other of [app, world, neighbour]) {
      expect(lets(spec, other, { port: 9883 })).to.equal(true);
      expect([1883, 8083, 8084, 8883, 22].filter((port) => lets(spec, other, { port }))).to.deep.equal([]);
    }
  });

  it("allows someone to connect to every port of the pods", async () => {
    for (const image of ["emqx/emqx:5.8.9", "emqx/emqx:4.4.19", "emqx/emqx:4.2.14"]) {
      const deployed = await deploy({ image, tls: { ...tls, dashboard: image.includes(":5.") } });
      const { spec } = optionalChild<NetworkPolicy>(deployed, "NetworkPolicy")!.inputs;
      for (const { containerPort, protocol } of deployed.container.ports) {
        expect(lets(spec, ownPod, { port: containerPort, protocol }), `${containerPort}`).to.equal(true);
      }
    }
  });

  it("allows everyone to connect to the dashboard, and on 4.x to the management API", async () => {
    expect(lets(await policyOf({}), world, { port: 18083 })).to.equal(true);
    expect(lets(await policyOf({}), world, { port: 8081 })).to.equal(false);
    expect(lets(await policyOf({ image: "emqx/emqx:4.4.19" }), world, { port: 8081 })).to.equal(true);
  });

  it("limits clients to the user's peers, and does not change the dashboard's rule", async () => {
    const spec = await policy({
      clients: [iot, { ipBlock: { cidr: "10.0.0.0/8", except: ["10.9.0.0/16"] } }],
    });
    const at = (other: Other, port: number) => lets(spec, other, { port });
    expect([app, { address: "10.1.2.3" }].map((other) => at(other, 1883))).to.deep.equal([true, true]);
    const others = [neighbour, world, { address: "10.9.1.1" }, { pod: { app: "sensor" } }];
    expect(others.map((other) => at(other, 1883) || at(other, 8083))).to.deep.equal(others.map(() => false));
    expect(at(world, 18083)).to.equal(true);
  });

  it("allows pods of all namespaces to connect to listeners that are not exposed if clients are limited", async () => {
    const listeners = [{ type: ListenerType.Mqtt }, { type: ListenerType.Ws, exposed: false }];
    for (const clients of [[], [{ ipBlock: { cidr: "203.0.113.0/24" } }]]) {
      const spec = await policy({ clients }, { listeners });
      const at = (port: number) => [world, app, neighbour].map((other) => lets(spec, other, { port }));
      expect(at(8083)).to.deep.equal([false, true, true]);
      expect(at(1883)).to.deep.equal([clients.length > 0, false, false]);
    }
  });

  it("allows everyone to connect to listeners that are not exposed if clients are not limited", async () => {
    const spec = await policyOf({
      listeners: [{ type: ListenerType.Mqtt }, { type: ListenerType.Ws, exposed: false }],
    });
    expect([1883, 8083].map((port) => lets(spec, world, { port }))).to.deep.equal([true, true]);
  });

  it("limits the dashboard to the user's peers, and does not change the rule of clients", async () => {
    const spec = await policy({ dashboard: [iot] }, { image: "emqx/emqx:4.4.19" });
    for (const port of [18083, 8081]) {
      expect([app, world].map((other) => lets(spec, other, { port }))).to.deep.equal([true, false]);
    }
    expect(lets(spec, world, { port: 1883 })).to.equal(true);
  });

  it("treats an empty list as nobody, whereas Kubernetes treats it as everybody", async () => {
    const spec = await policy({ clients: [], dashboard: [] });
    for (const port of [1883, 8083, 18083]) {
      expect([app, world].map((other) => lets(spec, other, { port }))).to.deep.equal([false, false]);
    }
    expect([1883, 8083].map((port) => lets(spec, ownPod, { port }))).to.deep.equal([false, false]);
    expect(lets(spec, ownPod, { port: 4370 })).to.equal(true);
  });

  it("always allows the cluster's own pods to query each other's names", async () => {
    const narrow = { dashboard: [], egress: { enabled: true } };
    for (const [port, args] of [
      [18083, {}],
      [18084, { tls: { ...tls, dashboard: true } }],
      [8081, { image: "emqx/emqx:4.4.19" }],
    ] as const) {
      const spec = await policy(narrow, args);
      expect([lets(spec, ownPod, { port }), letsOut(spec, ownPod, { port })]).to.deep.equal([true, true]);
      expect([lets(spec, neighbour, { port }), letsOut(spec, neighbour, { port })]).to.deep.equal([
        false,
        false,
      ]);
    }
  });

  it("allows the peers of additional ingress rules", async () => {
    const spec = await policy({
      ingressRules: [
        {
          from: [iot],
          ports: [{ port: 9100 }, { port: 7000, endPort: 7010, protocol: NetworkProtocol.Udp }],
        },
        { ports: [{ port: 1884 }] },
        { from: [], ports: [{ port: 1 }] },
        { from: [iot], ports: [] },
      ],
    });
    expect([app, world].map((other) => lets(spec, other, { port: 9100 }))).to.deep.equal([true, false]);
    expect(lets(spec, app, { port: 7010, protocol: "UDP" })).to.equal(true);
    expect(lets(spec, app, { port: 7011, protocol: "UDP" })).to.equal(false);
    expect(lets(spec, app, { port: 7010 })).to.equal(false);
    expect(lets(spec, world, { port: 1884 })).to.equal(true);
    expect([world, app, ownPod].map((other) => lets(spec, other, { port: 1 }))).to.deep.equal([
      false,
      false,
      false,
    ]);
  });

  it("is not created if it is disabled", async () => {
    expect(optionalChild(await deploy({ networkPolicy: { enabled: false } }), "NetworkPolicy")).to.equal(
      undefined,
    );
  });

  it("is created before the first pod", async () => {
    const { statefulSet } = await deploy();
    expect(statefulSet.dependsOn).to.include("kubernetes:networking.k8s.io/v1:NetworkPolicy::emqx");
  });
});

describe("Connections that the pods make", () => {
  const dns = { discovery: { strategy: DiscoveryStrategy.Dns } };
  const egress = (given: NetworkPolicyArgs["egress"] = {}, args: EmqxClusterArgs = {}) =>
    policy({ egress: { enabled: true, ...(given as object) } }, args);

  it("are not restricted by default", async () => {
    const spec = await policyOf({});
    expect(spec.policyTypes).to.deep.equal(["Ingress"]);
    expect(spec).not.to.have.property("egress");
    expect(letsOut(spec, world, { port: 5432 })).to.equal(true);
  });

  it("are limited to the other nodes, DNS and the API server if egress is enabled", async () => {
    const spec = await egress();
    expect([4370, 5369].map((port) => letsOut(spec, ownPod, { port }))).to.deep.equal([true, true]);
    expect([4370, 5369].map((port) => letsOut(spec, neighbour, { port }))).to.deep.equal([false, false]);
    expect(["UDP", "TCP"].map((protocol) => letsOut(spec, world, { port: 53, protocol }))).to.deep.equal([
      true,
      true,
    ]);
    expect([443, 6443].map((port) => letsOut(spec, world, { port }))).to.deep.equal([true, true]);
    expect([80, 1883, 5432, 18083].filter((port) => letsOut(spec, world, { port }))).to.deep.equal([]);
  });

  it("are not allowed to the API server with dns discovery, which does not use it", async () => {
    const spec = await egress({}, dns);
    expect([443, 6443].filter((port) => letsOut(spec, world, { port }))).to.deep.equal([]);
    expect(letsOut(spec, world, { port: 53, protocol: "UDP" })).to.equal(true);
  });

  it("are limited to the user's addresses of the API server", async () => {
    const spec = await egress({ apiServer: { cidrs: ["10.0.0.1/32", "2001:db8::1/128"], ports: [8443] } });
    const reached = ["10.0.0.1", "2001:db8::1", "10.0.0.2"].map((address) =>
      letsOut(spec, { address }, { port: 8443 }),
    );
    expect(reached).to.deep.equal([true, true, false]);
    expect(letsOut(spec, { address: "10.0.0.1" }, { port: 443 })).to.equal(false);
  });

  it("are allowed by additional rules, and an empty list allows nothing", async () => {
    const spec = await egress({
      rules: [
        { to: [iot], ports: [{ port: 5432 }] },
        { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }] },
        { to: [], ports: [{ port: 3306 }] },
      ],
    });
    expect(letsOut(spec, app, { port: 5432 })).to.equal(true);
    expect(letsOut(spec, { pod: {} }, { port: 5432 })).to.equal(false);
    expect(letsOut(spec, world, { port: 8883 })).to.equal(true);
    expect(letsOut(spec, app, { port: 3306 })).to.equal(false);
  });

  it("do not affect the rules for incoming connections", async () => {
    const [restricted, free] = [await egress(), await policyOf({})];
    expect(restricted.ingress).to.deep.equal(free.ingress);
  });
});
