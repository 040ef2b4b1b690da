import { expect } from "chai";
import {
  AddressType,
  ClaimRetention,
  DiscoveryStrategy,
  DnsPolicy,
  DnsRecordType,
  type EmqxClusterArgs,
  Edition,
  ExternalTrafficPolicy,
  ImagePullPolicy,
  IpFamily,
  IpFamilyPolicy,
  ListenerType,
  NetworkProtocol,
  ServiceType,
  SessionAffinity,
  Strictness,
  UserIds,
} from "../../components/index";
import type { KubernetesObject } from "../../local/manifests";
import { render } from "../support/manifests";
import { apply, ownNamespace, pods, rollout } from "./support";

const variants: [title: string, name: string, args: EmqxClusterArgs][] = [
  ["a cluster without arguments", "emqx", {}],
  ["a cluster with DNS discovery", "by-dns", { discovery: { strategy: DiscoveryStrategy.Dns } }],
  [
    "nodes with IP addresses in their names",
    "by-address",
    {
      discovery: { strategy: DiscoveryStrategy.Dns, recordType: DnsRecordType.A },
      persistence: { enabled: false },
    },
  ],
  [
    "nodes with DNS names of IP addresses in their names",
    "by-pod",
    { discovery: { addressType: AddressType.Dns }, persistence: { enabled: false } },
  ],
  ["EMQX 4.4", "old", { image: "emqx/emqx:4.4.19" }],
  ["EMQX 4.1", "oldest", { image: "emqx/emqx:4.1.5", tls: { secretName: "emqx-cert" } }],
  [
    "all listeners and no volumes",
    "all-listeners",
    {
      tls: { secretName: "emqx-cert" },
      listeners: [ListenerType.Mqtt, ListenerType.Mqtts, ListenerType.Ws, ListenerType.Wss].map(
        (type, index) => ({ type, port: 20000 + index }),
      ),
      persistence: { enabled: false },
    },
  ],
  [
    "a load balancer with everything set",
    "public",
    {
      tls: { secretName: "emqx-cert" },
      listeners: [{ type: ListenerType.Mqtts, nodePort: 30883 }, { type: ListenerType.Wss }],
      service: {
        type: ServiceType.LoadBalancer,
        annotations: { "service.beta.kubernetes.io/aws-load-balancer-type": "external" },
        dashboard: true,
        dashboardNodePort: 30083,
        loadBalancerClass: "example.com/fast",
        loadBalancerSourceRanges: ["10.0.0.0/8", "2001:db8::/32"],
        externalTrafficPolicy: ExternalTrafficPolicy.Local,
      },
    },
  ],
  [
    "additional Services, keys and files of the user, and assigned user IDs",
    "extended",
    {
      credentials: { existingSecret: "mine", cookieKey: "COOKIE", dashboardPasswordKey: "PASSWORD" },
      tls: { psk: { name: "keys", key: "keys.psk" } },
      listeners: [
        { type: ListenerType.Mqtts, psk: true, appProtocol: "mqtt" },
        { type: ListenerType.Coap, secure: true, psk: true, nodePort: 30684 },
      ],
      service: { listeners: ["mqtts"] },
      extraServices: [{ name: "udp", listeners: ["coap"], type: ServiceType.LoadBalancer }],
      configuration: {
        fixedFrom: { secretName: "settings", key: "emqx.conf" },
        filesFrom: { "ca.pem": { configMapName: "ca", key: "ca.crt" } },
      },
      pods: {
        userIds: UserIds.Assigned,
        volumes: [{ name: "logs", emptyDir: { sizeLimit: "1Gi" } }],
        volumeMounts: [{ name: "logs", mountPath: "/opt/emqx/log", subPathExpr: "$(POD_NAME)" }],
      },
    },
  ],
  ["a Service of type NodePort", "by-port", { service: { type: ServiceType.NodePort } }],
  [
    "existing Secrets of the user",
    "own-secrets",
    {
      credentials: { existingSecret: "mine" },
      secretEnv: { EMQX_LICENSE__KEY: { name: "licence", key: "key" } },
      envFromSecrets: ["more", "even-more"],
      image: "emqx/emqx-enterprise:6.0.0",
    },
  ],
  [
    "custom labels, annotations, resources and volumes",
    "custom",
    {
      labels: { "example.com/team": "messaging", tier: "" },
      annotations: { "example.com/note": 'It\'s "quoted": yes\nand long' },
      resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } },
      env: { EMQX_LOG__CONSOLE__LEVEL: "debug", EMPTY: "", TEXT: "a\n#b: {c}" },
      persistence: {
        size: "10Gi",
        storageClassName: "standard",
        accessModes: ["ReadWriteOncePod"],
        retention: { whenDeleted: ClaimRetention.Delete, whenScaled: ClaimRetention.Delete },
      },
    },
  ],
  [
    "pods with everything set, and additional containers",
    "pods",
    {
      imagePullPolicy: ImagePullPolicy.IfNotPresent,
      imagePullSecrets: ["registry"],
      pods: {
        labels: { "example.com/pod": "x" },
        annotations: { "example.com/checksum": "1" },
        securityContext: { runAsUser: 2000, supplementalGroups: [3000] },
        containerSecurityContext: { runAsGroup: 2000 },
        initContainers: [
          {
            name: "sidecar",
            image: "vector:0.50",
            restartPolicy: "Always",
            workingDir: "/tmp",
            readinessProbe: { command: ["true"] },
            lifecycle: { preStop: ["true"] },
          },
          { name: "first", image: "busybox:1.37", command: ["true"], args: ["a"] },
        ],
        extraContainers: [
          {
            name: "logs",
            image: "vector:0.50",
            ports: [{ name: "metrics", containerPort: 9598 }],
            env: [{ name: "A", value: "b" }],
            envFrom: [{ secretRef: { name: "more" } }],
            resources: { requests: { memory: "16Mi" } },
            volumeMounts: [{ name: "log", mountPath: "/logs" }],
          },
        ],
        volumes: [{ name: "rules", configMap: { name: "rules", optional: true } }],
        volumeMounts: [{ name: "rules", mountPath: "/etc/rules" }],
        env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
        lifecycle: { postStart: ["true"], preStop: ["sleep", "5"] },
        terminationGracePeriodSeconds: 300,
        hostAliases: [{ ip: "10.0.0.1", hostnames: ["db"] }],
        dnsPolicy: DnsPolicy.None,
        dnsConfig: { nameservers: ["10.0.0.2"], options: [{ name: "ndots", value: "1" }] },
      },
      scheduling: {
        tolerations: [{ key: "mqtt", operator: "Exists", effect: "NoSchedule" }],
        antiAffinity: Strictness.Hard,
        zoneSpread: Strictness.None,
        priorityClassName: "system-cluster-critical",
      },
      serviceAccount: { annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/emqx" } },
    },
  ],
  [
    "a network policy with everything set",
    "guarded",
    {
      listeners: [{ type: ListenerType.Mqtt, port: 2883 }],
      networkPolicy: {
        clients: [
          {
            namespaceSelector: { matchLabels: { team: "iot" } },
            podSelector: { matchLabels: { app: "sensor" } },
          },
          { ipBlock: { cidr: "10.0.0.0/8", except: ["10.9.0.0/16"] } },
          { ipBlock: { cidr: "2001:db8::/32" } },
        ],
        dashboard: [],
        ingressRules: [{ ports: [{ port: 7000, endPort: 7010, protocol: NetworkProtocol.Udp }] }],
        egress: {
          enabled: true,
          apiServer: { cidrs: ["10.0.0.1/32"], ports: [8443] },
          rules: [{ to: [{ podSelector: {} }], ports: [{ port: 5432 }] }, { ports: [{ port: 443 }] }],
        },
      },
    },
  ],
  [
    "an autoscaler with everything set",
    "scaled",
    {
      autoscaling: {
        minReplicas: 2,
        maxReplicas: 5,
        cpuUtilization: 60,
        memoryUtilization: 90,
        metrics: [
          {
            type: "Pods",
            pods: {
              metric: { name: "emqx_connections" },
              target: { type: "AverageValue", averageValue: "50k" },
            },
          },
        ],
        behavior: { scaleUp: { stabilizationWindowSeconds: 60 } },
      },
      podDisruptionBudget: { minAvailable: 1 },
    },
  ],
  ["an autoscaler with only its required field", "scaled-simply", { autoscaling: { maxReplicas: 3 } }],
  ["updates up to a partition", "partly", { updates: { partition: 1, minReadySeconds: 0 } }],
  [
    "listeners of every type, named, over TCP and UDP, and a separate dashboard Service",
    "listeners",
    {
      edition: Edition.Enterprise,
      env: {
        EMQX_GATEWAY__LWM2M__XML_DIR: "/etc/emqx/files",
        EMQX_GATEWAY__EXPROTO__HANDLER__ADDRESS: "http://handler:9001",
        EMQX_GATEWAY__JT808__PROTO__AUTH: "{allow_anonymous = true}",
      },
      tls: { secretName: "emqx-cert" },
      listeners: [
        ...Object.values(ListenerType)
          .filter((type) => type !== ListenerType.Nats)
          .map((type) => ({ type })),
        { type: ListenerType.Mqtt, name: "internal", port: 65535, proxyProtocol: true },
        { type: ListenerType.Gbt32960, name: "secure", port: 65534, secure: true, options: { acceptors: 4 } },
      ],
      service: {
        ipFamilyPolicy: IpFamilyPolicy.PreferDualStack,
        ipFamilies: [IpFamily.IPv4],
        sessionAffinity: SessionAffinity.ClientIP,
        sessionAffinityTimeoutSeconds: 60,
        labels: { "example.com/a": "b" },
      },
      dashboardService: { type: ServiceType.NodePort, nodePort: 31183 },
    },
  ],
  ["the longest name possible", "a".repeat(52), {}],
];

