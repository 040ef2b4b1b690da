import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import {
  type EmqxClusterArgs,
  ExternalTrafficPolicy,
  ListenerType,
  ServiceType,
} from "../../components/index";
import { brokerEnvironment, deploy, portsOf } from "./support/cluster";

type Service = types.output.core.v1.Service;

const tls = { secretName: "emqx-cert" };
const old = { image: "emqx/emqx:4.4.19" };

describe("The client Service", () => {
  const tables: [title: string, args: EmqxClusterArgs, ports: Record<string, number>][] = [
    ["mqtt, ws, dashboard on 5.x", {}, { mqtt: 1883, ws: 8083, dashboard: 18083 }],
    ["also the management API on 4.x", old, { mqtt: 1883, ws: 8083, dashboard: 18083, mgmt: 8081 }],
    [
      "the TLS listeners if there is a certificate",
      { tls },
      { mqtt: 1883, mqttssl: 8883, ws: 8083, wss: 8084, dashboard: 18083 },
    ],
    ["only the given listeners", { listeners: [{ type: ListenerType.Ws }] }, { ws: 8083, dashboard: 18083 }],
    [
      "listeners at the given ports",
      { listeners: [{ type: ListenerType.Mqtt, port: 2883 }] },
      { mqtt: 2883, dashboard: 18083 },
    ],
    ["no dashboard if it is disabled", { service: { dashboard: false } }, { mqtt: 1883, ws: 8083 }],
    [
      "no dashboard and no management API with a load balancer",
      { ...old, service: { type: ServiceType.LoadBalancer } },
      { mqtt: 1883, ws: 8083 },
    ],
    ["no dashboard with node ports", { service: { type: ServiceType.NodePort } }, { mqtt: 1883, ws: 8083 }],
    [
      "the dashboard with a load balancer if it is enabled",
      { service: { type: ServiceType.LoadBalancer, dashboard: true } },
      { mqtt: 1883, ws: 8083, dashboard: 18083 },
    ],
  ];
  for (const [title, args, ports] of tables) {
    it(`has ${title}`, async () => {
      expect(portsOf((await deploy(args)).clientService)).to.deep.equal(ports);
    });
  }

  it("maps each port to a port of the pods", async () => {
    for (const args of [{}, { ...old, tls }]) {
      const { clientService, headlessService, container } = await deploy(args);
      const podPorts = container.ports.map(({ name, containerPort }) => `${name} ${containerPort}`);
      for (const { port, targetPort } of [
        ...clientService.inputs.spec.ports,
        ...headlessService.inputs.spec.ports,
      ]) {
        expect(podPorts).to.include(`${targetPort} ${port}`);
      }
    }
  });

  it("has the application protocol of a listener's port, like every other Service with that port", async () => {
    const { children } = await deploy({
      listeners: [
        { type: ListenerType.Mqtt, appProtocol: "mqtt" },
        {
          type: ListenerType.Ws,
          name: "inside",
          port: 8085,
          exposed: false,
          appProtocol: "kubernetes.io/ws",
        },
      ],
      internalService: {},
    });
    const spoken = Object.fromEntries(
      children
        .filter(({ type }) => type.endsWith(":Service"))
        .map(({ name, inputs }) => [
          name,
          (inputs as Service).spec.ports.flatMap(({ port, appProtocol }) =>
            appProtocol === undefined ? [] : [`${port} ${appProtocol}`],
          ),
        ]),
    );
    expect(spoken).to.deep.equal({
      emqx: ["1883 mqtt"],
      "emqx-internal": ["8085 kubernetes.io/ws"],
      "emqx-headless": ["1883 mqtt", "8085 kubernetes.io/ws"],
    });
  });

  it("selects exactly the pods of its cluster", async () => {
    const { clientService, headlessService, statefulSet } = await deploy({ labels: { team: "a" } });
    const { selector, template } = statefulSet.inputs.spec;
    expect(clientService.inputs.spec.selector).to.deep.equal(selector.matchLabels);
    expect(headlessService.inputs.spec.selector).to.deep.equal(selector.matchLabels);
    expect(template.metadata.labels).to.include(selector.matchLabels);
  });

  it("never publishes pods that are not ready", async () => {
    const { clientService } = await deploy();
    expect(clientService.inputs.spec).not.to.have.property("publishNotReadyAddresses");
  });

  it("passes on the settings of a load balancer", async () => {
    const { clientService } = await deploy({
      annotations: { team: "a" },
      service: {
        type: ServiceType.LoadBalancer,
        annotations: { "lb.example.com/kind": "nlb" },
        loadBalancerClass: "example.com/nlb",
        loadBalancerSourceRanges: ["10.0.0.0/8", "2001:db8::/32"],
        externalTrafficPolicy: ExternalTrafficPolicy.Local,
      },
    });
    expect(clientService.inputs.spec).to.deep.include({
      type: "LoadBalancer",
      loadBalancerClass: "example.com/nlb",
      loadBalancerSourceRanges: ["10.0.0.0/8", "2001:db8::/32"],
      externalTrafficPolicy: "Local",
    });
    expect(clientService.inputs.metadata.annotations).to.include({ team: "a", "lb.example.com/kind": "nlb" });
  });

  it("is awaited if it is a load balancer", async () => {
    const { clientService } = await deploy({ service: { type: ServiceType.LoadBalancer } });
    expect(clientService.inputs.metadata.annotations).to.equal(undefined);
  });

  it("has the given node ports, and leaves the others to Kubernetes", async () => {
    const { clientService } = await deploy({
      listeners: [{ type: ListenerType.Mqtt, nodePort: 31883 }, { type: ListenerType.Ws }],
      service: { type: ServiceType.NodePort, dashboard: true, dashboardNodePort: 31803 },
    });
    const nodePorts = clientService.inputs.spec.ports.map(({ name, nodePort }) => [name, nodePort]);
    expect(nodePorts).to.deep.equal([
      ["mqtt", 31883],
      ["ws", undefined],
      ["dashboard", 31803],
    ]);
  });

  it("does not put its own annotations on other objects", async () => {
    const { headlessService, statefulSet } = await deploy({ service: { annotations: { only: "here" } } });
    expect(headlessService.inputs.metadata.annotations).to.equal(undefined);
    expect(statefulSet.inputs.metadata.annotations).to.equal(undefined);
  });
});

