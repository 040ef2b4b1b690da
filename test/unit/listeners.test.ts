import { secret } from "@pulumi/pulumi";
import { expect } from "chai";
import {
  Edition,
  type EmqxClusterArgs,
  ExternalTrafficPolicy,
  IpFamily,
  IpFamilyPolicy,
  type ListenerArgs,
  ListenerType,
  ServiceType,
  SessionAffinity,
} from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, portsOf, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

const tls = { secretName: "cert" };
const { Mqtt, Mqtts, Ws, Wss, Quic, Stomp, Coap, Ocpp, Nats } = ListenerType;
const environmentOf = async (listeners: ListenerArgs[], more: EmqxClusterArgs = {}) =>
  brokerEnvironment(await deploy({ ...more, listeners }));
const protocols = ({ clientService }: Deployed) =>
  clientService.inputs.spec.ports.map(({ name, port, protocol }) => `${name} ${port}/${protocol}`);

describe("Listeners", () => {
  it("of one type can have several names, each with its own port in the Service", async () => {
    const deployed = await deploy({
      listeners: [{ type: Mqtt }, { type: Mqtt, name: "internal", port: 1884, nodePort: 30884 }],
      service: { type: ServiceType.NodePort },
    });
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_LISTENERS__TCP__DEFAULT__BIND: "1883",
      EMQX_LISTENERS__TCP__INTERNAL__BIND: "1884",
    });
    expect(portsOf(deployed.clientService)).to.deep.equal({ mqtt: 1883, "mqtt-1884": 1884 });
    expect(deployed.clientService.inputs.spec.ports[1].nodePort).to.equal(30884);
    expect(deployed.outputs.endpoints).to.include({
      "mqtt-internal": "mqtt://emqx.default.svc.cluster.local:1884",
    });
  });

  it("with another name disable the default listener of their type", async () => {
    expect(await environmentOf([{ type: Mqtt, name: "internal" }])).to.include({
      EMQX_LISTENERS__TCP__DEFAULT__ENABLE: "false",
    });
  });

  it("are disabled by the variable name of the release", async () => {
    const off = [{ type: Mqtt, name: "internal" }];
    for (const [image, key] of [
      ["emqx/emqx:5.0.26", "ENABLED"],
      ["emqx/emqx:5.1.6", "ENABLED"],
      ["emqx/emqx:5.2.1", "ENABLE"],
      ["emqx/emqx:5.8.9", "ENABLE"],
    ]) {
      expect(await environmentOf(off, { image })).to.include({
        [`EMQX_LISTENERS__TCP__DEFAULT__${key}`]: "false",
      });
    }
  });

  it("that are not enabled are disabled in EMQX and have no port", async () => {
    const listeners = [{ type: Mqtt, enabled: false }, { type: Ws }];
    const deployed = await deploy({ listeners });
    expect(brokerEnvironment(deployed)).to.include({ EMQX_LISTENERS__TCP__DEFAULT__ENABLE: "false" });
    expect(portsOf(deployed.clientService)).not.to.have.property("mqtt");
    expect(deployed.container.ports.map(({ name }) => name)).not.to.include("mqtt");
  });

  it("can have another port in the Service if the load balancer terminates TLS", async () => {
    const deployed = await deploy({ listeners: [{ type: Mqtt, servicePort: 8883 }] });
    const [port] = deployed.clientService.inputs.spec.ports;
    expect(port).to.include({ name: "mqtt", port: 8883, targetPort: "mqtt" });
    expect(portsOf(deployed.headlessService)).to.include({ mqtt: 1883 });
    expect(deployed.outputs.endpoints.mqtt).to.match(/:8883$/);
  });

  const withProxy: [args: ListenerArgs, key: string, image?: string][] = [
    [{ type: Mqtt }, "EMQX_LISTENERS__TCP__DEFAULT__PROXY_PROTOCOL"],
    [{ type: Mqtts }, "EMQX_LISTENERS__SSL__DEFAULT__PROXY_PROTOCOL"],
    [{ type: Wss, name: "public" }, "EMQX_LISTENERS__WSS__PUBLIC__PROXY_PROTOCOL"],
    [{ type: Stomp }, "EMQX_GATEWAY__STOMP__LISTENERS__TCP__DEFAULT__PROXY_PROTOCOL"],
  ];
  for (const [listener, key] of withProxy) {
    it(`accept the PROXY protocol with ${key}`, async () => {
      const environment = await environmentOf([{ ...listener, proxyProtocol: true }], { tls });
      expect(environment).to.include({ [key]: "true" });
      expect(await environmentOf([listener], { tls })).not.to.have.property(key);
    });
  }

  it("accept the PROXY protocol on 4.x", async () => {
    const image = "emqx/emqx:4.4.19";
    expect(await environmentOf([{ type: Mqtt, proxyProtocol: true }], { image })).to.include({
      EMQX_LISTENER__TCP__EXTERNAL__PROXY_PROTOCOL: "on",
    });
  });

  it("can have names on 4.x", async () => {
    const environment = await environmentOf([{ type: Mqtt, name: "inside" }], {
      image: "emqx/emqx:4.4.19",
    });
    expect(environment).to.include({
      EMQX_LISTENER__TCP__INSIDE: "1883",
      // Otherwise bans, and in some zones logins, would not apply.
      EMQX_LISTENER__TCP__INSIDE__ZONE: "external",
      EMQX_LISTENER__TCP__EXTERNAL: "127.0.0.1:21883",
    });
  });

  it("listen on all addresses, because a port number alone can mean the loopback address", async () => {
    const environment = await environmentOf([{ type: Mqtt }, { type: Stomp }], {
      image: "emqx/emqx:6.2.0",
      replicas: 1,
    });
    expect(environment).to.include({
      EMQX_LISTENERS__TCP__DEFAULT__BIND: "0.0.0.0:1883",
      EMQX_GATEWAY__STOMP__LISTENERS__TCP__DEFAULT__BIND: "0.0.0.0:61613",
      EMQX_DASHBOARD__LISTENERS__HTTP__BIND: "0.0.0.0:18083",
    });
  });

  for (const [title, service] of [
    ["PreferDualStack", { ipFamilyPolicy: IpFamilyPolicy.PreferDualStack }],
    ["RequireDualStack", { ipFamilyPolicy: IpFamilyPolicy.RequireDualStack }],
  ] as const) {
    it(`listen on both IP families with ${title}`, async () => {
      const listeners = [{ type: Mqtt }, { type: Wss }, { type: Coap }, { type: Quic }];
      expect(await environmentOf(listeners, { tls, service })).to.include({
        EMQX_LISTENERS__TCP__DEFAULT__BIND: '"[::]:1883"',
        EMQX_LISTENERS__WSS__DEFAULT__BIND: '"[::]:8084"',
        EMQX_GATEWAY__COAP__LISTENERS__UDP__DEFAULT__BIND: '"[::]:5683"',
        // Only QUIC treats an address as its own family.
        EMQX_LISTENERS__QUIC__DEFAULT__BIND: "14567",
        EMQX_DASHBOARD__LISTENERS__HTTP__BIND: '"[::]:18083"',
        EMQX_DASHBOARD__LISTENERS__HTTP__INET6: "true",
      });
      const https = await environmentOf(listeners, { tls: { ...tls, dashboard: true }, service });
      expect(https).to.include({
        EMQX_DASHBOARD__LISTENERS__HTTPS__BIND: '"[::]:18084"',
        EMQX_DASHBOARD__LISTENERS__HTTPS__INET6: "true",
      });
    });
  }

  it("listen on IPv6 if only the dashboard Service uses it", async () => {
    const environment = await environmentOf([{ type: Mqtt }], {
      dashboardService: { ipFamilies: [IpFamily.IPv6] },
    });
    expect(environment).to.include({ EMQX_DASHBOARD__LISTENERS__HTTP__INET6: "true" });
  });

  it("listen on IPv4 only with a single IP family", async () => {
    const environment = await environmentOf([{ type: Mqtt }], {
      service: { ipFamilyPolicy: IpFamilyPolicy.SingleStack, ipFamilies: [IpFamily.IPv4] },
    });
    expect(environment).to.include({ EMQX_LISTENERS__TCP__DEFAULT__BIND: "1883" });
    expect(environment).not.to.have.property("EMQX_DASHBOARD__LISTENERS__HTTP__INET6");
  });

  it("are known in a preview with other unknown fields of the Service", async () => {
    const service = {
      type: ServiceType.LoadBalancer,
      loadBalancerIP: notKnownYet<string>(),
      ipFamilyPolicy: IpFamilyPolicy.PreferDualStack,
    };
    const { configMap } = await deploy({ service }, { preview: true });
    expect(configMap.inputs.data).to.include({ EMQX_LISTENERS__TCP__DEFAULT__BIND: '"[::]:1883"' });
  });

  it("pass their options to EMQX unchanged", async () => {
    const options = {
      max_connections: 1000,
      mountpoint: 'a#b "c" \\',
      tcp_options: { keepalive: "60s", nodelay: true },
      access_rules: ["allow 10.0.0.0/8", "deny all"],
    };
    expect(await environmentOf([{ type: Mqtt, options }])).to.include({
      EMQX_LISTENERS__TCP__DEFAULT__MAX_CONNECTIONS: "1000",
      EMQX_LISTENERS__TCP__DEFAULT__MOUNTPOINT: '"a#b \\"c\\" \\\\"',
      EMQX_LISTENERS__TCP__DEFAULT__TCP_OPTIONS__KEEPALIVE: '"60s"',
      EMQX_LISTENERS__TCP__DEFAULT__TCP_OPTIONS__NODELAY: "true",
      EMQX_LISTENERS__TCP__DEFAULT__ACCESS_RULES: '[\n"allow 10.0.0.0/8",\n"deny all"\n]',
    });
  });

  it("support QUIC over UDP with the certificate", async () => {
    const deployed = await deploy({ tls, listeners: [{ type: Quic }] });
    expect(protocols(deployed)).to.include("quic 14567/UDP");
    expect(deployed.container.ports).to.deep.include({ name: "quic", containerPort: 14567, protocol: "UDP" });
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_LISTENERS__QUIC__DEFAULT__ENABLE: "true",
      EMQX_LISTENERS__QUIC__DEFAULT__SSL_OPTIONS__CERTFILE: "/etc/emqx/tls/tls.crt",
    });
    expect(await environmentOf([{ type: Quic }], { tls, image: "emqx/emqx:5.0.26" })).to.include({
      EMQX_LISTENERS__QUIC__DEFAULT__CERTFILE: "/etc/emqx/tls/tls.crt",
    });
  });

  it("enable a gateway over TCP or UDP", async () => {
    const deployed = await deploy({ listeners: [{ type: Stomp }, { type: Coap, name: "sensors" }] });
    expect(protocols(deployed)).to.include.members(["stomp 61613/TCP", "coap-5683 5683/UDP"]);
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_GATEWAY__STOMP__ENABLE: "true",
      EMQX_GATEWAY__STOMP__LISTENERS__TCP__DEFAULT__BIND: "61613",
      EMQX_GATEWAY__COAP__LISTENERS__UDP__SENSORS__BIND: "5683",
    });
  });

  it("enable a gateway with TLS and DTLS", async () => {
    const listeners = [
      { type: Stomp, secure: true },
      { type: Coap, secure: true },
    ];
    expect(await environmentOf(listeners, { tls })).to.include({
      EMQX_GATEWAY__STOMP__LISTENERS__SSL__DEFAULT__SSL_OPTIONS__KEYFILE: "/etc/emqx/tls/tls.key",
      EMQX_GATEWAY__COAP__LISTENERS__DTLS__DEFAULT__DTLS_OPTIONS__KEYFILE: "/etc/emqx/tls/tls.key",
    });
  });

  it("can use the same port over TCP and UDP", async () => {
    const deployed = await deploy({ listeners: [{ type: Mqtt, port: 5683 }, { type: Coap }] });
    expect(protocols(deployed)).to.include.members(["mqtt 5683/TCP", "coap 5683/UDP"]);
  });

  const setTwice: [variable: string, listener: ListenerArgs][] = [
    ["EMQX_LISTENERS__TCP__INNER__BIND", { type: Mqtt, name: "inner" }],
    ["EMQX_LISTENERS__TCP__DEFAULT__MAX_CONNECTIONS", { type: Mqtt, options: { max_connections: 5 } }],
    ["EMQX_GATEWAY__STOMP__ENABLE", { type: Stomp }],
  ];
  for (const [variable, listener] of setTwice) {
    it(`are rejected together with a variable that they set: ${variable}`, async () => {
      const message = await refusal({ listeners: [listener], env: { [variable]: "1" } });
      expect(message).to.include(`\n  env.${variable}: `).and.include("use listeners");
    });
  }

  it("are rejected without the variables that their gateway requires", async () => {
    const listeners = [{ type: ListenerType.Lwm2m }];
    expect(await refusal({ listeners }))
      .to.include("\n  listeners: ")
      .and.include("EMQX_GATEWAY__LWM2M__XML_DIR");
    const env = { EMQX_GATEWAY__LWM2M__XML_DIR: "/etc/emqx/files" };
    expect(portsOf((await deploy({ listeners, env })).clientService)).to.include({ lwm2m: 5783 });
  });

  const refused: [title: string, args: EmqxClusterArgs, path: string, text: string][] = [
    [
      "with a duplicate type and name",
      { listeners: [{ type: Mqtt }, { type: Mqtt, port: 2 }] },
      "[1].type",
      "must be unique",
    ],
    ["with an invalid name", { listeners: [{ type: Mqtt, name: "a__b" }] }, "[0].name", "single _"],
    [
      "on the Service port of the dashboard",
      { listeners: [{ type: Mqtt, servicePort: 18083 }] },
      "[0].servicePort",
      "already used by the dashboard",
    ],
    [
      "on the Service port of the management API on 4.x",
      { image: "emqx/emqx:4.4.19", listeners: [{ type: Mqtt, servicePort: 8081 }] },
      "[0].servicePort",
      "already used by the dashboard",
    ],
    [
      "with a secret option, which a ConfigMap would expose",
      { listeners: [{ type: Mqtt, options: { mountpoint: secret("hidden") } }] },
      "",
      "secretEnv",
    ],
    [
      "with a node port although they are not exposed",
      {
        service: { type: ServiceType.NodePort },
        listeners: [{ type: Mqtt, nodePort: 31883, exposed: false }],
      },
      "[0].nodePort",
      "only valid if listeners[0].exposed is true",
    ],
    [
      "with a Service port but without a Service",
      { listeners: [{ type: Ws }, { type: Mqtt, servicePort: 18830, exposed: false }] },
      "[1].servicePort",
      "internalService",
    ],
    [
      "with a duplicate port of the internal Service",
      {
        internalService: {},
        listeners: [
          { type: Mqtt },
          { type: Ws, servicePort: 80, exposed: false },
          { type: Stomp, servicePort: 80, exposed: false },
        ],
      },
      "[2].servicePort",
      "its own port",
    ],
    [
      "with a duplicate Service port",
      { listeners: [{ type: Mqtt }, { type: Ws, servicePort: 1883 }] },
      "[1].servicePort",
      "its own port",
    ],
    [
      "with secure on a type that is not a gateway",
      { tls, listeners: [{ type: Mqtt, secure: true }] },
      "[0].secure",
      "only valid for gateways",
    ],
    [
      "with secure but without a certificate",
      { listeners: [{ type: Stomp, secure: true }] },
      "[0].type",
      "requires a certificate",
    ],
    [
      "with the PROXY protocol over UDP",
      { listeners: [{ type: Coap, proxyProtocol: true }] },
      "[0].proxyProtocol",
      "over TCP",
    ],
    [
      "with an option that another argument sets",
      { listeners: [{ type: Mqtt, options: { bind: 1 } }] },
      "[0].options.bind",
      "use port",
    ],
    [
      "with a name that 4.x reserves",
      { image: "emqx/emqx:4.4.19", listeners: [{ type: Mqtt, name: "internal" }] },
      "[0].name",
      "reserved for a listener of EMQX 4.x",
    ],
    [
      "with a nested option that another argument sets",
      { listeners: [{ type: Mqtt, options: { ssl_options: { certfile: "a" } } }] },
      "[0].options.ssl_options.certfile",
      "use tls",
    ],
    [
      "with an empty option",
      { listeners: [{ type: Mqtt, options: { a: null } }] },
      "[0].options.a",
      "a string",
    ],
    [
      "of an enterprise gateway in the open source edition",
      { listeners: [{ type: Ocpp }] },
      "[0].type",
      "Enterprise 5.4",
    ],
    ["of a gateway that a later release adds", { listeners: [{ type: Nats }] }, "[0].type", "5.10"],
    ["of a gateway on 4.x", { image: "emqx/emqx:4.4.19", listeners: [{ type: Stomp }] }, "[0].type", "5.0"],
    [
      "with options on 4.x",
      { image: "emqx/emqx:4.4.19", listeners: [{ type: Mqtt, options: { a: 1 } }] },
      "[0].options",
      "5.0",
    ],
  ];
  for (const [title, args, path, text] of refused) {
    it(`are rejected ${title}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  listeners${path}: `)
        .and.include(text);
    });
  }

  it("of an enterprise gateway are enabled in the enterprise edition", async () => {
    const environment = await environmentOf([{ type: Ocpp }], { edition: Edition.Enterprise });
    expect(environment).to.include({ EMQX_GATEWAY__OCPP__LISTENERS__WS__DEFAULT__BIND: "33033" });
  });
});

