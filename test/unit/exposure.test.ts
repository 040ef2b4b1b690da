import { expect } from "chai";
import { type EmqxClusterArgs, ListenerType, PathType, ServiceType } from "../../components/index";
import { type Deployed, deploy, portsOf, refusal } from "./support/cluster";
import { notKnownYet } from "./support/mocks";

interface Exposing {
  metadata: { name: string; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
}
const find = ({ children }: Deployed, kind: string, name: string) =>
  children.find((child) => child.type.endsWith(`:${kind}`) && child.name === name)?.inputs as
    Exposing | undefined;
const exposing = ({ children }: Deployed) =>
  children.filter(({ type }) => /:(Ingress|\w+Route)$/.test(type)).map(({ name }) => name);

const hosts = ["emqx.example.com"];
const gateways = [{ name: "public", namespace: "gateways", sectionName: "mqtt" }];
const tls = { secretName: "cert" };

describe("A cluster", () => {
  it("is not exposed outside by default", async () => {
    const deployed = await deploy({ tls });
    expect(exposing(deployed)).to.deep.equal([]);
    expect(deployed.clientService.inputs.spec.type).to.equal("ClusterIP");
  });
});

describe("An Ingress", () => {
  it("routes to the dashboard", async () => {
    const deployed = await deploy({
      ingress: { dashboard: { hosts, className: "nginx", tlsSecretName: "web", annotations: { a: "b" } } },
    });
    expect(find(deployed, "Ingress", "emqx-dashboard")).to.deep.include({
      spec: {
        ingressClassName: "nginx",
        rules: [
          {
            host: "emqx.example.com",
            http: {
              paths: [
                {
                  path: "/",
                  pathType: "Prefix",
                  backend: { service: { name: "emqx", port: { name: "dashboard" } } },
                },
              ],
            },
          },
        ],
        tls: [{ hosts, secretName: "web" }],
      },
    });
    expect(find(deployed, "Ingress", "emqx-dashboard")?.metadata.annotations).to.deep.equal({ a: "b" });
    expect(exposing(deployed)).to.deep.equal(["emqx-dashboard"]);
  });

  it("routes to MQTT over WebSocket at the path of EMQX", async () => {
    const deployed = await deploy({
      ingress: { websocket: { hosts: ["a.example.com", "*.b.example.com"] } },
    });
    const { rules, tls } = find(deployed, "Ingress", "emqx-websocket")!.spec as {
      rules: { host: string; http: { paths: { path: string; backend: object }[] } }[];
      tls?: object;
    };
    expect(rules.map(({ host }) => host)).to.deep.equal(["a.example.com", "*.b.example.com"]);
    expect(rules[0].http.paths[0]).to.deep.include({
      path: "/mqtt",
      backend: { service: { name: "emqx", port: { name: "ws" } } },
    });
    expect(tls).to.equal(undefined);
  });

  it("has the given path type", async () => {
    const ingress = { dashboard: { hosts, pathType: PathType.ImplementationSpecific } };
    const { rules } = find(await deploy({ ingress }), "Ingress", "emqx-dashboard")!.spec as {
      rules: { http: { paths: { pathType: string }[] } }[];
    };
    expect(rules[0].http.paths[0].pathType).to.equal("ImplementationSpecific");
  });

  it("shows only itself as unknown in a preview with an unknown host", async () => {
    const ingress = { dashboard: { hosts: [notKnownYet<string>()] } };
    const { children } = await deploy({ ingress }, { preview: true });
    expect(children.filter(({ unknowns }) => unknowns.length > 0).map(({ type }) => type)).to.deep.equal([
      "kubernetes:networking.k8s.io/v1:Ingress",
    ]);
  });
});

describe("A route of the Gateway API", () => {
  const routes: [target: string, args: EmqxClusterArgs, kind: string, expected: object][] = [
    [
      "dashboard",
      { routes: { dashboard: { gateways, hostnames: hosts } } },
      "HTTPRoute",
      {
        parentRefs: gateways,
        hostnames: hosts,
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            backendRefs: [{ name: "emqx", port: 18083 }],
          },
        ],
      },
    ],
    [
      "websocket",
      {
        routes: { websocket: { gateways, path: "/ws" } },
        listeners: [{ type: ListenerType.Ws, port: 9001 }],
      },
      "HTTPRoute",
      {
        parentRefs: gateways,
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/ws" } }],
            backendRefs: [{ name: "emqx", port: 9001 }],
          },
        ],
      },
    ],
    [
      "mqtt",
      { routes: { mqtt: { gateways } } },
      "TCPRoute",
      { parentRefs: gateways, rules: [{ backendRefs: [{ name: "emqx", port: 1883 }] }] },
    ],
    [
      "mqtts",
      { tls, routes: { mqtts: { gateways, hostnames: hosts } } },
      "TLSRoute",
      { parentRefs: gateways, hostnames: hosts, rules: [{ backendRefs: [{ name: "emqx", port: 8883 }] }] },
    ],
  ];
  for (const [target, args, kind, expected] of routes) {
    it(`routes to ${target}`, async () => {
      const deployed = await deploy(args);
      const route = find(deployed, kind, `emqx-${target}`);
      expect(route).to.deep.include({ apiVersion: "gateway.networking.k8s.io/v1", kind, spec: expected });
      expect(exposing(deployed)).to.deep.equal([`emqx-${target}`]);
    });
  }
});

