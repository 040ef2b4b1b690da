import type { BadArgument } from "./badArguments";

const metric = { type: "Pods", pods: {} };
const egress = (given: object) => ({ networkPolicy: { egress: { enabled: true, ...given } } });
const clients = (...peers: unknown[]) => ({ networkPolicy: { clients: peers } });
const budget = (given: object, others: object = {}) => ({ podDisruptionBudget: given, ...others });
const licensed = { image: "emqx/emqx:5.9.0" };

/** Invalid arguments for network policy, disruption budget, updates and autoscaling. */
export const badAvailabilityArguments: Record<string, BadArgument[]> = {
  "network policy": [
    ["networkPolicy", { networkPolicy: "on" }, 'got "on"'],
    ["networkPolicy", { networkPolicy: null }, "got null"],
    ["networkPolicy.enabled", { networkPolicy: { enabled: "yes" } }, "true or false"],
    ["networkPolicy.ingress", { networkPolicy: { ingress: [] } }, "unknown argument"],
    ["networkPolicy.clients", { networkPolicy: { enabled: false, clients: [] } }, "enabled is true"],
    ["networkPolicy.egress", { networkPolicy: { enabled: false, egress: {} } }, "enabled is true"],
    ["networkPolicy.clients", { networkPolicy: { clients: "10.0.0.0/8" } }, "a list"],
    // Kubernetes would allow all peers for each of these.
    ["networkPolicy.clients", { networkPolicy: { clients: null } }, "got null"],
    ["networkPolicy.dashboard", { networkPolicy: { dashboard: null } }, "got null"],
    ["networkPolicy.ingressRules[0].from", { networkPolicy: { ingressRules: [{ from: null }] } }, "got null"],
    [
      "networkPolicy.ingressRules[0].ports",
      { networkPolicy: { ingressRules: [{ ports: null }] } },
      "got null",
    ],
    ["networkPolicy.egress.apiServer.cidrs", egress({ apiServer: { cidrs: null } }), "got null"],
    ["networkPolicy.clients[0].ipBlock", clients({ ipBlock: null }), "got null"],
    ["networkPolicy.clients[0]", clients({}), "selects no peer"],
    ["networkPolicy.clients[1]", clients({ podSelector: {} }, "all"), "an object with ipBlock"],
    ["networkPolicy.clients[0].cidr", clients({ cidr: "10.0.0.0/8" }), "unknown argument"],
    ["networkPolicy.clients[0].ipBlock.cidr", clients({ ipBlock: {} }), "10.0.0.0/8"],
    ["networkPolicy.clients[0].ipBlock.cidr", clients({ ipBlock: { cidr: "10.0.0.1" } }), '"10.0.0.1"'],
    [
      "networkPolicy.clients[0].ipBlock.except[0]",
      clients({ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1/16"] } }),
      '"10.1/16"',
    ],
    [
      "networkPolicy.clients[0].ipBlock",
      clients({ ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} }),
      "only valid without selectors",
    ],
    [
      "networkPolicy.clients[0].podSelector.app",
      clients({ podSelector: { app: "sensor" } }),
      "must be one of matchLabels",
    ],
    ["networkPolicy.dashboard[0]", { networkPolicy: { dashboard: [{}] } }, "selects no peer"],
    ["networkPolicy.ingressRules[0]", { networkPolicy: { ingressRules: [{}] } }, "would allow all traffic"],
    [
      "networkPolicy.ingressRules[0].to",
      { networkPolicy: { ingressRules: [{ to: [] }] } },
      "unknown argument",
    ],
    [
      "networkPolicy.ingressRules[0].ports[0].port",
      { networkPolicy: { ingressRules: [{ ports: [{ protocol: "UDP" }] }] } },
      "from 1 to 65535",
    ],
    [
      "networkPolicy.ingressRules[0].ports[0].port",
      { networkPolicy: { ingressRules: [{ ports: [{ port: "http" }] }] } },
      'got "http"',
    ],
    [
      "networkPolicy.ingressRules[0].ports[0].endPort",
      { networkPolicy: { ingressRules: [{ ports: [{ port: 7010, endPort: 7000 }] }] } },
      "got 7000",
    ],
    [
      "networkPolicy.ingressRules[0].ports[0].protocol",
      { networkPolicy: { ingressRules: [{ ports: [{ port: 1, protocol: "QUIC" }] }] } },
      "TCP, UDP, SCTP",
    ],
    ["networkPolicy.egress.enabled", { networkPolicy: { egress: { enabled: 1 } } }, "true or false"],
    ["networkPolicy.egress.rules", { networkPolicy: { egress: { rules: [] } } }, "enabled is true"],
    ["networkPolicy.egress.dns", egress({ dns: true }), "unknown argument"],
    ["networkPolicy.egress.rules[0]", egress({ rules: [{}] }), "would allow all traffic"],
    ["networkPolicy.egress.rules[0].to[0]", egress({ rules: [{ to: [{}] }] }), "selects no peer"],
    ["networkPolicy.egress.rules[0].from", egress({ rules: [{ from: [] }] }), "unknown argument"],
    ["networkPolicy.egress.apiServer.cidrs", egress({ apiServer: { cidrs: [] } }), "at least one network"],
    [
      "networkPolicy.egress.apiServer.cidrs[0]",
      egress({ apiServer: { cidrs: ["10.0.0.1"] } }),
      "10.0.0.1/32",
    ],
    ["networkPolicy.egress.apiServer.ports", egress({ apiServer: { ports: [] } }), "at least one port"],
    ["networkPolicy.egress.apiServer.ports[0]", egress({ apiServer: { ports: [0] } }), "from 1 to 65535"],
    ["networkPolicy.egress.apiServer", egress({ apiServer: null }), "got null"],
    [
      "networkPolicy.egress.apiServer",
      { ...egress({ apiServer: {} }), discovery: { strategy: "dns" } },
      'if discovery.strategy is "k8s" or leaveWhenScaledDown is true',
    ],
  ],
  "disruption budget": [
    ["podDisruptionBudget", { podDisruptionBudget: 1 }, "got 1"],
    ["podDisruptionBudget.enabled", budget({ enabled: "no" }), "true or false"],
    ["podDisruptionBudget.max", budget({ max: 1 }), "unknown argument"],
    ["podDisruptionBudget.minAvailable", budget({ enabled: false, minAvailable: 1 }), "enabled is true"],
    ["podDisruptionBudget.maxUnavailable", budget({ maxUnavailable: 0 }), "no drain"],
    ["podDisruptionBudget.maxUnavailable", budget({ maxUnavailable: "50%" }), "a whole number of at least 1"],
    ["podDisruptionBudget.minAvailable", budget({ minAvailable: 0 }), "a whole number of at least 1"],
    ["podDisruptionBudget.minAvailable", budget({ minAvailable: 1.5 }), "got 1.5"],
    [
      "podDisruptionBudget.minAvailable",
      budget({ minAvailable: 1, maxUnavailable: 1 }),
      "only valid without podDisruptionBudget.maxUnavailable",
    ],
    ["podDisruptionBudget.minAvailable", budget({ minAvailable: 3 }), "use at most 2, or maxUnavailable"],
    ["podDisruptionBudget.minAvailable", budget({ minAvailable: 1 }, { replicas: 1 }), "use maxUnavailable"],
    [
      "podDisruptionBudget.minAvailable",
      budget({ minAvailable: 2 }, { autoscaling: { minReplicas: 2, maxReplicas: 9 } }),
      "with 2 nodes",
    ],
    [
      "podDisruptionBudget.minAvailable",
      budget({ minAvailable: 4 }, { replicas: 4, autoscaling: { maxReplicas: 9 } }),
      "with 4 nodes",
    ],
  ],
  updates: [
    ["updates", { updates: "OnDelete" }, "an object with strategy"],
    ["updates.strategy", { updates: { strategy: "Recreate" } }, "RollingUpdate, OnDelete"],
    ["updates.partition", { updates: { partition: -1 } }, "a whole number of at least 0"],
    [
      "updates.partition",
      { updates: { partition: 1, strategy: "OnDelete" } },
      "updates.strategy is RollingUpdate",
    ],
    [
      "updates.partition",
      { updates: { partition: 1 }, autoscaling: { maxReplicas: 5 } },
      "only valid without autoscaling",
    ],
    ["updates.minReadySeconds", { updates: { minReadySeconds: 1.5 } }, "got 1.5"],
    ["updates.maxUnavailable", { updates: { maxUnavailable: 1 } }, "unknown argument"],
  ],
  autoscaling: [
    ["autoscaling", { autoscaling: true }, "got true"],
    ["autoscaling", { autoscaling: null }, "got null"],
    ["autoscaling.max", { autoscaling: { max: 5 } }, "unknown argument"],
    [
      "autoscaling.maxReplicas",
      { autoscaling: {} },
      "required; must be a whole number from 3 (minReplicas) to 1000",
    ],
    ["autoscaling.maxReplicas", { autoscaling: { maxReplicas: null } }, "got null"],
    ["autoscaling.metrics", { autoscaling: { maxReplicas: 5, metrics: null } }, "got null"],
    ["autoscaling.cpuUtilization", { autoscaling: { maxReplicas: 5, cpuUtilization: null } }, "got null"],
    ["autoscaling.maxReplicas", { autoscaling: { maxReplicas: 2 } }, "got 2"],
    [
      "autoscaling.maxReplicas",
      { autoscaling: { minReplicas: 4, maxReplicas: 3 } },
      "from 4 (minReplicas) to 1000",
    ],
    ["autoscaling.minReplicas", { autoscaling: { minReplicas: 0, maxReplicas: 3 } }, "at least 1"],
    ["autoscaling.cpuUtilization", { autoscaling: { maxReplicas: 5, cpuUtilization: 0 } }, "at least 1"],
    ["autoscaling.memoryUtilization", { autoscaling: { maxReplicas: 5, memoryUtilization: "70%" } }, '"70%"'],
    [
      "autoscaling.cpuUtilization",
      { autoscaling: { maxReplicas: 5 }, resources: { requests: { memory: "1Gi" } } },
      "resources: { requests: { cpu } }",
    ],
    [
      "autoscaling.memoryUtilization",
      { autoscaling: { maxReplicas: 5, memoryUtilization: 70 }, resources: { requests: { cpu: "1" } } },
      "resources: { requests: { memory } }",
    ],
    ["autoscaling.metrics", { autoscaling: { maxReplicas: 5, metrics: metric } }, "a list"],
    ["autoscaling.metrics[0].type", { autoscaling: { maxReplicas: 5, metrics: [{}] } }, "such as Pods"],
    [
      "autoscaling.behavior.down",
      { autoscaling: { maxReplicas: 5, behavior: { down: {} } } },
      "unknown argument",
    ],
    ["autoscaling.external", { autoscaling: { external: "keda" } }, "true or false"],
    [
      "autoscaling.maxReplicas",
      { autoscaling: { external: true, maxReplicas: 5 } },
      "only valid without autoscaling.external",
    ],
    ["autoscaling.maxReplicas", { ...licensed, replicas: 1, autoscaling: { maxReplicas: 2 } }, "licence"],
    ["autoscaling.external", { ...licensed, replicas: 1, autoscaling: { external: true } }, "licence"],
  ],
};