describe("The Services", () => {
  it("have the given addresses, IP families and session affinity", async () => {
    const given = {
      externalIPs: ["192.0.2.1"],
      ipFamilyPolicy: IpFamilyPolicy.RequireDualStack,
      ipFamilies: [IpFamily.IPv6, IpFamily.IPv4],
      sessionAffinity: SessionAffinity.ClientIP,
    };
    const { clientService, headlessService } = await deploy({
      service: { ...given, sessionAffinityTimeoutSeconds: 600, labels: { a: "b" } },
    });
    expect(clientService.inputs.spec).to.deep.include({
      ...given,
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } },
    });
    expect(clientService.inputs.metadata.labels).to.include({ a: "b" });
    const { ipFamilyPolicy, ipFamilies } = headlessService.inputs.spec;
    expect({ ipFamilyPolicy, ipFamilies }).to.deep.equal({
      ipFamilyPolicy: given.ipFamilyPolicy,
      ipFamilies: given.ipFamilies,
    });
  });

  it("are distinguished by a label on the headless one", async () => {
    const { clientService, headlessService } = await deploy();
    const label = { "app.kubernetes.io/component": "headless" };
    expect(headlessService.inputs.metadata.labels).to.include(label);
    expect(clientService.inputs.metadata.labels).not.to.include(label);
  });

  it("can separate an internal dashboard from public listeners", async () => {
    const deployed = await deploy({
      service: { type: ServiceType.LoadBalancer, loadBalancerIP: "192.0.2.9" },
      dashboardService: { annotations: { internal: "yes" } },
    });
    const dashboard = deployed.children.find(({ name }) => name === "emqx-dashboard")?.inputs as {
      metadata: { name: string; annotations: object };
      spec: { type: string; ports: { name: string; port: number }[] };
    };
    expect(dashboard.spec.type).to.equal("ClusterIP");
    expect(dashboard.spec.ports.map(({ name, port }) => `${name} ${port}`)).to.deep.equal([
      "dashboard 18083",
    ]);
    expect(dashboard.metadata.annotations).to.include({ internal: "yes" });
    expect(deployed.clientService.inputs.spec.loadBalancerIP).to.equal("192.0.2.9");
    expect(portsOf(deployed.clientService)).not.to.have.property("dashboard");
    expect(deployed.outputs.endpoints.dashboard).to.equal(
      "http://emqx-dashboard.default.svc.cluster.local:18083",
    );
  });

  it("have listeners that are not exposed only in the internal Service", async () => {
    const deployed = await deploy({
      service: { type: ServiceType.LoadBalancer, ipFamilyPolicy: IpFamilyPolicy.PreferDualStack },
      internalService: { labels: { a: "b" }, annotations: { c: "d" } },
      tls,
      listeners: [{ type: Mqtts }, { type: Mqtt, name: "inside", servicePort: 8883, exposed: false }],
    });
    const internal = deployed.children.find(({ name }) => name === "emqx-internal") as
      typeof deployed.clientService | undefined;
    expect(portsOf(deployed.clientService)).to.deep.equal({ mqttssl: 8883 });
    expect(portsOf(internal!)).to.deep.equal({ "mqtt-1883": 8883 });
    expect(internal!.inputs.spec).to.deep.include({
      type: "ClusterIP",
      ipFamilyPolicy: "PreferDualStack",
      selector: deployed.clientService.inputs.spec.selector,
    });
    expect(internal!.inputs.metadata.labels).to.include({ a: "b" });
    expect(internal!.inputs.metadata.annotations).to.include({ c: "d" });
    expect(portsOf(deployed.headlessService)).to.include({ mqttssl: 8883, "mqtt-1883": 1883 });
    expect(deployed.outputs.endpoints).to.include({
      mqtts: "mqtts://emqx.default.svc.cluster.local:8883",
      "mqtt-inside": "mqtt://emqx-internal.default.svc.cluster.local:8883",
    });
  });

  it("have listeners that are not exposed only in the headless Service if there is no internal one", async () => {
    const { children, clientService, outputs } = await deploy({
      listeners: [{ type: Ws }, { type: Mqtt, exposed: false }],
    });
    expect(portsOf(clientService)).to.deep.equal({ ws: 8083, dashboard: 18083 });
    expect(children.map(({ name }) => name)).not.to.include("emqx-internal");
    expect(outputs.endpoints.mqtt).to.equal("mqtt://emqx-headless.default.svc.cluster.local:1883");
  });

  it("can expose only the dashboard", async () => {
    const { clientService } = await deploy({
      internalService: {},
      listeners: [{ type: Mqtt, exposed: false }],
    });
    expect(portsOf(clientService)).to.deep.equal({ dashboard: 18083 });
  });

  it("of the dashboard support all options of the client Service", async () => {
    const traffic = {
      type: ServiceType.LoadBalancer,
      clusterIP: "10.96.0.20",
      externalTrafficPolicy: ExternalTrafficPolicy.Local,
      allocateLoadBalancerNodePorts: false,
      externalIPs: ["192.0.2.1"],
      ipFamilyPolicy: IpFamilyPolicy.PreferDualStack,
      ipFamilies: [IpFamily.IPv6, IpFamily.IPv4],
      sessionAffinity: SessionAffinity.ClientIP,
    };
    const given = { ...traffic, sessionAffinityTimeoutSeconds: 600 };
    const deployed = await deploy({ service: given, dashboardService: given });
    const dashboard = deployed.children.find(({ name }) => name === "emqx-dashboard") as
      typeof deployed.clientService | undefined;
    for (const service of [deployed.clientService, dashboard!]) {
      expect(service.inputs.spec).to.deep.include({
        ...traffic,
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } },
      });
    }
  });

  it("have the dashboard only in its own Service if it exists", async () => {
    const deployed = await deploy({
      dashboardService: {},
      ingress: { dashboard: { hosts: ["a.example.com"] } },
    });
    expect(portsOf(deployed.clientService)).not.to.have.property("dashboard");
    const ingress = deployed.children.find(({ type }) => type.endsWith(":Ingress"));
    expect(JSON.stringify(ingress?.inputs)).to.include('"service":{"name":"emqx-dashboard"');
  });

  const refused: [path: string, args: object, text: string][] = [
    ["service.externalIPs[0]", { service: { externalIPs: ["a"] } }, "an IP address"],
    ["service.ipFamilyPolicy", { service: { ipFamilyPolicy: "Dual" } }, "RequireDualStack"],
    ["service.ipFamilies", { service: { ipFamilies: ["IPv4", "IPv6"] } }, "PreferDualStack"],
    ["service.ipFamilies", { service: { ipFamilies: ["IPv4", "IPv4"] } }, "each family only once"],
    ["service.sessionAffinity", { service: { sessionAffinity: "Cookie" } }, "None, ClientIP"],
    [
      "service.sessionAffinityTimeoutSeconds",
      { service: { sessionAffinityTimeoutSeconds: 5 } },
      "service.sessionAffinity is ClientIP",
    ],
    ["service.loadBalancerIP", { service: { loadBalancerIP: "192.0.2.1" } }, "LoadBalancer"],
    [
      "dashboardService.nodePort",
      { dashboardService: { nodePort: 30000 } },
      "dashboardService.type is NodePort",
    ],
    ["dashboardService.externalIPs[0]", { dashboardService: { externalIPs: ["a"] } }, "an IP address"],
    [
      "dashboardService.externalTrafficPolicy",
      { dashboardService: { externalTrafficPolicy: "Local" } },
      "dashboardService.type is NodePort",
    ],
    [
      "dashboardService.sessionAffinityTimeoutSeconds",
      { dashboardService: { sessionAffinityTimeoutSeconds: 5 } },
      "dashboardService.sessionAffinity is ClientIP",
    ],
    ["service.clusterIP", { service: { clusterIP: "None" } }, "an IP address"],
    ["service.ipFamilies", { service: { ipFamilies: ["IPv6"] } }, "RequireDualStack"],
    [
      "service.ipFamilyPolicy",
      { image: "emqx/emqx:4.4.19", service: { ipFamilyPolicy: "PreferDualStack" } },
      "must be SingleStack",
    ],
    ["internalService", { internalService: {} }, "exposed: false"],
    ["internalService.type", { internalService: { type: "NodePort" } }, "unknown argument"],
    [
      "service",
      { service: { type: "LoadBalancer" }, listeners: [{ type: "mqtt", exposed: false }] },
      "would have no port",
    ],
    ["dashboardService.dashboard", { dashboardService: { dashboard: true } }, "unknown argument"],
  ];
  for (const [path, args, text] of refused) {
    it(`reject an invalid ${path}: ${text}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }
});
