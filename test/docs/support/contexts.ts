import {
  AuthorizationPermission,
  DiscoveryStrategy,
  Edition,
  type EmqxClusterArgs,
  ListenerType,
  PasswordHashAlgorithm,
} from "../../../components/index";
import { backendContexts } from "./backendContexts";

/** Some fields of any interface: their values may be right or wrong. */
export type Fields = Record<string, never>;

const rule = { permission: AuthorizationPermission.Allow, topics: ["devices/#"] };
const edition = Edition.Enterprise;
const tls = { secretName: "tls" };
const mqtt = { type: ListenerType.Mqtt };
const withContainer = (fields: object): EmqxClusterArgs => ({
  pods: { extraContainers: [{ name: "other", image: "other:1", ...fields }] },
});
const withListener = (fields: Fields): EmqxClusterArgs => ({ listeners: [{ ...mqtt, ...fields }] });
const withCertificate = (fields: object): EmqxClusterArgs => ({
  tls: { certificate: { issuer: { name: "issuer" }, ...fields } },
});
const withOwnSecret = (fields: Fields): EmqxClusterArgs => ({
  credentials: { existingSecret: "mine", ...fields },
});
const withDatabase = (builtInDatabase: object): EmqxClusterArgs => ({
  authentication: [{ builtInDatabase }],
});
const withTokens = (fields: object): EmqxClusterArgs => ({
  authentication: [{ jwt: { secret: { name: "tokens", key: "secret" }, ...fields } }],
});
const keyServer = { endpoint: "https://id.example.com/keys" };
const gateways = [{ name: "gateway" }];

