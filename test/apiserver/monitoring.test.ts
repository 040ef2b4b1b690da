import { expect } from "chai";
import { type EmqxClusterArgs } from "../../components/index";
import { withCustomResources } from "../support/customResources";
import { render } from "../support/manifests";
import { apply, ownNamespace } from "./support";

describe("With the real CRDs of the Prometheus operator, the API server", function () {
  this.timeout(60_000);
  withCustomResources();
  const namespace = ownNamespace("monitoring");

  const more = {
    prometheusRule: { labels: { release: "prometheus" }, alertLabels: { team: "iot" } },
    grafanaDashboard: { annotations: { grafana_folder: "MQTT" } },
  };
  const monitor = {
    labels: { release: "prometheus" },
    interval: "1m",
    scrapeTimeout: "30s",
    basicAuth: { secretName: "metrics" },
    tlsConfig: { ca: { secret: { name: "cert", key: "ca.crt" } }, serverName: "emqx.example.com" },
    relabelings: [{ action: "labeldrop", regex: "pod_ip" }],
    metricRelabelings: [{ action: "drop", sourceLabels: ["__name__"], regex: "emqx_vm_.*" }],
  };
  const variants: [title: string, name: string, args: EmqxClusterArgs][] = [
    ["a ServiceMonitor with defaults", "plain", { monitoring: { serviceMonitor: {} } }],
    [
      "a ServiceMonitor with everything set, alerts and a dashboard",
      "services",
      { tls: { secretName: "cert", dashboard: true }, monitoring: { serviceMonitor: monitor, ...more } },
    ],
    [
      "a PodMonitor with everything set, alerts and a dashboard",
      "pods",
      { tls: { secretName: "cert", dashboard: true }, monitoring: { podMonitor: monitor, ...more } },
    ],
  ];
  for (const [title, name, args] of variants) {
    it(`accepts ${title} without a warning`, async () => {
      const { objects } = await render({ replicas: 1, ...args, namespace: namespace() }, name);
      expect(await apply(namespace(), objects)).to.equal("");
    });
  }
});