describe("A listener with another name than default", () => {
  const { Ws, Mqtt } = ListenerType;
  const ways = { ingress: { websocket: { hosts } }, routes: { websocket: { gateways }, mqtt: { gateways } } };
  const backends = (deployed: Deployed) => {
    const ingress = JSON.stringify(find(deployed, "Ingress", "emqx-websocket"));
    const [, service, port] = /"name":"([^"]*)","port":{"name":"([^"]*)"}/.exec(ingress)!;
    const routes = ["HTTPRoute emqx-websocket", "TCPRoute emqx-mqtt"].map((route) => {
      const [kind, name] = route.split(" ");
      const { rules } = find(deployed, kind, name)!.spec as { rules: { backendRefs: object[] }[] };
      return rules[0].backendRefs;
    });
    return { ingress: `${service} ${port}`, routes: routes.flat() };
  };

  it("receives traffic of Ingresses and routes if it is the only one of its type", async () => {
    const deployed = await deploy({
      ...ways,
      listeners: [
        { type: Ws, name: "web", servicePort: 80 },
        { type: Mqtt, name: "devices", port: 2883 },
      ],
    });
    expect(portsOf(deployed.clientService)).to.include({ "ws-8083": 80, "mqtt-2883": 2883 });
    expect(backends(deployed)).to.deep.equal({
      ingress: "emqx ws-8083",
      routes: [
        { name: "emqx", port: 80 },
        { name: "emqx", port: 2883 },
      ],
    });
  });

  it("receives no traffic if a default listener exists", async () => {
    const deployed = await deploy({
      ...ways,
      listeners: [
        { type: Ws, name: "web", port: 80 },
        { type: Ws },
        { type: Mqtt, name: "devices", port: 2883 },
        { type: Mqtt },
      ],
    });
    expect(backends(deployed)).to.deep.equal({
      ingress: "emqx ws",
      routes: [
        { name: "emqx", port: 8083 },
        { name: "emqx", port: 1883 },
      ],
    });
  });

  it("is reached through the internal Service if it has the listener", async () => {
    const deployed = await deploy({
      ...ways,
      internalService: {},
      listeners: [{ type: Ws, exposed: false }, { type: Mqtt }],
    });
    expect(backends(deployed)).to.deep.equal({
      ingress: "emqx-internal ws",
      routes: [
        { name: "emqx-internal", port: 8083 },
        { name: "emqx", port: 1883 },
      ],
    });
  });
});

describe("Ingresses and routes", () => {
  const noDashboard = { service: { type: ServiceType.LoadBalancer } };
  const refused: [path: string, args: object, text: string][] = [
    ["ingress.dashboard.hosts", { ingress: { dashboard: {} } }, "at least one"],
    ["ingress.dashboard.hosts[0]", { ingress: { dashboard: { hosts: ["a b"] } } }, "a host name"],
    ["ingress.dashboard.path", { ingress: { dashboard: { hosts, path: "x" } } }, "begins with /"],
    ["ingress.dashboard.className", { ingress: { dashboard: { hosts, className: "a b" } } }, "IngressClass"],
    [
      "ingress.dashboard.tlsSecretName",
      { ingress: { dashboard: { hosts, tlsSecretName: "A" } } },
      "a Secret",
    ],
    ["ingress.mqtt", { ingress: { mqtt: { hosts } } }, "dashboard, websocket"],
    [
      "ingress.dashboard",
      { ingress: { dashboard: { hosts } }, ...noDashboard },
      "set service.dashboard: true",
    ],
    [
      "ingress.websocket",
      { ingress: { websocket: { hosts } }, listeners: [{ type: "mqtt" }] },
      "requires a listener of type ws",
    ],
    [
      "ingress.websocket",
      {
        ingress: { websocket: { hosts } },
        listeners: [
          { type: "ws", name: "a" },
          { type: "ws", name: "b", port: 80 },
        ],
      },
      'none is named "default"',
    ],
    [
      "routes.mqtt",
      { routes: { mqtt: { gateways } }, listeners: [{ type: "ws" }, { type: "mqtt", exposed: false }] },
      "internalService",
    ],
    [
      "ingress.dashboard.pathType",
      { ingress: { dashboard: { hosts, pathType: "Regex" } } },
      "must be one of Prefix, Exact",
    ],
    [
      "routes.mqtts",
      { routes: { mqtts: { gateways, hostnames: hosts } } },
      "requires a listener of type mqtts",
    ],
    ["routes.mqtts.hostnames", { tls, routes: { mqtts: { gateways } } }, "at least one"],
    ["routes.mqtt.gateways", { routes: { mqtt: {} } }, "at least one"],
    ["routes.mqtt.gateways[0].name", { routes: { mqtt: { gateways: [{}] } } }, "a Gateway"],
    ["routes.mqtt.hostnames", { routes: { mqtt: { gateways, hostnames: hosts } } }, "unknown argument"],
  ];
  for (const [path, args, text] of refused) {
    it(`reject an invalid ${path}: ${text}`, async () => {
      expect(await refusal(args))
        .to.include(`\n  ${path}: `)
        .and.include(text);
    });
  }
});
