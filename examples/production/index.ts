import {
  AuthorizationPermission,
  ClientCertificates,
  EmqxCluster,
  ExternalTrafficPolicy,
  ListenerType,
  LogFormat,
  ServiceType,
  Strictness,
} from "@emqx-pulumi/emqx";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";

// Requires cert-manager and the Prometheus operator. The preview reports if their CRDs are missing.
const config = new pulumi.Config();
const host = config.require("host");
const serviceType = config.require<ServiceType>("serviceType");
const devices: string[] = config.requireObject("devices");

const messaging = new Namespace("messaging", {
  metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
});

const cluster = new EmqxCluster("emqx", {
  namespace: messaging.metadata.name,
  replicas: 3,

  // Devices connect with MQTT over TLS. Services in the Kubernetes cluster use a listener and a Service of their own.
  listeners: [
    { type: ListenerType.Mqtts, options: { max_connections: 100_000 } },
    { type: ListenerType.Mqtt, name: "inside", exposed: false },
  ],
  internalService: {},
  tls: {
    certificate: { issuer: { name: config.require("issuer"), kind: "ClusterIssuer" }, dnsNames: [host] },
    clientCertificates: ClientCertificates.Required,
    clientCa: { name: "device-ca", key: "ca.crt" },
  },
  service: {
    type: serviceType,
    annotations: { "external-dns.alpha.kubernetes.io/hostname": host },
    ...(serviceType === ServiceType.LoadBalancer
      ? { externalTrafficPolicy: ExternalTrafficPolicy.Local, loadBalancerSourceRanges: devices }
      : {}),
  },

  // The dashboard is not exposed outside the cluster. Only operators and Prometheus may connect.
  dashboardService: {},
  networkPolicy: {
    clients: devices.map((cidr) => ({ ipBlock: { cidr } })),
    dashboard: [
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "operators" } } },
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } },
    ],
  },

  // At most one EMQX node on each Kubernetes node. Its volume survives the loss of the pod.
  scheduling: { antiAffinity: Strictness.Hard, zoneSpread: Strictness.Soft },
  resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "2Gi" } },
  persistence: { size: "20Gi" },
  updates: { minReadySeconds: 10 },

  log: { format: LogFormat.Json },
  configuration: { base: { mqtt: { session_expiry_interval: "12h" } } },

  // Each client may use its own topics only.
  authorization: {
    rules: [{ permission: AuthorizationPermission.Allow, topics: ["devices/${clientid}/#"] }],
  },
  limits: { maxPacketSize: "256KB", messagesRate: 100, flappingDetect: {} },

  apiKeys: { keys: [{ key: "metrics" }] },
  monitoring: {
    podMonitor: {
      labels: { release: "prometheus" },
      basicAuth: { secretName: "emqx-api-key-metrics" },
    },
    prometheusRule: { labels: { release: "prometheus" } },
    grafanaDashboard: {},
  },
});

export const namespace = cluster.namespace;
export const endpoints = cluster.endpoints;
export const dashboardPassword = pulumi.interpolate`kubectl get secret ${cluster.credentialsSecretName} --namespace ${cluster.namespace}`;
