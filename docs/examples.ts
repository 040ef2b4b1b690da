import {
  ApiKeyRole,
  AuthorizationPermission,
  ClientCertificates,
  CustomResources,
  DiscoveryStrategy,
  DnsRecordType,
  Edition,
  type EmqxClusterArgs,
  Exposure,
  ExternalTrafficPolicy,
  ImagePullPolicy,
  ListenerType,
  LogFormat,
  LogLevel,
  Risk,
  ServiceType,
  Strictness,
  UpdateStrategy,
} from "../components/index";

/** Arguments that use one of them. */
type ExampleOf<Name extends keyof EmqxClusterArgs> = EmqxClusterArgs & Required<Pick<EmqxClusterArgs, Name>>;

/** An example of each argument. The reference shows them as they are written here. */
export const examples: { [Name in keyof EmqxClusterArgs]-?: ExampleOf<Name> } = {
  nameOverride: { nameOverride: "mqtt" },
  namespace: { namespace: "messaging" },
  image: { image: "emqx/emqx:5.8.9" },
  imagePullPolicy: { imagePullPolicy: ImagePullPolicy.IfNotPresent },
  imagePullSecrets: {
    image: "registry.example.com/emqx/emqx:5.8.9",
    imagePullSecrets: ["registry-login"],
  },
  releaseLine: {
    image: "registry.example.com/our-emqx:stable",
    releaseLine: "5.8",
  },
  edition: {
    image: "registry.example.com/our-broker:5.8.9",
    edition: Edition.Enterprise,
  },
  replicas: { replicas: 5 },
  replicants: {
    image: "emqx/emqx-enterprise:5.10.4",
    license: { existingSecret: { name: "emqx-licence", key: "licence" } },
    replicas: 3,
    replicants: { replicas: 6, resources: { requests: { cpu: "2", memory: "4Gi" } } },
  },
  clusterDomain: { clusterDomain: "k8s.example.com" },
  discovery: {
    discovery: { strategy: DiscoveryStrategy.Dns, recordType: DnsRecordType.Srv },
  },
  leaveWhenScaledDown: {
    discovery: { strategy: DiscoveryStrategy.Dns },
    leaveWhenScaledDown: true,
  },
  credentials: {
    // A Secret with the keys `cookie` and `dashboard-password`.
    credentials: { existingSecret: "emqx-login", dashboardUsername: "operator" },
  },
  apiKeys: {
    // Creates the Secret `emqx-api-key-metrics` with a generated password.
    apiKeys: { keys: [{ key: "metrics", role: ApiKeyRole.Administrator }] },
  },
  license: {
    image: "emqx/emqx-enterprise:5.10.4",
    license: { existingSecret: { name: "emqx-licence", key: "licence" } },
  },
  configuration: {
    configuration: {
      // The dashboard can change these settings later.
      base: { mqtt: { max_packet_size: "2MB" } },
      // The dashboard cannot change these settings.
      fixed: { authorization: { no_match: "deny" } },
    },
  },
  authentication: {
    // Creates the Secret `emqx-user-backend` with a generated password.
    authentication: [{ builtInDatabase: { users: [{ userId: "backend" }] } }],
  },
  authorization: {
    authorization: {
      rules: [
        { permission: AuthorizationPermission.Allow, username: "backend", topics: ["#"] },
        { permission: AuthorizationPermission.Allow, topics: ["devices/${clientid}/#"] },
      ],
    },
  },
  limits: {
    limits: {
      maxConnections: 100000,
      messagesRate: 100,
      maxPacketSize: "256KB",
      flappingDetect: { maxCount: 10, windowTime: "1m", banTime: "10m" },
    },
  },
  log: { log: { level: LogLevel.Info, format: LogFormat.Json } },
  env: { env: { EMQX_MQTT__MAX_PACKET_SIZE: "2MB" } },
  secretEnv: {
    secretEnv: { EMQX_AUTHENTICATION__1__PASSWORD: { name: "database", key: "password" } },
  },
  envFromSecrets: { envFromSecrets: ["emqx-settings"] },
  resources: {
    resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "2Gi" } },
  },
  pods: {
    pods: {
      annotations: { "example.com/scraped-by": "vector" },
      extraContainers: [
        {
          name: "logs",
          image: "timberio/vector:0.50.0-alpine",
          volumeMounts: [{ name: "log", mountPath: "/logs" }],
        },
      ],
    },
  },
  scheduling: {
    scheduling: {
      nodeSelector: { "kubernetes.io/arch": "arm64" },
      antiAffinity: Strictness.Hard,
      zoneSpread: Strictness.Soft,
    },
  },
  serviceAccount: {
    serviceAccount: {
      annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/emqx" },
    },
  },
  persistence: { persistence: { size: "20Gi", storageClassName: "fast" } },
  listeners: {
    listeners: [
      { type: ListenerType.Mqtts, options: { max_connections: 100000 } },
      { type: ListenerType.Mqtt, name: "internal", exposed: false },
    ],
    tls: { secretName: "emqx-tls" },
  },
  tls: {
    tls: {
      certificate: {
        issuer: { name: "letsencrypt", kind: "ClusterIssuer" },
        dnsNames: ["mqtt.example.com"],
      },
      clientCertificates: ClientCertificates.Required,
      clientCa: { name: "device-ca", key: "ca.crt" },
    },
  },
  service: {
    tls: { secretName: "emqx-tls", clientCertificates: ClientCertificates.Required },
    listeners: [{ type: ListenerType.Mqtts }],
    service: {
      type: ServiceType.LoadBalancer,
      externalTrafficPolicy: ExternalTrafficPolicy.Local,
    },
  },
  extraServices: {
    // One load balancer for TCP, another one for UDP.
    tls: { secretName: "emqx-tls", clientCertificates: ClientCertificates.Required },
    listeners: [{ type: ListenerType.Mqtts }, { type: ListenerType.Quic }],
    service: { type: ServiceType.LoadBalancer, listeners: ["mqtts"] },
    extraServices: [{ name: "udp", type: ServiceType.LoadBalancer, listeners: ["quic"] }],
  },
  dashboardService: {
    tls: { secretName: "emqx-tls", clientCertificates: ClientCertificates.Required },
    listeners: [{ type: ListenerType.Mqtts }],
    service: { type: ServiceType.LoadBalancer },
    dashboardService: {},
  },
  internalService: {
    listeners: [{ type: ListenerType.Ws }, { type: ListenerType.Mqtt, exposed: false }],
    internalService: {},
  },
  ingress: {
    ingress: {
      dashboard: { hosts: ["emqx.example.com"], className: "nginx", tlsSecretName: "emqx-web" },
      websocket: { hosts: ["ws.example.com"], className: "nginx", tlsSecretName: "emqx-web" },
    },
    // Anybody may connect to the ws listener.
    acceptedExposures: [Exposure.OpenListener],
  },
  routes: {
    tls: { secretName: "emqx-tls", clientCertificates: ClientCertificates.Required },
    routes: {
      mqtts: {
        gateways: [{ name: "public", namespace: "gateways" }],
        hostnames: ["mqtt.example.com"],
      },
    },
  },
  probes: { probes: { liveness: { periodSeconds: 60 } } },
  evacuation: {
    image: "emqx/emqx-enterprise:5.8.9",
    evacuation: { connEvictRate: 100, sessEvictRate: 100 },
  },
  monitoring: {
    monitoring: {
      podMonitor: { labels: { release: "prometheus" } },
      prometheusRule: { labels: { release: "prometheus" } },
      grafanaDashboard: {},
    },
  },
  customResources: {
    customResources: CustomResources.Assumed,
    monitoring: { podMonitor: {} },
  },
  networkPolicy: {
    networkPolicy: {
      clients: [{ ipBlock: { cidr: "10.0.0.0/8" } }],
      dashboard: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } }],
    },
  },
  podDisruptionBudget: { podDisruptionBudget: { minAvailable: 2 } },
  updates: { updates: { strategy: UpdateStrategy.RollingUpdate, partition: 2 } },
  autoscaling: {
    resources: { requests: { cpu: "1", memory: "2Gi" } },
    autoscaling: { minReplicas: 3, maxReplicas: 9, cpuUtilization: 70 },
  },
  acceptedRisks: {
    image: "emqx/emqx:5.7.2",
    acceptedRisks: [Risk.Downgrade],
  },
  acceptedExposures: {
    // Anybody in the company's network may connect.
    acceptedExposures: [Exposure.OpenListener],
    service: {
      type: ServiceType.LoadBalancer,
      annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" },
    },
  },
  labels: { labels: { "example.com/team": "messaging" } },
  annotations: { annotations: { "example.com/contact": "messaging@example.com" } },
};
