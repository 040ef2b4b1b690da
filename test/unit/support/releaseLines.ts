/** The expected facts of a release line, each with the EMQX source file that proves it. */
type Fact = [expected: string, source: string];

/** A release line, represented by one of its releases. */
export interface Line {
  image: string;
  /** The tag of its sources in https://github.com/emqx/emqx. */
  tag: string;
  facts: Record<string, Fact>;
}

/** The value of a fact if the component rejects the feature, because the release line lacks it. */
export const rejected = "rejected";

const conf4 = "etc/emqx.conf";
const entrypoint = "deploy/docker/docker-entrypoint.sh";

/** The facts that are mostly the same from 4.1 to 4.4. */
const facts4: Record<string, Fact> = {
  "data volume": ["/opt/emqx/data/mnesia", conf4],
  "read-only root": ["false", conf4],
  "dashboard by HTTP": ["no key", conf4],
  EMQX_NODE__COOKIE: ["secret emqx-cookie/cookie", conf4],
  EMQX_CLUSTER__DISCOVERY: ["k8s", conf4],
  EMQX_CLUSTER__K8S__ADDRESS_TYPE: ["hostname", conf4],
  EMQX_CLUSTER__K8S__APP_NAME: ["emqx", conf4],
  EMQX_LISTENER__TCP__EXTERNAL: ["1883", conf4],
  EMQX_LISTENER__SSL__EXTERNAL: ["8883", conf4],
  EMQX_LISTENER__WS__EXTERNAL: ["8083", conf4],
  EMQX_LISTENER__WSS__EXTERNAL: ["8084", conf4],
  EMQX_LISTENER__SSL__EXTERNAL__CERTFILE: ["/etc/emqx/tls/tls.crt", conf4],
  EMQX_LOG__TO: ["console", conf4],
  "API keys": ["none", conf4],
  licence: [rejected, conf4],
  replicants: [rejected, conf4],
  evacuation: [rejected, conf4],
  metrics: [rejected, conf4],
};

// Images up to 4.2 only replace settings that their files contain: deploy/docker/docker-entrypoint.sh of emqx/emqx-rel.
const withoutFurther: Record<string, Fact> = {
  "further listeners": [rejected, conf4],
  "JSON log": [rejected, "priv/emqx.schema"],
};
const withFurther: Record<string, Fact> = {
  "further listeners": ["EMQX_LISTENER__TCP__INSIDE", "bin/emqx"],
  "JSON log": ["EMQX_LOG__FORMATTER", "priv/emqx.schema"],
};

const management4 = "apps/emqx_management/etc/emqx_management.conf";
const dashboard4 = "lib-ce/emqx_dashboard/etc/emqx_dashboard.conf";

const schema = "apps/emqx_conf/src/emqx_conf_schema.erl";
const brokerSchema = "apps/emqx/src/emqx_schema.erl";
const dashboardSchema = "apps/emqx_dashboard/src/emqx_dashboard_schema.erl";
const apiKeySchema = "apps/emqx_management/src/emqx_mgmt_api_key_schema.erl";
const auth = "apps/emqx_management/src/emqx_mgmt_auth.erl";
// The file that lists the applications of an edition: on 5.0, and later.
const relx = "rebar.config.erl";
const rebootList = "apps/emqx_machine/priv/reboot_lists.eterm";
const rebalanceApi = "apps/emqx_node_rebalance/src/emqx_node_rebalance_api.erl";
const licenseSchema = "apps/emqx_license/src/emqx_license_schema.erl";
const telemetrySchema = "apps/emqx_telemetry/src/emqx_telemetry_schema.erl";

const status = "/status";
const availability = "/api/v5/load_rebalance/availability_check";

/** The facts that are the same for 5.x and 6.x. */
const facts5: Record<string, Fact> = {
  "data volume": ["/opt/emqx/data", "deploy/docker/Dockerfile"],
  "read-only root": ["true", entrypoint],
  "status endpoint": [`18083${status}`, "apps/emqx_management/src/emqx_mgmt_api_status.erl"],
  EMQX_NODE__NAME: ["emqx@$(POD_NAME).emqx-headless.$(POD_NAMESPACE).svc.cluster.local", entrypoint],
  EMQX_NODE__COOKIE: ["secret emqx-cookie/cookie", schema],
  EMQX_CLUSTER__DISCOVERY_STRATEGY: ["k8s", schema],
  EMQX_CLUSTER__K8S__ADDRESS_TYPE: ["hostname", schema],
  EMQX_CLUSTER__K8S__APISERVER: ["https://kubernetes.default.svc:443", schema],
  "DNS record type": ["EMQX_CLUSTER__DNS__RECORD_TYPE=srv", schema],
  EMQX_DASHBOARD__DEFAULT_USERNAME: ["admin", dashboardSchema],
  EMQX_DASHBOARD__DEFAULT_PASSWORD: ["secret emqx-credentials/dashboard-password", dashboardSchema],
  "dashboard by HTTP": ["EMQX_DASHBOARD__LISTENERS__HTTP__BIND=18083", dashboardSchema],
  EMQX_LISTENERS__TCP__DEFAULT__BIND: ["1883", brokerSchema],
  EMQX_LISTENERS__SSL__DEFAULT__BIND: ["8883", brokerSchema],
  EMQX_LISTENERS__WS__DEFAULT__BIND: ["8083", brokerSchema],
  EMQX_LISTENERS__WSS__DEFAULT__BIND: ["8084", brokerSchema],
  EMQX_LISTENERS__SSL__DEFAULT__SSL_OPTIONS__CERTFILE: ["/etc/emqx/tls/tls.crt", brokerSchema],
  EMQX_TELEMETRY__ENABLE: ["false", telemetrySchema],
  "dashboard by HTTPS": ["EMQX_DASHBOARD__LISTENERS__HTTPS__SSL_OPTIONS__CERTFILE", dashboardSchema],
  "further listeners": ["EMQX_LISTENERS__TCP__INSIDE__BIND", brokerSchema],
  "JSON log": ["EMQX_LOG__CONSOLE__FORMATTER", schema],
};

