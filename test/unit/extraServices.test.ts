import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { type EmqxClusterArgs, IpFamilyPolicy, ListenerType, ServiceType } from "../../components/index";
import { type Deployed, deploy, portsOf, refusal } from "./support/cluster";
import { notKnownYet, type Registered } from "./support/mocks";

type Service = Registered<types.output.core.v1.Service>;

const { LoadBalancer } = ServiceType;
const tls = { secretName: "cert" };
const listeners = [{ type: ListenerType.Mqtts }, { type: ListenerType.Quic }];
const udp = { name: "udp", listeners: ["quic"], type: LoadBalancer };

const extra = ({ children }: Deployed, name: string) =>
  children.find((child) => child.type.endsWith(":Service") && child.name === name) as Service | undefined;

describe("Extra Services", () => {
  it("have the listeners that the client Service does not have: UDP and TCP", async () => {
    const deployed = await deploy({
      ...{ tls, listeners },
      service: { type: LoadBalancer, listeners: ["mqtts"] },
      extraServices: [{ ...udp, annotations: { a: "b" }, loadBalancerSourceRanges: ["10.0.0.0/8"] }],
    });
    expect(portsOf(deployed.clientService)).to.deep.equal({ mqttssl: 8883 });
    const { metadata, spec } = extra(deployed, "emqx-udp")!.inputs;
    expect(metadata.name).to.equal("emqx-udp");
    expect(metadata.annotations).to.deep.equal({ a: "b" });
    expect(spec).to.deep.include({
      type: "LoadBalancer",
      selector: deployed.clientService.inputs.spec.selector,
      ports: [{ name: "quic", port: 14567, targetPort: "quic", protocol: "UDP" }],
      loadBalancerSourceRanges: ["10.0.0.0/8"],
    });
    expect(deployed.outputs.endpoints).to.include({
      mqtts: "mqtts://emqx.default.svc.cluster.local:8883",
      quic: "quic://emqx-udp.default.svc.cluster.local:14567",
    });
  });

  it("can have the same listeners as the client Service: internal and public", async () => {
    const deployed = await deploy({
      ...{ tls, listeners },
      service: { type: LoadBalancer },
      extraServices: [{ name: "vpc", listeners: ["mqtts"], type: LoadBalancer }],
    });
    expect(portsOf(deployed.clientService)).to.deep.equal({ mqttssl: 8883, quic: 14567 });
    expect(portsOf(extra(deployed, "emqx-vpc")!)).to.deep.equal({ mqttssl: 8883 });
    expect(deployed.outputs.endpoints.mqtts).to.equal("mqtts://emqx.default.svc.cluster.local:8883");
  });

  it("can have different listeners at the same port", async () => {
    const deployed = await deploy({
      listeners: [
        { type: ListenerType.Mqtt, proxyProtocol: true },
        { type: ListenerType.Mqtt, name: "direct", port: 1884, servicePort: 1883 },
      ],
      service: { listeners: ["mqtt"], dashboard: false },
      extraServices: [{ name: "direct", listeners: ["mqtt-direct"] }],
    });
    expect(portsOf(deployed.clientService)).to.deep.equal({ mqtt: 1883 });
    expect(portsOf(extra(deployed, "emqx-direct")!)).to.deep.equal({ "mqtt-1884": 1883 });
  });

  it("assign a node port only to the first Service with the listener", async () => {
    const nodePorts = (service: Service) => service.inputs.spec.ports.map(({ nodePort }) => nodePort);
    const given = {
      tls,
      listeners: [{ type: ListenerType.Mqtts }, { type: ListenerType.Quic, nodePort: 30567 }],
    };
    const shared = await deploy({ ...given, service: { type: LoadBalancer }, extraServices: [udp] });
    expect(nodePorts(shared.clientService)).to.deep.equal([undefined, 30567]);
    expect(nodePorts(extra(shared, "emqx-udp")!)).to.deep.equal([undefined]);
    const apart = await deploy({ ...given, service: { listeners: ["mqtts"] }, extraServices: [udp] });
    expect(nodePorts(extra(apart, "emqx-udp")!)).to.deep.equal([30567]);
  });

  it("are used by Ingresses, routes and certificates", async () => {
    const deployed = await deploy({
      listeners: [{ type: ListenerType.Mqtts }, { type: ListenerType.Ws }],
      tls: { certificate: { issuer: { name: "issuer" } } },
      service: { listeners: ["mqtts"] },
      extraServices: [{ name: "web", listeners: ["ws"] }],
      ingress: { websocket: { hosts: ["ws.example.com"] } },
      routes: { websocket: { gateways: [{ name: "public" }] } },
    });
    const inputs = (type: string) =>
      JSON.stringify(deployed.children.find((child) => child.type.endsWith(type))?.inputs);
    expect(inputs(":Ingress")).to.include('"service":{"name":"emqx-web"');
    expect(inputs(":HTTPRoute")).to.include('"backendRefs":[{"name":"emqx-web","port":8083}]');
    expect(inputs(":Certificate")).to.include('"emqx-web.default.svc.cluster.local"');
  });

  it("make EMQX listen on both IP families if one Service has both", async () => {
    const { configMap } = await deploy({
      extraServices: [{ name: "dual", listeners: ["mqtt"], ipFamilyPolicy: IpFamilyPolicy.PreferDualStack }],
    });
    expect(configMap.inputs.data.EMQX_LISTENERS__TCP__DEFAULT__BIND).to.equal('"[::]:1883"');
  });

  it("send clients to replicants if the cluster has some", async () => {
    const deployed = await deploy({
      edition: "enterprise" as never,
      replicants: {},
      extraServices: [{ name: "second", listeners: ["mqtt"] }],
    });
    expect(extra(deployed, "emqx-second")!.inputs.spec.selector).to.include({
      "app.kubernetes.io/component": "replicant",
    });
  });

  it("show only themselves as unknown in a preview with an unknown annotation", async () => {
    const { children } = await deploy(
      { extraServices: [{ name: "second", listeners: ["mqtt"], annotations: { address: notKnownYet() } }] },
      { preview: true },
    );
    expect(children.filter(({ unknowns }) => unknowns.length > 0).map(({ name }) => name)).to.deep.equal([
      "emqx-second",
    ]);
  });

  const one = { name: "second", listeners: ["mqtt"] };
  const refused: [path: string, args: EmqxClusterArgs, text: string][] = [
    ["extraServices", { extraServices: {} as never }, "a list"],
    ["extraServices[0]", { extraServices: [null as never] }, "got null; must be an object with name"],
    ["extraServices[0].name", { extraServices: [{ listeners: ["mqtt"] } as never] }, "a DNS label"],
    ["extraServices[0].name", { extraServices: [{ ...one, name: "elevenchars" }] }, "at most 10 characters"],
    [
      "extraServices[0].name",
      { extraServices: [{ ...one, name: "headless" }] },
      "reserved for a Service of the component",
    ],
    ["extraServices[1].name", { extraServices: [one, one] }, "each name must be unique"],
    [
      "extraServices[0].dashboard",
      { extraServices: [{ ...one, dashboard: true } as never] },
      "unknown argument",
    ],
    ["extraServices[0].listeners", { extraServices: [{ name: "second" } as never] }, "at least one exposed"],
    ["extraServices[0].listeners", { extraServices: [{ ...one, listeners: [] }] }, "at least one exposed"],
    ["extraServices[0].listeners", { extraServices: [{ ...one, listeners: "mqtt" as never }] }, "a list"],
    [
      "extraServices[0].listeners[0]",
      { extraServices: [{ ...one, listeners: ["quic"] }] },
      'got "quic"; must be one of the exposed listeners: mqtt, ws',
    ],
    [
      "extraServices[0].listeners[0]",
      {
        listeners: [{ type: ListenerType.Ws }, { type: ListenerType.Mqtt, exposed: false }],
        extraServices: [one],
      },
      "must be one of the exposed listeners: ws",
    ],
    [
      "extraServices[0].loadBalancerClass",
      { extraServices: [{ ...one, loadBalancerClass: "a/b" }] },
      "only valid if extraServices[0].type is LoadBalancer",
    ],
    [
      "listeners[0].nodePort",
      {
        listeners: [{ type: ListenerType.Mqtt, nodePort: 30883 }],
        service: { listeners: [] },
        extraServices: [one],
      },
      "only valid if extraServices[0].type is NodePort or LoadBalancer",
    ],
    [
      "listeners[1].servicePort",
      {
        listeners: [
          { type: ListenerType.Mqtt },
          { type: ListenerType.Mqtt, name: "b", port: 1884, servicePort: 1883 },
        ],
        service: { listeners: ["mqtt"] },
        extraServices: [{ name: "second", listeners: ["mqtt", "mqtt-b"] }],
      },
      "each listener must have its own port",
    ],
    ["service.listeners[1]", { service: { listeners: ["mqtt", "amqp"] } }, 'got "amqp"'],
    ["service.listeners", { service: { listeners: ["mqtt"] } }, "no Service has ws"],
    [
      "service",
      {
        service: { listeners: [], dashboard: false },
        extraServices: [{ ...one, listeners: ["mqtt", "ws"] }],
      },
      "would have no port",
    ],
    [
      "extraServices[0].ipFamilyPolicy",
      {
        image: "emqx/emqx:4.4.19",
        extraServices: [{ ...one, ipFamilyPolicy: IpFamilyPolicy.PreferDualStack }],
      },
      "must be SingleStack",
    ],
  ];
  for (const [path, args, text] of refused) {
    it(`reject an invalid ${path}: ${text}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }
});