describe("The headless Service", () => {
  it("publishes nodes that are not ready, so that they can find each other", async () => {
    const { headlessService } = await deploy();
    expect(headlessService.inputs.spec).to.include({ clusterIP: "None", publishNotReadyAddresses: true });
  });

  it("is the one in the pods' DNS names", async () => {
    const { headlessService, statefulSet } = await deploy();
    expect(statefulSet.inputs.spec.serviceName).to.equal(headlessService.inputs.metadata.name);
  });

  it("has no node ports", async () => {
    const { headlessService } = await deploy({
      listeners: [{ type: ListenerType.Mqtt, nodePort: 31883 }],
      service: { type: ServiceType.NodePort },
    });
    const withNodePort = headlessService.inputs.spec.ports.filter(({ nodePort }) => nodePort !== undefined);
    expect(withNodePort).to.deep.equal([]);
  });
});

describe("Endpoints", () => {
  it("follow the listeners and their ports", async () => {
    const { outputs } = await deploy({
      tls,
      listeners: [{ type: ListenerType.Mqtts, port: 9883 }, { type: ListenerType.Wss }],
    });
    expect(outputs.endpoints).to.deep.equal({
      mqtts: "mqtts://emqx.default.svc.cluster.local:9883",
      wss: "wss://emqx.default.svc.cluster.local:8084/mqtt",
      dashboard: "http://emqx.default.svc.cluster.local:18083",
    });
  });

  it("have the dashboard at the headless Service if the client Service does not have it", async () => {
    const { outputs } = await deploy({ service: { type: ServiceType.LoadBalancer } });
    expect(outputs.endpoints.dashboard).to.equal("http://emqx-headless.default.svc.cluster.local:18083");
  });
});

describe("TLS", () => {
  it("serves the given certificate from a mounted directory, so that nodes see a renewed one", async () => {
    const deployed = await deploy({ tls });
    const { volumes } = deployed.statefulSet.inputs.spec.template.spec;
    const volume = volumes.find(({ secret }) => secret?.secretName === "emqx-cert");
    const mount = deployed.container.volumeMounts.find(({ name }) => name === volume?.name);
    expect(mount).to.include({ mountPath: "/etc/emqx/tls", readOnly: true });
    expect(mount).not.to.have.property("subPath");
    expect(brokerEnvironment(deployed)).to.include({
      EMQX_LISTENERS__SSL__DEFAULT__BIND: "8883",
      EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__CERTFILE: "/etc/emqx/tls/tls.crt",
      EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__KEYFILE: "/etc/emqx/tls/tls.key",
      EMQX_LISTENERS__WSS__DEFAULT__BIND: "8084",
      EMQX_LISTENERS__WSS__DEFAULT__SSL_OPTIONS__CERTFILE: "/etc/emqx/tls/tls.crt",
      EMQX_LISTENERS__WSS__DEFAULT__SSL_OPTIONS__KEYFILE: "/etc/emqx/tls/tls.key",
    });
  });

  it("serves it on 4.x with the keys of that release line", async () => {
    expect(brokerEnvironment(await deploy({ ...old, tls }))).to.include({
      EMQX_LISTENER__SSL__EXTERNAL: "8883",
      EMQX_LISTENER__SSL__EXTERNAL__CERTFILE: "/etc/emqx/tls/tls.crt",
      EMQX_LISTENER__SSL__EXTERNAL__KEYFILE: "/etc/emqx/tls/tls.key",
      EMQX_LISTENER__WSS__EXTERNAL: "8084",
      EMQX_LISTENER__WSS__EXTERNAL__CERTFILE: "/etc/emqx/tls/tls.crt",
    });
  });

  it("on 4.x does not use the port of another listener, because it cannot be switched off", async () => {
    for (const port of [8883, 8084, 28883, 28083, 28084]) {
      const environment = brokerEnvironment(
        await deploy({ ...old, listeners: [{ type: ListenerType.Mqtt, port }] }),
      );
      const listeners = Object.entries(environment).filter(([key]) =>
        /^EMQX_LISTENER__\w+__EXTERNAL$/.test(key),
      );
      const ports = listeners.map(([, address]) => address.split(":").slice(-1)[0]);
      expect(ports).to.have.length(4);
      expect(new Set(ports).size, ports.join(" ")).to.equal(4);
    }
  });

  it("on 4.x listens only inside the pod without a certificate", async () => {
    const environment = brokerEnvironment(await deploy(old));
    expect(environment.EMQX_LISTENER__TCP__EXTERNAL).to.equal("1883");
    expect(environment.EMQX_LISTENER__SSL__EXTERNAL).to.match(/^127\.0\.0\.1:\d+$/);
    expect(environment.EMQX_LISTENER__WSS__EXTERNAL).to.match(/^127\.0\.0\.1:\d+$/);
  });
});
