import {
  ApiKeyRole,
  ClientCertificates,
  CustomResources,
  DiscoveryStrategy,
  Edition,
  type EmqxClusterArgs,
  ExternalTrafficPolicy,
  ImagePullPolicy,
  ListenerType,
  LogFormat,
  LogLevel,
  ServiceType,
  Strictness,
  UpdateStrategy,
} from "../../components/index";

const gateways = [{ name: "public", namespace: "gateways" }];

/**
 * A cluster with every argument. Two are left out as they exclude others: `releaseLine`, which the image's tag tells, and `autoscaling`, beside
 * replicas that the program owns.
 */
export const everything: Required<Omit<EmqxClusterArgs, "releaseLine" | "autoscaling">> = {
  nameOverride: "mqtt",
  namespace: "messaging",
  image: "emqx/emqx-enterprise:5.10.4",
  imagePullPolicy: ImagePullPolicy.IfNotPresent,
  imagePullSecrets: ["registry"],
  edition: Edition.Enterprise,
  replicas: 3,
  clusterDomain: "cluster.local",
  discovery: { strategy: DiscoveryStrategy.K8s },
  credentials: {
    cookie: "cookieForTests",
    dashboardUsername: "operator",
    dashboardPassword: "passwordForTests",
  },
  apiKeys: {
    keys: [
      { key: "metrics", role: ApiKeyRole.Viewer },
      { key: "bridge", secret: "secretForTests16", role: ApiKeyRole.Publisher },
    ],
  },
  license: { key: "MjIwMTExCjAK.MEUCIQ" },
  configuration: {
    base: { mqtt: { max_packet_size: "2MB" }, retainer: { enable: true } },
    baseHocon: "sys_topics.sys_msg_interval = 1m\n",
    fixed: { authorization: { no_match: "deny", cache: { enable: true } } },
    fixedHocon: "delayed.enable = true\n",
    acl: "{allow, all}.\n",
    files: { "rules.json": "{}\n" },
    plugins: {},
  },
  log: { level: LogLevel.Info, format: LogFormat.Json },
  env: { EMQX_FLAPPING_DETECT__ENABLE: "true", EMQX_SYSMON__OS__CPU_HIGH_WATERMARK: "80%" },
  secretEnv: { EMQX_AUTHN__PASSWORD: { name: "database", key: "password" } },
  envFromSecrets: ["more-settings"],
  resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "2Gi" } },
  pods: {
    labels: { "example.com/tier": "broker" },
    annotations: { "example.com/checksum": "1" },
    securityContext: { supplementalGroups: [2000] },
    extraContainers: [
      { name: "logs", image: "vector:0.50", volumeMounts: [{ name: "log", mountPath: "/logs" }] },
    ],
    volumes: [{ name: "database-ca", configMap: { name: "database-ca", optional: true } }],
    volumeMounts: [{ name: "database-ca", mountPath: "/etc/database-ca", readOnly: true }],
    env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
    terminationGracePeriodSeconds: 180,
  },
  scheduling: {
    tolerations: [{ key: "mqtt", operator: "Exists", effect: "NoSchedule" }],
    antiAffinity: Strictness.Soft,
    zoneSpread: Strictness.Soft,
    priorityClassName: "system-cluster-critical",
  },
  serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/emqx" } },
  persistence: { size: "20Gi", storageClassName: "standard" },
  listeners: [
    { type: ListenerType.Mqtt, servicePort: 8883, proxyProtocol: true, options: { max_connections: 100000 } },
    { type: ListenerType.Mqtt, name: "internal", port: 1884 },
    { type: ListenerType.Mqtts, port: 8884 },
    { type: ListenerType.Ws },
    { type: ListenerType.Wss, enabled: false },
    { type: ListenerType.Quic },
    { type: ListenerType.Coap },
    { type: ListenerType.Ocpp },
  ],
  tls: {
    certificate: { issuer: { name: "issuer", kind: "ClusterIssuer" }, dnsNames: ["mqtt.example.com"] },
    clientCertificates: ClientCertificates.Optional,
    clientCa: { name: "clients", key: "ca.crt" },
    dashboard: true,
  },
  service: {
    type: ServiceType.LoadBalancer,
    annotations: { "service.beta.kubernetes.io/aws-load-balancer-type": "external" },
    loadBalancerSourceRanges: ["10.0.0.0/8"],
    externalTrafficPolicy: ExternalTrafficPolicy.Local,
  },
  dashboardService: { type: ServiceType.ClusterIP, labels: { "example.com/for": "operators" } },
  ingress: {
    dashboard: { hosts: ["emqx.example.com"], className: "nginx", tlsSecretName: "emqx-web" },
    websocket: { hosts: ["ws.example.com"] },
  },
  routes: {
    dashboard: { gateways, hostnames: ["emqx.example.com"] },
    websocket: { gateways, hostnames: ["ws.example.com"] },
    mqtt: { gateways },
    mqtts: { gateways, hostnames: ["mqtt.example.com"] },
  },
  networkPolicy: {
    clients: [{ ipBlock: { cidr: "10.0.0.0/8" } }],
    dashboard: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "operators" } } }],
    egress: {
      enabled: true,
      rules: [{ to: [{ ipBlock: { cidr: "10.1.0.0/16" } }], ports: [{ port: 5432 }] }],
    },
  },
  podDisruptionBudget: { maxUnavailable: 1 },
  updates: { strategy: UpdateStrategy.RollingUpdate, minReadySeconds: 5 },
  replicants: { replicas: 4 },
  evacuation: { connEvictRate: 100 },
  probes: { liveness: { periodSeconds: 60 } },
  monitoring: {
    podMonitor: { labels: { release: "prometheus" }, basicAuth: { secretName: "mqtt-api-key-metrics" } },
    prometheusRule: { labels: { release: "prometheus" } },
    grafanaDashboard: {},
  },
  customResources: CustomResources.Checked,
  labels: { "example.com/team": "messaging" },
  annotations: { "example.com/note": "all of it" },
};
