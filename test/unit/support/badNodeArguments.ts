import type { BadArgument } from "./badArguments";

const enterprise = { edition: "enterprise" };
const replicants = (given: unknown, others: object = enterprise) => ({ ...others, replicants: given });
const evacuation = (given: unknown, others: object = enterprise) => ({ ...others, evacuation: given });

/** Invalid arguments for node roles and evacuation, and arguments that an edition does not support. */
export const badNodeArguments: Record<string, BadArgument[]> = {
  replicants: [
    ["replicants", replicants(3), "an object with replicas, resources"],
    ["replicants", replicants(null), "got null"],
    ["replicants.size", replicants({ size: 3 }), "unknown argument"],
    ["replicants.replicas", replicants({ replicas: 0 }), "a whole number of at least 1"],
    ["replicants.pods.label", replicants({ pods: { label: {} } }), "unknown argument"],
    ["replicants.scheduling.antiAffinity", replicants({ scheduling: { antiAffinity: "no" } }), "soft, hard"],
    ["replicants.replicas", replicants({ replicas: "3" }), 'got "3"'],
    ["replicants.pods", replicants({ pods: null }), "got null"],
    ["replicants.scheduling", replicants({ scheduling: null }), "got null"],
    ["replicants.autoscaling", replicants({ autoscaling: 9 }), "got 9"],
    ["replicants.autoscaling.max", replicants({ autoscaling: { max: 9 } }), "unknown argument"],
    [
      "replicants.autoscaling.maxReplicas",
      replicants({ replicas: 4, autoscaling: { maxReplicas: 3 } }),
      "from 4 (minReplicas) to 1000",
    ],
    [
      "replicants.autoscaling.cpuUtilization",
      replicants({ autoscaling: { maxReplicas: 9 }, resources: { requests: { memory: "1Gi" } } }),
      "resources: { requests: { cpu } }",
    ],
    [
      "replicants.autoscaling.maxReplicas",
      replicants({ autoscaling: { external: true, maxReplicas: 9 } }),
      "only valid without replicants.autoscaling.external",
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
    ["replicants", replicants({}, {}), "not supported by EMQX 5.8, open source; use EMQX 5.0 or later"],
    ["replicants", replicants({}, { image: "emqx/emqx-ee:4.4.19" }), "not supported by EMQX 4.4, enterprise"],
    [
      "replicants",
      replicants({}, { image: "emqx/emqx:5.9.0", replicas: 1 }),
      "which a cluster of EMQX 5.9 requires",
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
      'replicants require cores with stable names; use "srv"',
    ],
    [
      "discovery.addressType",
      replicants({}, { ...enterprise, discovery: { addressType: "ip" }, persistence: { enabled: false } }),
      'replicants require cores with stable names; use "hostname"',
    ],
    [
      "updates.strategy",
      replicants({}, { ...enterprise, updates: { strategy: "OnDelete" } }),
      "RollingUpdate",
    ],
    [
      "updates.partition",
      replicants({}, { ...enterprise, updates: { partition: 3 } }),
      "must be less than replicas, 3",
    ],
    ["env.EMQX_NODE__ROLE", { env: { EMQX_NODE__ROLE: "replicant" } }, "use replicants"],
    ["env.EMQX_NODE__DB_ROLE", { env: { EMQX_NODE__DB_ROLE: "replicant" } }, "use replicants"],
  ],
  evacuation: [
    ["evacuation", evacuation(true), "an object with connEvictRate"],
    ["evacuation.rate", evacuation({ rate: 5 }), "unknown argument"],
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
      "only valid without hooks in pods.lifecycle",
    ],
    ["evacuation", evacuation({}, {}), "not supported by EMQX 5.8, open source; use EMQX 5.9 or later"],
    [
      "evacuation",
      evacuation({}, { image: "emqx/emqx-enterprise:5.0.4" }),
      "not supported by EMQX 5.0, enterprise",
    ],
    ["evacuation", evacuation({}, { image: "emqx/emqx:4.4.19" }), "not supported by EMQX 4.4, open source"],
  ],
  "the licence": [
    ["license", { license: { key: "a.b" } }, "not supported by EMQX 5.8, open source; use EMQX 5.9 or later"],
    [
      "license",
      { image: "emqx/emqx:5.4.0", license: { existingSecret: { name: "s", key: "k" } } },
      "not supported by EMQX 5.4, open source",
    ],
  ],
};