/** For each interface, arguments of a cluster that have the fields in an object of it. */
export const contexts: Record<string, (fields: Fields) => EmqxClusterArgs> = {
  ...backendContexts,
  EmqxClusterArgs: (fields) => fields,
  ApiKeyArgs: (fields) => ({ edition, apiKeys: { keys: [{ key: "metrics", ...fields }] } }),
  ApiKeysArgs: (apiKeys) => ({ apiKeys }),
  AuthorizationArgs: (fields) => ({ authorization: { rules: [rule], ...fields } }),
  AuthorizationCacheArgs: (cache) => ({ authorization: { cache } }),
  AuthorizationRuleArgs: (fields) => ({ authorization: { rules: [{ ...rule, ...fields }] } }),
  AuthenticationArgs: (fields) => ({ authentication: [{ builtInDatabase: {}, ...fields }] }),
  BuiltInDatabaseArgs: withDatabase,
  PasswordHashArgs: (fields) =>
    withDatabase({ passwordHash: { algorithm: PasswordHashAlgorithm.Sha256, ...fields } }),
  UserArgs: (fields) => withDatabase({ users: [{ userId: "backend", ...fields }] }),
  UsersFileArgs: (fields) => withDatabase({ usersFrom: { name: "users", key: "users.csv", ...fields } }),
  JwtArgs: withTokens,
  JwksArgs: (fields) => ({ authentication: [{ jwt: { jwks: { ...keyServer, ...fields } } }] }),
  ClientTlsArgs: (tls) => ({ authentication: [{ jwt: { jwks: { ...keyServer, tls } } }] }),
  AutoscalingArgs: (fields) => ({ autoscaling: { maxReplicas: 9, ...fields } }),
  LimitsArgs: (limits) => ({ limits }),
  FlappingDetectArgs: (flappingDetect) => ({ limits: { flappingDetect } }),
  ForceShutdownArgs: (forceShutdown) => ({ limits: { forceShutdown } }),
  LogArgs: (log) => ({ log }),
  PluginsArgs: (plugins) => ({ configuration: { plugins } }),
  ConfigurationArgs: (configuration) => ({ configuration }),
  ContainerPortArgs: (fields) => withContainer({ ports: [{ containerPort: 80, ...fields }] }),
  HttpGetArgs: (fields) => withContainer({ readinessProbe: { httpGet: { port: 80, ...fields } } }),
  ContainerProbeArgs: (fields) => withContainer({ readinessProbe: { tcpPort: 80, ...fields } }),
  ContainerArgs: withContainer,
  CredentialsArgs: (credentials) => ({ credentials }),
  DiscoveryArgs: (discovery) => ({ discovery }),
  PodDisruptionBudgetArgs: (podDisruptionBudget) => ({ podDisruptionBudget }),
  EvacuationArgs: (evacuation) => ({ edition, evacuation }),
  IngressArgs: (fields) => ({ ingress: { dashboard: { hosts: ["example.com"], ...fields } } }),
  IngressesArgs: (ingress) => ({ ingress }),
  ParentGatewayArgs: (fields) => ({ routes: { mqtt: { gateways: [{ ...gateways[0], ...fields }] } } }),
  HttpRouteArgs: (fields) => ({ routes: { dashboard: { gateways, ...fields } } }),
  RoutesArgs: (routes) => ({ routes }),
  ListenerArgs: withListener,
  BasicAuthArgs: (fields) => ({
    monitoring: { podMonitor: { basicAuth: { secretName: "login", ...fields } } },
  }),
  MonitorArgs: (podMonitor) => ({ tls: { ...tls, dashboard: true }, monitoring: { podMonitor } }),
  PrometheusRuleArgs: (prometheusRule) => ({ edition, monitoring: { podMonitor: {}, prometheusRule } }),
  GrafanaDashboardArgs: (grafanaDashboard) => ({ monitoring: { podMonitor: {}, grafanaDashboard } }),
  MonitoringArgs: (monitoring) => ({ monitoring }),
  NetworkPolicyPortArgs: (fields) => ({
    networkPolicy: { ingressRules: [{ ports: [{ port: 80, ...fields }] }] },
  }),
  IngressRuleArgs: (fields) => ({ networkPolicy: { ingressRules: [fields] } }),
  EgressRuleArgs: (fields) => ({ networkPolicy: { egress: { enabled: true, rules: [fields] } } }),
  ApiServerArgs: (apiServer) => ({ networkPolicy: { egress: { enabled: true, apiServer } } }),
  EgressArgs: (egress) => ({ networkPolicy: { egress } }),
  NetworkPolicyArgs: (networkPolicy) => ({ networkPolicy }),
  ClaimRetentionArgs: (retention) => ({ persistence: { retention } }),
  PersistenceArgs: (persistence) => ({ persistence }),
  PodArgs: (pods) => ({ pods }),
  ServiceAccountArgs: (serviceAccount) => ({ serviceAccount }),
  ProbeArgs: (readiness) => ({ probes: { readiness } }),
  StartupProbeArgs: (startup) => ({ probes: { startup } }),
  ProbesArgs: (probes) => ({ probes }),
  ReplicantsArgs: (replicants) => ({ edition, replicants }),
  SchedulingArgs: (scheduling) => ({ scheduling }),
  ServiceArgs: (fields) => ({ service: fields }),
  DashboardServiceArgs: (fields) => ({ dashboardService: fields }),
  ExtraServiceArgs: (fields) => ({ extraServices: [{ name: "more", listeners: ["mqtt"], ...fields }] }),
  InternalServiceArgs: (internalService) => ({
    listeners: [{ type: ListenerType.Ws }, { ...mqtt, exposed: false }],
    internalService,
  }),
  IssuerArgs: (fields) => withCertificate({ issuer: { name: "issuer", ...fields } }),
  PrivateKeyArgs: (privateKey) => withCertificate({ privateKey }),
  CertificateArgs: withCertificate,
  TlsArgs: (fields) => ({ tls: { ...tls, ...fields } }),
  UpdateArgs: (updates) => ({ updates }),
};

const withPbkdf2 = (fields: Fields) =>
  withDatabase({ passwordHash: { algorithm: PasswordHashAlgorithm.Pbkdf2, ...fields } });

/** Fields that only matter beside others. */
export const fieldContexts: Record<string, (fields: Fields) => EmqxClusterArgs> = {
  "EmqxClusterArgs.customResources": (fields) => ({ monitoring: { podMonitor: {} }, ...fields }),
  "CredentialsArgs.cookieKey": withOwnSecret,
  "CredentialsArgs.dashboardPasswordKey": withOwnSecret,
  "PasswordHashArgs.macFunction": withPbkdf2,
  "PasswordHashArgs.iterations": withPbkdf2,
  "PasswordHashArgs.derivedKeyLength": withPbkdf2,
  "ListenerArgs.authentication": (fields) => ({
    authentication: [{ builtInDatabase: {} }],
    listeners: [{ ...mqtt, ...fields }],
  }),
  "DiscoveryArgs.recordType": (fields) => ({ discovery: { strategy: DiscoveryStrategy.Dns, ...fields } }),
  "ListenerArgs.secure": (fields) => ({ tls, listeners: [{ type: ListenerType.Stomp, ...fields }] }),
  "ListenerArgs.psk": (fields) => ({
    tls: { ...tls, psk: { name: "psk", key: "keys" } },
    listeners: [
      { type: ListenerType.Mqtts, name: "psk", port: 8885, psk: true },
      { type: ListenerType.Mqtts, ...fields },
    ],
  }),
};
