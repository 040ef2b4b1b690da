import { expect } from "chai";
import {
  DiscoveryStrategy,
  Edition,
  type EmqxClusterArgs,
  type MonitoringArgs,
  type MonitorArgs,
} from "../../components/index";
import { brokerEnvironment, type Deployed, deploy, portsOf, refusal } from "./support/cluster";
import { alertsOf, panelsOf } from "./support/monitoring";

interface Monitor {
  metadata: { labels: Record<string, string> };
  spec: {
    selector: { matchLabels: Record<string, string> };
    endpoints?: Record<string, unknown>[];
    podMetricsEndpoints?: Record<string, unknown>[];
  };
}
const find = <T>({ children }: Deployed, kind: string) =>
  children.find(({ type }) => type.endsWith(`:${kind}`))?.inputs as T;
const withMonitor = (serviceMonitor: MonitorArgs, more: EmqxClusterArgs = {}) =>
  deploy({ ...more, monitoring: { serviceMonitor } });
const matches = (labels: Record<string, string>, selector: Record<string, string>) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

describe("The ServiceMonitor", () => {
  it("is created only if it is set", async () => {
    expect(find(await deploy(), "ServiceMonitor")).to.equal(undefined);
  });

  it("selects a single Service, which has every core node once", async () => {
    const deployed = await deploy({ monitoring: { serviceMonitor: {} }, dashboardService: {} });
    const { selector, endpoints } = find<Monitor>(deployed, "ServiceMonitor").spec;
    const services = deployed.children.filter(({ type }) => type.endsWith(":Service"));
    const found = services.filter(({ inputs }) =>
      matches((inputs as Monitor).metadata.labels, selector.matchLabels),
    );
    expect(services).to.have.length(3);
    expect(found.map(({ name }) => name)).to.deep.equal(["emqx-headless"]);
    expect(endpoints).to.have.length(1);
    expect(portsOf(deployed.headlessService)).to.have.property(String(endpoints?.[0].port));
  });

  it("scrapes each node every 30 seconds, and labels metrics with the cluster", async () => {
    const [endpoint] = find<Monitor>(await withMonitor({}), "ServiceMonitor").spec.endpoints!;
    expect(endpoint).to.deep.equal({
      port: "dashboard",
      path: "/api/v5/prometheus/stats",
      interval: "30s",
      scrapeTimeout: "10s",
      relabelings: [{ targetLabel: "emqx_cluster", replacement: "emqx" }],
    });
  });

  it("has the user's labels and scrape settings", async () => {
    const deployed = await withMonitor({
      labels: { release: "prometheus" },
      interval: "1m",
      scrapeTimeout: "30s",
      relabelings: [{ action: "labeldrop", regex: "pod_ip" }],
      metricRelabelings: [{ action: "drop", sourceLabels: ["__name__"], regex: "emqx_vm_.*" }],
    });
    const { metadata, spec } = find<Monitor>(deployed, "ServiceMonitor");
    expect(metadata.labels).to.include({ release: "prometheus" });
    expect(spec.endpoints?.[0]).to.deep.include({
      interval: "1m",
      scrapeTimeout: "30s",
      metricRelabelings: [{ action: "drop", sourceLabels: ["__name__"], regex: "emqx_vm_.*" }],
    });
    expect(spec.endpoints?.[0].relabelings).to.have.length(2);
  });

  it("logs in with an API key, and makes EMQX require a login", async () => {
    const basicAuth = { secretName: "emqx-api-key-metrics" };
    const deployed = await withMonitor({ basicAuth }, { apiKeys: { keys: [{ key: "metrics" }] } });
    const secret = deployed.children.find(({ name }) => name === "emqx-api-key-metrics")?.inputs as {
      data: Record<string, string>;
    };
    expect(find<Monitor>(deployed, "ServiceMonitor").spec.endpoints?.[0].basicAuth).to.deep.equal({
      username: { name: "emqx-api-key-metrics", key: "username" },
      password: { name: "emqx-api-key-metrics", key: "password" },
    });
    expect(secret.data).to.have.all.keys("username", "password");
    expect(brokerEnvironment(deployed)).to.include({ EMQX_PROMETHEUS__ENABLE_BASIC_AUTH: "true" });
    expect(brokerEnvironment(await withMonitor({}))).not.to.have.property(
      "EMQX_PROMETHEUS__ENABLE_BASIC_AUTH",
    );
  });

  it("uses HTTPS if the dashboard does", async () => {
    const tls = { secretName: "cert", dashboard: true };
    const [endpoint] = find<Monitor>(await withMonitor({}, { tls }), "ServiceMonitor").spec.endpoints!;
    expect(endpoint).to.deep.include({ scheme: "https", tlsConfig: { insecureSkipVerify: true } });
    const tlsConfig = { serverName: "emqx.example.com" };
    const told = find<Monitor>(await withMonitor({ tlsConfig }, { tls }), "ServiceMonitor");
    expect(told.spec.endpoints?.[0].tlsConfig).to.deep.equal(tlsConfig);
  });
});

