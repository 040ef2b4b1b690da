import type { Discovery } from "../emqx/discovery";
import type { Evacuation } from "../emqx/evacuation";
import type { Listener } from "../emqx/listeners";
import type { ReleaseLine } from "../emqx/releaseLine";
import {
  type CustomResources,
  DiscoveryStrategy,
  type EmqxClusterArgs,
  type ImagePullPolicy,
  type Risk,
} from "../emqxClusterArgs";
import { type ApiKeys, resolveApiKeys } from "./apiKeys";
import { type Autoscaling, resolveAutoscaling } from "./autoscaling";
import {
  Checks,
  expect,
  expectList,
  expectName,
  expectObject,
  isDnsLabelName,
  isDnsSubdomain,
  withDefault,
} from "./checks";
import { type ConfigurationSettings, type Log, resolveConfiguration, resolveLog } from "./configuration";
import { type Credentials, resolveCredentials } from "./credentials";
import { resolveCustomResources } from "./customResources";
import { resolveDiscovery, resolveStrategy } from "./discovery";
import { type DisruptionBudget, resolveDisruptionBudget } from "./disruptionBudget";
import { refuseDuplicates } from "./duplicates";
import { type Environment, resolveEnvironment, secretVariableNames, variableNames } from "./environment";
import { resolveEvacuation } from "./evacuation";
import { type ExtraService, resolveExtraServices } from "./extraServices";
import { type Exposure, resolveExposure } from "./exposure";
import { familiesOf, resolveDualStack } from "./ipFamilies";
import { type License, resolveLicense } from "./license";
import { checkListenerVariables, checkPskIsUsed, checkQuic } from "./listenerNeeds";
import { resolveListeners } from "./listeners";
import { resolveAnnotations, resolveLabels } from "./metadata";
import { type Monitoring, resolveMonitoring } from "./monitoring";
import { resolveName } from "./name";
import { type NetworkPolicy, resolveNetworkPolicy } from "./networkPolicy";
import { countClaims, type Persistence, resolvePersistence } from "./persistence";
import { checkPullPolicy, podSecrets, type Pods, resolvePods } from "./pods";
import { type Probes, resolveProbes } from "./probes";
import {
  checkContradiction,
  checkLicense,
  releaseSource,
  resolveImage,
  resolveLine,
  resolveReplicas,
} from "./release";
import { type NodeGroup, resolveReplicants } from "./replicants";
import { type Resources, resolveResources } from "./resources";
import { resolveRisks } from "./dataLoss";
import { resolveScheduling, type Scheduling } from "./scheduling";
import { refuseSecret, refuseSecrets } from "./secrecy";
import { resolveServiceAccount, type ServiceAccountSettings } from "./serviceAccount";
import {
  type ClientService,
  type DashboardService,
  type InternalService,
  resolveDashboardService,
  resolveInternalService,
  resolveService,
} from "./service";
import { type PathVariables, resolvePathVariables } from "./webSocketPaths";
import { resolveTls, type Tls, tlsSources } from "./tls";
import { checkStructure } from "./structure";
import { checkPartition, resolveTimeout, resolveUpdates, type Updates } from "./updates";
import { type Eventual, whenKnown } from "../eventual";

/** The default image: the last EMQX release under the Apache licence. */
export const defaultImage = "emqx/emqx:5.8.9";

/** The arguments after defaults and checks. Each setting is an output only if the arguments it depends on are. */
export interface Settings {
  name: string;
  namespace?: Eventual<string>;
  image: Eventual<string>;
  line: Eventual<ReleaseLine>;
  replicas: Eventual<number>;
  replicants?: NodeGroup;
  clusterDomain: Eventual<string>;
  strategy: DiscoveryStrategy;
  discovery: Eventual<Discovery>;
  /** True if nodes leave the cluster when it is scaled down. */
  leaving: boolean;
  /** True if pods call the Kubernetes API and need a token. */
  asksKubernetes: boolean;
  credentials: Credentials;
  apiKeys: ApiKeys;
  license?: License;
  environment: Eventual<Environment>;
  resources: Eventual<Resources>;
  persistence: Eventual<Persistence>;
  /** The number of volumes (PVCs) that the component manages beside the StatefulSet. 0 if the number is unknown. */
  claims: number;
  listeners: Eventual<Listener[]>;
  /** Settings outside the listener options that change the WebSocket paths. */
  pathVariables: Eventual<PathVariables>;
  tls?: Tls;
  service: Eventual<ClientService>;
  extraServices: ExtraService[];
  /** Undefined if the cluster has none, like `internalService`. */
  dashboardService?: Eventual<DashboardService>;
  internalService?: Eventual<InternalService>;
  /** True if clients also connect over IPv6. */
  isDualStack: Eventual<boolean>;
  exposure: Exposure;
  configuration?: ConfigurationSettings;
  log: Eventual<Log>;
  monitoring: Monitoring;
  imagePullPolicy?: Eventual<ImagePullPolicy>;
  imagePullSecrets?: Eventual<string[]>;
  pods: Pods;
  scheduling: Scheduling;
  serviceAccount: ServiceAccountSettings;
  probes: Eventual<Probes>;
  evacuation?: Eventual<Evacuation>;
  customResources: CustomResources;
  /** Undefined if the cluster has none, like the next two. */
  networkPolicy?: NetworkPolicy;
  disruptionBudget?: DisruptionBudget;
  /** If set, `replicas` is only the initial number of nodes. */
  autoscaling?: Autoscaling;
  updates: Eventual<Updates>;
  /** Seconds until all pods must be ready. */
  timeoutSeconds: number;
  acceptedRisks: Risk[];
  labels: Eventual<Record<string, string>>;
  annotations: Eventual<Record<string, string>>;
}

