import type { BadArgument } from "./badArguments";

const enterprise = { edition: "enterprise" };
const replicants = (given: unknown, others: object = enterprise) => ({ ...others, replicants: given });
const evacuation = (given: unknown, others: object = enterprise) => ({ ...others, evacuation: given });

/** Invalid arguments about roles of nodes, and about features that an edition lacks. */
export const badNodeArguments: Record<string, BadArgument[]> = {
  replicants: [
    ["replicants", replicants(3), "an object with replicas, resources"],
    ["replicants", replicants(null), "got null"],
    ["replicants.size", replicants({ size: 3 }), "no such argument"],
    ["replicants.replicas", replicants({ replicas: 0 }), "a whole number of at least 1"],
    ["replicants.pods.label", replicants({ pods: { label: {} } }), "no such argument"],
    ["replicants.scheduling.antiAffinity", replicants({ scheduling: { antiAffinity: "no" } }), "soft, hard"],
    ["replicants.replicas", replicants({ replicas: "3" }), 'got "3"'],
    ["replicants.pods", replicants({ pods: null }), "got null"],
    ["replicants.scheduling", replicants({ scheduling: null }), "got null"],
    ["replicants.autoscaling", replicants({ autoscaling: 9 }), "got 9"],
    ["replicants.autoscaling.max", replicants({ autoscaling: { max: 9 } }), "no such argument"],
    [
      "replicants.autoscaling.maxReplicas",
      replicants({ replicas: 4, autoscaling: { maxReplicas: 3 } }),
      "at least minReplicas, 4",
    ],
    [
      "replicants.autoscaling.cpuUtilization",
      replicants({ autoscaling: { maxReplicas: 9 }, resources: { requests: { memory: "1Gi" } } }),
      "resources: { requests: { cpu } }",
    ],
    [
      "replicants.autoscaling.maxReplicas",
      replicants({ autoscaling: { external: true, maxReplicas: 9 } }),
      "without replicants.autoscaling.external only",
    ],
    ["replicants.podDisruptionBudget", replicants({ podDisruptionBudget: null }), "got null"],
    [
      "replicants.podDisruptionBudget.minAvailable",
      replicants({ replicas: 5, podDisruptionBudget: { minAvailable: 5 } }),
      "with 5 nodes",
    ],
    [
      "replicants.podDisruptionBudget.minAvailable",
      replicants({
        autoscaling: { minReplicas: 2, maxReplicas: 9 },
        podDisruptionBudget: { minAvailable: 2 },
      }),
      "with 2 nodes",
    ],
    [
      "replicants.resources.requests.memory",
      replicants({ resources: { requests: { memory: "lots" } } }),
      "500m or 1Gi",
    ],
    ["replicants", replicants({}, {}), "not in EMQX 5.8, open source; accepted: none, or EMQX from 5.0 on"],
    ["replicants", replicants({}, { image: "emqx/emqx-ee:4.4.19" }), "not in EMQX 4.4, enterprise"],
    [
      "replicants",
      replicants({}, { image: "emqx/emqx:5.9.0", replicas: 1 }),
      "EMQX 5.9 forms a cluster only with a licence",
    ],
    [
      "discovery.recordType",
      replicants(
        {},
        {
          ...enterprise,
          discovery: { strategy: "dns", recordType: "a" },
          persistence: { enabled: false },
        },
      ),
      'replicants need cores that keep their names. Accepted: "srv"',
    ],
    [
      "discovery.addressType",
      replicants({}, { ...enterprise, discovery: { addressType: "ip" }, persistence: { enabled: false } }),
      'replicants need cores that keep their names. Accepted: "hostname"',
    ],
    [
      "updates.strategy",
      replicants({}, { ...enterprise, updates: { strategy: "OnDelete" } }),
      "RollingUpdate",
    ],
    [
      "updates.partition",
      replicants({}, { ...enterprise, updates: { partition: 3 } }),
      "fewer than replicas, 3",
    ],
    ["env.EMQX_NODE__ROLE", { env: { EMQX_NODE__ROLE: "replicant" } }, "use replicants"],
    ["env.EMQX_NODE__DB_ROLE", { env: { EMQX_NODE__DB_ROLE: "replicant" } }, "use replicants"],
  ],
  evacuation: [
    ["evacuation", evacuation(true), "an object with connEvictRate"],
    ["evacuation.rate", evacuation({ rate: 5 }), "no such argument"],
    ["evacuation.connEvictRate", evacuation({ connEvictRate: 0 }), "a whole number of at least 1"],
    ["evacuation.sessEvictRate", evacuation({ sessEvictRate: 1.5 }), "a whole number of at least 1"],
    [
      "evacuation.waitTakeoverSeconds",
      evacuation({ waitTakeoverSeconds: "60s" }),
      "a whole number of at least 1",
    ],
    [
      "evacuation.timeoutSeconds",
      evacuation({ waitTakeoverSeconds: 60, timeoutSeconds: 70 }),
      "a whole number of at least 71",
    ],
    [
      "evacuation",
      evacuation({}, { ...enterprise, pods: { lifecycle: { preStop: ["true"] } } }),
      "accepted: without hooks in pods.lifecycle",
    ],
    ["evacuation", evacuation({}, {}), "not in EMQX 5.8, open source; accepted: none, or EMQX from 5.9 on"],
    ["evacuation", evacuation({}, { image: "emqx/emqx-enterprise:5.0.4" }), "not in EMQX 5.0, enterprise"],
    ["evacuation", evacuation({}, { image: "emqx/emqx:4.4.19" }), "not in EMQX 4.4, open source"],
  ],
  "the licence": [
    [
      "license",
      { license: { key: "a.b" } },
      "not in EMQX 5.8, open source; accepted: none, or EMQX from 5.9",
    ],
    [
      "license",
      { image: "emqx/emqx:5.4.0", license: { existingSecret: { name: "s", key: "k" } } },
      "not in EMQX 5.4, open source",
    ],
  ],
};