/** The metrics in alerts and panels: those of all 5.x and 6.x releases, and additional ones. */
function metrics(...more: string[]): Record<"metrics", Fact> {
  const common = [
    "emqx_bytes_received",
    "emqx_bytes_sent",
    "emqx_cluster_nodes_running",
    "emqx_cluster_nodes_stopped",
    "emqx_delivery_dropped_queue_full",
    "emqx_live_connections_count",
    "emqx_messages_dropped_no_subscribers",
    "emqx_messages_received",
    "emqx_messages_sent",
    "emqx_sessions_count",
    "emqx_subscriptions_count",
    "emqx_vm_cpu_use",
    "emqx_vm_run_queue",
    "emqx_vm_used_memory",
  ];
  return { metrics: [[...common, ...more].sort().join(" "), "apps/emqx_prometheus/src/emqx_prometheus.erl"] };
}

const licenseExpiry = "emqx_license_expiry_at";
// A metric of replicants, which open-source 5.8 does not support.
const replicantLag = "emqx_mria_lag";
const brokerPoolMailbox = "emqx_vm_broker_pool_max_mailbox_size";

const file = "file:///etc/emqx/license/license";
const variable = "secret emqx-license";

/** The facts that differ between release lines or editions. */
function differing(apiKeys: Fact, licence: Fact, replicants: Fact, evacuation: Fact): Record<string, Fact> {
  return { "API keys": apiKeys, licence, replicants, evacuation };
}

const withoutRoles: Fact = ["key:secret", auth];
const withRoles: Fact = ["key:secret:role", auth];
const byRole: Fact = ["EMQX_NODE__ROLE", schema];
const openSource: Fact = [rejected, rebootList];

/** For releases where a port alone can mean 127.0.0.1, depending on the security profile. */
const byAddress: Record<string, Fact> = {
  "dashboard by HTTP": ["EMQX_DASHBOARD__LISTENERS__HTTP__BIND=0.0.0.0:18083", dashboardSchema],
  EMQX_LISTENERS__TCP__DEFAULT__BIND: ["0.0.0.0:1883", brokerSchema],
  EMQX_LISTENERS__SSL__DEFAULT__BIND: ["0.0.0.0:8883", brokerSchema],
  EMQX_LISTENERS__WS__DEFAULT__BIND: ["0.0.0.0:8083", brokerSchema],
  EMQX_LISTENERS__WSS__DEFAULT__BIND: ["0.0.0.0:8084", brokerSchema],
};

