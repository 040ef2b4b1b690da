import type { Release } from "./takeOver";
import { restrictedContainer } from "./restricted";

const chart = { "app.kubernetes.io/name": "emqx", "app.kubernetes.io/instance": "emqx" };
const labels = { ...chart, "app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "emqx-5.8.9" };

/** The Erlang cookie of the chart's nodes. */
export const chartCookie = "cookieOfTheChart";

/** How the pods and Services of the chart are released from it. */
export const chartRelease: Release = {
  selector: "app.kubernetes.io/instance=emqx",
  labels: ["app.kubernetes.io/component=core"],
  services: ["emqx", "emqx-headless"],
  unserved: [8883],
};

/** Fields that a program can adopt and remove later, besides ports: a label, an annotation, a list entry. */
export const chartValues = {
  labels: { team: "iot" },
  annotations: { note: "on call" },
  externalIPs: ["192.0.2.1"],
};

/**
 * The objects of the official chart for a release named emqx, with the chart's names, labels and immutable fields, and with additional
 * values of its users.
 */
export function chartObjects(
  namespace: string,
  { image = "emqx/emqx:5.8.9", storageClass }: { image?: string; storageClass?: string } = {},
): object[] {
  const ports = [
    { name: "mqtt", port: 1883, targetPort: "mqtt" },
    { name: "mqttssl", port: 8883, targetPort: "mqttssl" },
    { name: "dashboard", port: 18083, targetPort: "dashboard" },
  ];
  const meta = (name: string) => ({
    ...{ name, namespace, labels: { ...labels, ...chartValues.labels } },
    annotations: { ...chartValues.annotations, "meta.helm.sh/release-name": "emqx" },
  });
  const container = {
    name: "emqx",
    image,
    securityContext: restrictedContainer,
    ports: ports.map(({ name, port }) => ({ name, containerPort: port })),
    envFrom: [{ configMapRef: { name: "emqx-env" } }],
    volumeMounts: [{ name: "emqx-data", mountPath: "/opt/emqx/data" }],
  };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: meta("emqx") },
    { apiVersion: "v1", kind: "ConfigMap", metadata: meta("emqx-env"), data: environment(namespace) },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta("emqx"),
      spec: { selector: chart, ports, externalIPs: chartValues.externalIPs },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta("emqx-headless"),
      spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: chart, ports },
    },
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: meta("emqx"),
      spec: {
        replicas: 3,
        serviceName: "emqx-headless",
        podManagementPolicy: "Parallel",
        selector: { matchLabels: chart },
        template: {
          metadata: { labels: { ...chart, app: "emqx" } },
          spec: {
            serviceAccountName: "emqx",
            securityContext: { runAsUser: 1000, fsGroup: 1000 },
            containers: [container],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "emqx-data", labels: { ...chart, "app.kubernetes.io/managed-by": "Helm" } },
            spec: {
              accessModes: ["ReadWriteOnce"],
              storageClassName: storageClass,
              resources: { requests: { storage: "1Gi" } },
            },
          },
        ],
      },
    },
  ];
}

function environment(namespace: string): Record<string, string> {
  return {
    EMQX_NAME: "emqx",
    EMQX_CLUSTER__DISCOVERY_STRATEGY: "dns",
    EMQX_CLUSTER__DNS__NAME: `emqx-headless.${namespace}.svc.cluster.local`,
    EMQX_CLUSTER__DNS__RECORD_TYPE: "srv",
    EMQX_NODE__COOKIE: chartCookie,
  };
}