describe("In a namespace that enforces the Pod Security Standard restricted, the API server", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("accepted");

  for (const [title, name, args] of variants) {
    it(`accepts ${title} without a warning, and runs the pods`, async () => {
      const { objects } = await render({ replicas: 2, ...args, namespace: namespace() }, name);
      expect(await apply(namespace(), objects)).to.equal("");
      await rollout(namespace(), name);

      const live = await pods(namespace(), name);
      expect(live.map(({ metadata }) => metadata.name)).to.deep.equal([`${name}-0`, `${name}-1`]);
      // Otherwise a Service named emqx would set EMQX_PORT and more in every broker of the namespace.
      expect(live.map(({ spec }) => spec.enableServiceLinks)).to.deep.equal([false, false]);
    });
  }

  // These two show that the API server checks objects at all.
  it("rejects an unknown field", async () => {
    const { objects } = await render({ namespace: namespace() }, "unknown-field");
    const changed = JSON.parse(
      JSON.stringify(objects).replace('"replicas"', '"replica"'),
    ) as KubernetesObject[];
    const error = await apply(namespace(), changed).catch((reason: Error) => reason.message);
    expect(error).to.include(".spec.replica: field not declared in schema");
  });

  it("warns about pods that are not hardened", async () => {
    const { objects } = await render({ namespace: namespace() }, "careless");
    const changed = JSON.parse(
      JSON.stringify(objects).replaceAll('"runAsNonRoot":true', '"runAsNonRoot":false'),
    ) as KubernetesObject[];
    expect(await apply(namespace(), changed)).to.include("would violate PodSecurity");
  });
});