export const lines: Line[] = [
  {
    image: "emqx/emqx:4.1.5",
    tag: "v4.1.5",
    facts: { ...facts4, ...withoutFurther, "DNS record type": [rejected, conf4] },
  },
  {
    image: "emqx/emqx:4.2.14",
    tag: "v4.2.14",
    facts: { ...facts4, ...withoutFurther, "DNS record type": [rejected, conf4] },
  },
  {
    image: "emqx/emqx:4.3.22",
    tag: "v4.3.22",
    facts: { ...facts4, ...withFurther, "DNS record type": [rejected, conf4] },
  },
  {
    image: "emqx/emqx:4.4.19",
    tag: "v4.4.19",
    facts: {
      ...facts4,
      ...withFurther,
      "read-only root": ["false", entrypoint],
      "status endpoint": [`8081${status}`, management4],
      EMQX_NAME: ["emqx", entrypoint],
      EMQX_HOST: ["$(POD_NAME).emqx-headless.$(POD_NAMESPACE).svc.cluster.local", entrypoint],
      "DNS record type": ["EMQX_CLUSTER__DNS__TYPE=srv", conf4],
      EMQX_MANAGEMENT__DEFAULT_APPLICATION__ID: ["admin", management4],
      EMQX_MANAGEMENT__DEFAULT_APPLICATION__SECRET: [
        "secret emqx-credentials/dashboard-password",
        management4,
      ],
      EMQX_DASHBOARD__DEFAULT_USER__LOGIN: ["admin", dashboard4],
      EMQX_DASHBOARD__DEFAULT_USER__PASSWORD: ["secret emqx-credentials/dashboard-password", dashboard4],
      EMQX_TELEMETRY__ENABLED: ["false", "lib-ce/emqx_telemetry/etc/emqx_telemetry.conf"],
    },
  },
  {
    image: "emqx/emqx:5.0.26",
    tag: "v5.0.26",
    facts: {
      ...facts5,
      EMQX_TELEMETRY__ENABLE: ["false", "apps/emqx_modules/src/emqx_modules_schema.erl"],
      "dashboard by HTTPS": ["EMQX_DASHBOARD__LISTENERS__HTTPS__CERTFILE", dashboardSchema],
      "JSON log": ["EMQX_LOG__CONSOLE_HANDLER__FORMATTER", schema],
      ...metrics(),
      // The file exists from 5.0.14 on.
      ...differing(
        ["none", apiKeySchema],
        [rejected, relx],
        ["EMQX_NODE__DB_ROLE", schema],
        [rejected, relx],
      ),
    },
  },
  {
    image: "emqx/emqx-enterprise:5.0.4",
    tag: "e5.0.4",
    facts: {
      ...metrics(),
      ...differing(
        ["none", apiKeySchema],
        [variable, "lib-ee/emqx_license/src/emqx_license_schema.erl"],
        ["EMQX_NODE__DB_ROLE", schema],
        // New in this release, so that earlier releases of the line lack it.
        [rejected, relx],
      ),
    },
  },
  {
    image: "emqx/emqx:5.1.6",
    tag: "v5.1.6",
    facts: { ...facts5, ...metrics(), ...differing(withoutRoles, openSource, byRole, openSource) },
  },
  {
    image: "emqx/emqx-enterprise:5.1.1",
    tag: "e5.1.1",
    facts: {
      ...facts5,
      ...metrics(),
      ...differing(withoutRoles, [variable, "lib-ee/emqx_license/src/emqx_license_schema.erl"], byRole, [
        status,
        rebalanceApi,
      ]),
    },
  },
  {
    image: "emqx/emqx:5.3.2",
    tag: "v5.3.2",
    facts: { ...facts5, ...metrics(), ...differing(withoutRoles, openSource, byRole, openSource) },
  },
  {
    image: "emqx/emqx-enterprise:5.3.2",
    tag: "e5.3.2",
    facts: {
      ...facts5,
      ...metrics(),
      ...differing(withoutRoles, [variable, licenseSchema], byRole, [status, rebalanceApi]),
    },
  },
  {
    image: "emqx/emqx:5.4.1",
    tag: "v5.4.1",
    facts: { ...facts5, ...metrics(), ...differing(withoutRoles, openSource, byRole, openSource) },
  },
  {
    image: "emqx/emqx-enterprise:5.4.1",
    tag: "e5.4.1",
    facts: {
      ...facts5,
      ...metrics(),
      ...differing(withRoles, [file, licenseSchema], byRole, [availability, rebalanceApi]),
    },
  },
  {
    image: "emqx/emqx-enterprise:5.6.1",
    tag: "e5.6.1",
    facts: {
      ...facts5,
      ...metrics(licenseExpiry, replicantLag),
      ...differing(withRoles, [file, licenseSchema], byRole, [availability, rebalanceApi]),
    },
  },
  {
    image: "emqx/emqx:5.7.2",
    tag: "v5.7.2",
    facts: {
      ...facts5,
      ...metrics(replicantLag),
      ...differing(withoutRoles, openSource, byRole, openSource),
    },
  },
  {
    image: "emqx/emqx:5.8.9",
    tag: "v5.8.9",
    facts: {
      ...facts5,
      ...metrics(brokerPoolMailbox),
      ...differing(withoutRoles, openSource, [rejected, schema], openSource),
    },
  },
  {
    image: "emqx/emqx-enterprise:5.8.9",
    tag: "e5.8.9",
    facts: {
      ...facts5,
      ...metrics(licenseExpiry, replicantLag, brokerPoolMailbox),
      ...differing(withRoles, [file, licenseSchema], byRole, [availability, rebalanceApi]),
    },
  },
  ...[
    { image: "emqx/emqx:5.9.3", tag: "e5.9.3" },
    { image: "emqx/emqx-enterprise:5.10.4", tag: "e5.10.4" },
    { image: "emqx/emqx:6.0.3", tag: "6.0.3" },
    { image: "emqx/emqx-enterprise:6.2.2", tag: "6.2.2", own: byAddress },
  ].map(({ own, ...release }) => ({
    ...release,
    facts: {
      ...facts5,
      ...metrics(licenseExpiry, replicantLag, brokerPoolMailbox),
      ...own,
      ...differing(withRoles, [file, licenseSchema], byRole, [availability, rebalanceApi]),
    },
  })),
];