describe("The PodMonitor", () => {
  it("selects all pods of the cluster, including replicants, and no others", async () => {
    const replicas = { edition: "enterprise" as never, replicants: { replicas: 2 } };
    const deployed = await deploy({ ...replicas, monitoring: { podMonitor: {} } });
    const { selector, podMetricsEndpoints } = find<Monitor>(deployed, "PodMonitor").spec;
    const replicant = find<{ spec: { template: { metadata: { labels: Record<string, string> } } } }>(
      deployed,
      "Deployment",
    );
    for (const labels of [
      deployed.statefulSet.inputs.spec.template.metadata.labels,
      replicant.spec.template.metadata.labels,
    ]) {
      expect(matches(labels, selector.matchLabels)).to.equal(true);
    }
    const other = await deploy({}, { name: "other" });
    const { labels } = other.statefulSet.inputs.spec.template.metadata;
    expect(matches(labels, selector.matchLabels)).to.equal(false);
    expect(podMetricsEndpoints?.[0]).to.include({ port: "dashboard", path: "/api/v5/prometheus/stats" });
  });
});

describe("The PrometheusRule", () => {
  const enterprise = { edition: Edition.Enterprise };
  const rulesOf = async (prometheusRule: MonitoringArgs["prometheusRule"], args: EmqxClusterArgs = {}) =>
    alertsOf(
      await deploy({ namespace: "messaging", ...args, monitoring: { podMonitor: {}, prometheusRule } }),
    );
  const expressionOf = async (alert: string, args: EmqxClusterArgs = {}) =>
    (await rulesOf({}, args)).find((rule) => rule.alert === alert)?.expr;

  it("has all alerts, for this cluster only", async () => {
    const rules = await rulesOf({}, { ...enterprise, replicants: {} });
    expect(rules.map(({ alert }) => alert)).to.deep.equal([
      "EmqxNodeDown",
      "EmqxNodeMissing",
      "EmqxClusterSplit",
      "EmqxLicenseEnds",
      "EmqxQueueFull",
      "EmqxQueuesGrow",
      "EmqxVolumeFills",
    ]);
    for (const { alert, expr, annotations } of rules) {
      const selectors = expr.match(/\{[^}]*\}/g)!;
      for (const selector of selectors) {
        expect(selector, alert).to.include('namespace="messaging"');
        expect(selector, alert).to.match(/emqx_cluster="emqx"|emqx-data-emqx-/);
      }
      expect(annotations, alert).to.have.all.keys("summary", "description");
    }
  });

  it("uses the user's thresholds and labels", async () => {
    const rules = await rulesOf(
      {
        licenseDays: 7,
        droppedPerSecond: 0,
        volumePercent: 50,
        alertLabels: { team: "iot", severity: "ignored" },
      },
      enterprise,
    );
    const expressions = rules.map(({ expr }) => expr).join("\n");
    expect(expressions)
      .to.include("< 7 * 86400")
      .and.include("> 50")
      .and.match(/queue_full.*> 0\n/);
    for (const { labels } of rules) {
      expect(labels).to.include({ team: "iot" });
      expect(labels).to.have.property("severity").that.is.oneOf(["critical", "warning"]);
    }
  });

  const all = '{emqx_cluster="emqx",namespace="messaging"}';
  const cores = '{emqx_cluster="emqx",namespace="messaging",pod=~"emqx-[0-9]+"}';
  const replicants = '{emqx_cluster="emqx",namespace="messaging",pod=~"emqx-replicant-.+"}';
  const stopped = `max(emqx_cluster_nodes_stopped${all}) > 0`;
  const few = (selector: string, least: number) => `(count(up${selector}) or vector(0)) < ${least}`;
  const autoscaling = { minReplicas: 2, maxReplicas: 9 };
  const external = { external: true };
  const dns = { discovery: { strategy: DiscoveryStrategy.Dns } };
  const missing: [title: string, args: EmqxClusterArgs, expected: string[]][] = [
    ["if Prometheus scrapes fewer nodes than replicas", { replicas: 5 }, [few(all, 5), stopped]],
    ["if Prometheus scrapes fewer nodes than minReplicas", { autoscaling }, [few(all, 2), stopped]],
    [
      "if other nodes report it as stopped, with an external autoscaler",
      { autoscaling: external },
      [stopped],
    ],
    ["but not if removed nodes stay members", dns, [few(all, 3)]],
    [
      "separately for cores and replicants",
      { ...enterprise, replicants: { replicas: 4 } },
      [few(cores, 3), few(replicants, 4), stopped],
    ],
    [
      "only for groups without an external autoscaler",
      { ...enterprise, autoscaling: external, replicants: { autoscaling } },
      [few(replicants, 2), stopped],
    ],
  ];
  for (const [title, args, expected] of missing) {
    it(`alerts on a missing node: ${title}`, async () => {
      expect(await expressionOf("EmqxNodeMissing", args)).to.equal(expected.join(" or "));
    });
  }

  it("does not alert on missing nodes if their number is unknown", async () => {
    expect(await expressionOf("EmqxNodeMissing", { ...dns, autoscaling: external })).to.equal(undefined);
  });

  it("alerts on a split cluster if a core sees fewer nodes than Prometheus scrapes, including replicants", async () => {
    expect(await expressionOf("EmqxClusterSplit")).to.equal(
      `min(emqx_cluster_nodes_running${all}) < count(up${all} == 1)`,
    );
    expect(await expressionOf("EmqxClusterSplit", { ...enterprise, replicants: {} })).to.equal(
      `min(emqx_cluster_nodes_running${cores}) < count(up${all} == 1)`,
    );
  });
});

