import type { BadArgument } from "./badArguments";

const loadBalancer = { type: "LoadBalancer" };

/** Invalid arguments for listeners and Services. */
export const badNetworkArguments: Record<string, BadArgument[]> = {
  listeners: [
    ["listeners", { listeners: [] }, "at least one listener"],
    ["listeners", { listeners: { mqtt: 1883 } }, "a list"],
    ["listeners[0].type", { listeners: [{ type: "amqp" }] }, "mqtt, mqtts, ws, wss"],
    ["listeners[0].type", { listeners: [{ port: 1883 }] }, "mqtt, mqtts, ws, wss"],
    ["listeners[0].type", { listeners: [{ type: "constructor" }] }, "mqtt, mqtts, ws, wss"],
    ["listeners[0]", { listeners: ["mqtt"] }, "an object with type"],
    ["listeners[0].bind", { listeners: [{ type: "mqtt", bind: 1 }] }, "unknown argument"],
    ["listeners[0].port", { listeners: [{ type: "mqtt", port: 0 }] }, "from 1 to 65535"],
    ["listeners[0].port", { listeners: [{ type: "mqtt", port: 65536 }] }, "from 1 to 65535"],
    ["listeners[0].port", { listeners: [{ type: "mqtt", port: "1883" }] }, "from 1 to 65535"],
    ["listeners[0].type", { listeners: [{ type: "mqtts" }] }, "requires a certificate"],
    ["listeners[1].type", { listeners: [{ type: "mqtt" }, { type: "mqtt", port: 1 }] }, "must be unique"],
    ["listeners[1].port", { listeners: [{ type: "mqtt" }, { type: "ws", port: 1883 }] }, "got 1883"],
    ["listeners[0].port", { listeners: [{ type: "ws", port: 18083 }] }, "EMQX itself uses"],
    ["listeners[0].port", { listeners: [{ type: "ws", port: 4370 }] }, "EMQX itself uses"],
    ["listeners[0].port", { listeners: [{ type: "ws", port: 5369 }] }, "EMQX itself uses"],
    ["listeners[0].port", { listeners: [{ type: "ws", port: 8081 }] }, "EMQX itself uses"],
    ["listeners[0].port", { listeners: [{ type: "ws", port: 11883 }] }, "EMQX itself uses"],
    [
      "listeners[0].appProtocol",
      { listeners: [{ type: "ws", appProtocol: "web socket" }] },
      'got "web socket"; must be an IANA service name such as mqtt',
    ],
    ["listeners[0].exposed", { listeners: [{ type: "ws", exposed: "no" }] }, "true or false"],
    ["tls.secretName", { tls: { secretName: "" } }, "the name of a Secret"],
    ["tls.cert", { tls: { secretName: "s", cert: "x" } }, "unknown argument"],
  ],
  service: [
    ["service.type", { service: { type: "ExternalName" } }, "ClusterIP, NodePort, LoadBalancer"],
    ["service.dashboard", { service: { dashboard: "no" } }, "true or false"],
    ["service.port", { service: { port: 1883 } }, "unknown argument"],
    ["service.annotations.a b", { service: { annotations: { "a b": "x" } } }, "example.com/note"],
    ["service.annotations.a", { service: { annotations: { a: true } } }, "a string"],
    ["service.loadBalancerClass", { service: { loadBalancerClass: "c" } }, "LoadBalancer"],
    [
      "service.loadBalancerClass",
      { service: { ...loadBalancer, loadBalancerClass: "a b" } },
      "example.com/class",
    ],
    [
      "service.loadBalancerSourceRanges",
      { service: { type: "NodePort", loadBalancerSourceRanges: ["10.0.0.0/8"] } },
      "LoadBalancer",
    ],
    [
      "service.loadBalancerSourceRanges[1]",
      { service: { ...loadBalancer, loadBalancerSourceRanges: ["10.0.0.0/8", "10.0.0.0/33"] } },
      '"10.0.0.0/33"',
    ],
    [
      "service.loadBalancerSourceRanges[0]",
      { service: { ...loadBalancer, loadBalancerSourceRanges: ["10.0.0.1"] } },
      "10.0.0.0/8",
    ],
    [
      "service.externalTrafficPolicy",
      { service: { externalTrafficPolicy: "Local" } },
      "NodePort or LoadBalancer",
    ],
    [
      "service.externalTrafficPolicy",
      { service: { ...loadBalancer, externalTrafficPolicy: "Near" } },
      "Cluster, Local",
    ],
    ["service.dashboardNodePort", { service: { dashboardNodePort: 30000 } }, "NodePort or LoadBalancer"],
    [
      "service.dashboardNodePort",
      { service: { ...loadBalancer, dashboardNodePort: 30000 } },
      "service.dashboard is true",
    ],
    [
      "service.dashboardNodePort",
      {
        service: { type: "NodePort", dashboard: true, dashboardNodePort: 30000 },
        listeners: [{ type: "mqtt", nodePort: 30000 }],
      },
      "got 30000",
    ],
    ["listeners[0].nodePort", { listeners: [{ type: "mqtt", nodePort: 30000 }] }, "NodePort or LoadBalancer"],
    [
      "listeners[1].nodePort",
      {
        service: { type: "NodePort" },
        listeners: [
          { type: "mqtt", nodePort: 30000 },
          { type: "ws", nodePort: 30000 },
        ],
      },
      "got 30000",
    ],
  ],
};