const argumentNames: (keyof EmqxClusterArgs)[] = [
  "nameOverride",
  "namespace",
  "image",
  "imagePullPolicy",
  "imagePullSecrets",
  "releaseLine",
  "edition",
  "replicas",
  "replicants",
  "clusterDomain",
  "discovery",
  "leaveWhenScaledDown",
  "credentials",
  "apiKeys",
  "license",
  "configuration",
  "log",
  "monitoring",
  "env",
  "secretEnv",
  "envFromSecrets",
  "resources",
  "pods",
  "scheduling",
  "serviceAccount",
  "persistence",
  "listeners",
  "tls",
  "service",
  "extraServices",
  "dashboardService",
  "internalService",
  "ingress",
  "routes",
  "probes",
  "evacuation",
  "customResources",
  "networkPolicy",
  "podDisruptionBudget",
  "updates",
  "autoscaling",
  "acceptedRisks",
  "labels",
  "annotations",
];

/**
 * Applies the defaults and checks the arguments: no other place does either.
 *
 * @throws InvalidArgumentsError with all invalid arguments that are plain values. Settings from an invalid output fail later, with
 * the same error.
 */
export function resolveSettings(componentName: string, args: EmqxClusterArgs): Settings {
  const checks = new Checks(componentName);
  checks.now((report) => checkStructure(args, report));
  checks.throwProblems();
  checks.now((report) => expectObject(args, argumentNames, "args", report));
  const image = withDefault(args.image, defaultImage);
  const replicas = withDefault(args.replicas, withDefault(args.autoscaling?.minReplicas, 3));
  const release = releaseSource(image, args.releaseLine, args.edition);
  const line = checks.resolve(release, (value, report) => resolveLine(value, report)!);
  const contradiction = checks.resolve({ image, releaseLine: args.releaseLine }, checkContradiction);
  const license = checks.resolve(
    {
      release,
      replicas,
      hasReplicants: args.replicants !== undefined,
      hasLicense: args.license !== undefined,
      maxReplicas: args.autoscaling?.maxReplicas,
      external: args.autoscaling?.external,
      secretKeys: secretVariableNames(args.secretEnv),
    },
    checkLicense,
  );
  const reference = checks.resolve(image, resolveImage);
  const name = resolveName(checks, componentName, args.nameOverride);
  const givenListeners = {
    listeners:
      args.listeners && refuseSecret(checks, args.listeners, "listeners", "keys of Secrets, in secretEnv"),
    ...tlsSources(args.tls),
    hasInternalService: args.internalService !== undefined,
    release,
  };
  const listeners = checks.resolve(givenListeners, resolveListeners);
  const pathVariables = resolvePathVariables(checks, args, givenListeners);
  checks.resolve(givenListeners, checkPskIsUsed);
  const isDualStack = checks.resolve({ services: familiesOf(args), release }, resolveDualStack);
  const service = checks.resolve(
    {
      service: withDefault(args.service, {}),
      hasDashboardService: args.dashboardService !== undefined,
      ...givenListeners,
    },
    resolveService,
  );
  const strategy = resolveStrategy(checks, args.discovery);
  const leaving = checks.toggle(
    args.leaveWhenScaledDown,
    strategy === DiscoveryStrategy.K8s,
    "leaveWhenScaledDown",
  );
  const asksKubernetes = leaving || strategy === DiscoveryStrategy.K8s;
  refuseDuplicates(checks, args, release, givenListeners);
  const variables = variableNames(args);
  checks.resolve(
    { ...givenListeners, variables, hasConfiguration: args.configuration !== undefined },
    checkListenerVariables,
  );
  checks.resolve({ ...givenListeners, clientCertificates: args.tls?.clientCertificates }, checkQuic);
  const cores = {
    pods: resolvePods(checks, args.pods, "pods", release),
    scheduling: resolveScheduling(checks, args.scheduling, "scheduling"),
    disruptionBudget: resolveDisruptionBudget(checks, args, replicas),
  };
  const updates = checks.resolve(
    {
      updates: withDefault(args.updates, {}),
      isAutoscaled: args.autoscaling !== undefined,
      hasReplicants: args.replicants !== undefined,
    },
    resolveUpdates,
  );
  if (args.replicants !== undefined) {
    checks.resolve({ updates: withDefault(args.updates, {}), replicas }, checkPartition);
  }
  const settings = {
    name,
    namespace: checks.optional(args.namespace, (value, report) => {
      expect(value, isDnsLabelName, "namespace", "a DNS label of at most 63 characters", report);
      return value;
    }),
    line,
    replicas: checks.resolve(replicas, (value, report) => resolveReplicas(value, report)),
    replicants: resolveReplicants(checks, args, release, cores),
    clusterDomain: checks.resolve(withDefault(args.clusterDomain, "cluster.local"), (value, report) => {
      expect(value, isDnsSubdomain, "clusterDomain", "a DNS domain such as cluster.local", report);
      return value;
    }),
    strategy,
    discovery: checks.resolve(
      {
        discovery: args.discovery,
        persistence: args.persistence,
        hasReplicants: args.replicants !== undefined,
        release,
      },
      resolveDiscovery,
    ),
    ...{ leaving, asksKubernetes },
    credentials: resolveCredentials(checks, args.credentials),
    apiKeys: resolveApiKeys(checks, args.apiKeys, release),
    license: resolveLicense(checks, args.license, release),
    configuration: resolveConfiguration(checks, args.configuration, release),
    monitoring: resolveMonitoring(checks, args.monitoring, release, args.replicants !== undefined),
    log: checks.resolve({ log: withDefault(args.log, {}), release }, resolveLog),
    environment: resolveEnvironment(checks, args),
    resources: checks.resolve(
      withDefault(args.resources, { requests: { cpu: "250m", memory: "512Mi" } }),
      (value, report) => resolveResources(value, report),
    ),
    persistence: checks.resolve(withDefault(args.persistence, {}), resolvePersistence),
    claims: countClaims(args.persistence, replicas),
    listeners,
    pathVariables,
    tls: resolveTls(checks, args.tls, name, release),
    service,
    dashboardService: checks.present(args.dashboardService, "dashboardService", resolveDashboardService),
    internalService:
      args.internalService &&
      checks.resolve({ ...givenListeners, internalService: args.internalService }, resolveInternalService),
    extraServices: resolveExtraServices(checks, args, givenListeners),
    isDualStack,
    exposure: resolveExposure(checks, args, {
      ...{ listeners, pathVariables, release },
      ...{ service, hasInternalService: args.internalService !== undefined },
      hasDashboardService: args.dashboardService !== undefined,
    }),
    imagePullPolicy: checks.optional(args.imagePullPolicy, checkPullPolicy),
    imagePullSecrets: checks.optional(args.imagePullSecrets, (value, report) => {
      const names = expectList(value, "imagePullSecrets", report);
      names.forEach((secret, index) => expectName(secret, `imagePullSecrets[${index}]`, report));
      return names;
    }),
    ...cores,
    serviceAccount: resolveServiceAccount(checks, args.serviceAccount, name),
    probes: checks.resolve(withDefault(args.probes, {}), resolveProbes),
    evacuation: resolveEvacuation(checks, args, release),
    customResources: resolveCustomResources(checks, args),
    networkPolicy: resolveNetworkPolicy(checks, args.networkPolicy, asksKubernetes),
    autoscaling: resolveAutoscaling(checks, args, replicas),
    updates,
    timeoutSeconds: resolveTimeout(checks, args, replicas),
    acceptedRisks: resolveRisks(checks, args.acceptedRisks),
    labels: checks.resolve(
      refuseSecrets(checks, withDefault(args.labels, {}), "labels", podSecrets),
      resolveLabels,
    ),
    annotations: checks.resolve(
      refuseSecrets(checks, withDefault(args.annotations, {}), "annotations", podSecrets),
      (value, report) => resolveAnnotations(value, "annotations", report),
    ),
  };
  checks.throwProblems();
  return { ...settings, image: acceptedImage(reference, line, contradiction, license) };
}

/** The image, after its checks. If the release requires a licence, this includes the licence check. */
function acceptedImage(
  image: Eventual<string>,
  line: Eventual<ReleaseLine>,
  contradiction: Eventual<void>,
  license: Eventual<void>,
): Eventual<string> {
  return whenKnown([image, line, contradiction], (reference, { clusterNeedsLicense }) =>
    clusterNeedsLicense ? whenKnown([license], () => reference) : reference,
  );
}