describe("The Grafana dashboard", () => {
  it("is a ConfigMap for Grafana's sidecar, about this cluster only", async () => {
    const grafanaDashboard = { annotations: { grafana_folder: "MQTT" } };
    const deployed = await deploy({ monitoring: { podMonitor: {}, grafanaDashboard } });
    const { metadata, data } = deployed.children.find(({ name }) => name === "emqx-grafana-dashboard")
      ?.inputs as { metadata: { labels: object; annotations: object }; data: Record<string, string> };
    const panels = panelsOf(deployed);
    expect(metadata.labels).to.include({ grafana_dashboard: "1" });
    expect(metadata.annotations).to.include({ grafana_folder: "MQTT" });
    const [[file, text]] = Object.entries(data);
    const { title } = JSON.parse(text) as { title: string };
    expect(file).to.equal("emqx-default-emqx.json");
    expect(title).to.equal("EMQX default/emqx");
    expect(new Set(panels.map(({ id }) => id)).size)
      .to.equal(panels.length)
      .and.above(5);
    for (const { targets } of panels) {
      for (const { expr } of targets) {
        expect(expr).to.include('{emqx_cluster="emqx",namespace="default"}').and.not.include("$");
      }
    }
  });

  it("shows the replication lag if the cluster has replicants", async () => {
    const titlesWith = async (args: EmqxClusterArgs) =>
      panelsOf(await deploy({ ...args, monitoring: { podMonitor: {}, grafanaDashboard: {} } })).map(
        ({ title }) => title,
      );
    const enterprise = { edition: Edition.Enterprise };
    expect(await titlesWith({ ...enterprise, replicants: {} })).to.include("Replication lag of replicants");
    expect(await titlesWith(enterprise)).not.to.include("Replication lag of replicants");
  });
});

describe("Monitoring", () => {
  const refused: [path: string, monitoring: object, text: string, more?: EmqxClusterArgs][] = [
    ["monitoring.podMonitor", { serviceMonitor: {}, podMonitor: {} }, "scrape each node twice"],
    [
      "monitoring.prometheusRule",
      { prometheusRule: {} },
      "set monitoring.serviceMonitor or monitoring.podMonitor",
    ],
    [
      "monitoring.grafanaDashboard",
      { grafanaDashboard: {} },
      "set monitoring.serviceMonitor or monitoring.podMonitor",
    ],
    ["monitoring.serviceMonitor", { serviceMonitor: {} }, "5.0", { image: "emqx/emqx:4.4.19" }],
    ["monitoring.serviceMonitor.interval", { serviceMonitor: { interval: "often" } }, "30s"],
    [
      "monitoring.serviceMonitor.scrapeTimeout",
      { serviceMonitor: { interval: "5s" } },
      "at most the interval",
    ],
    ["monitoring.serviceMonitor.basicAuth.secretName", { serviceMonitor: { basicAuth: {} } }, "a Secret"],
    ["monitoring.serviceMonitor.relabelings", { serviceMonitor: { relabelings: {} } }, "a list"],
    ["monitoring.podMonitor.port", { podMonitor: { port: 1 } }, "unknown argument"],
    [
      "monitoring.prometheusRule.licenseDays",
      { podMonitor: {}, prometheusRule: { licenseDays: 0 } },
      "from 1 to 3650",
      { edition: Edition.Enterprise },
    ],
    [
      "monitoring.prometheusRule.licenseDays",
      { podMonitor: {}, prometheusRule: { licenseDays: 7 } },
      "EMQX 5.8, open source does not report when a licence expires",
    ],
    [
      "monitoring.prometheusRule.licenseDays",
      { podMonitor: {}, prometheusRule: { licenseDays: 7 } },
      "EMQX 5.4, enterprise does not report when a licence expires",
      { image: "emqx/emqx-enterprise:5.4.1" },
    ],
    [
      "monitoring.prometheusRule.volumePercent",
      { podMonitor: {}, prometheusRule: { volumePercent: 100 } },
      "99",
    ],
    ["monitoring.alerts", { alerts: {} }, "unknown argument"],
  ];
  for (const [path, monitoring, text, more] of refused) {
    it(`rejects an invalid ${path}: ${text}`, async () => {
      const message = await refusal({ ...more, monitoring });
      expect(message).to.include(`\n  ${path}: `).and.include(text);
    });
  }
});
