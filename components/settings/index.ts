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
import { type Eventual, whenKnown } from "../eventual";
import { type ApiKeys, apiKeySettings } from "./apiKeys";
import { argumentRules, type CompleteArguments } from "./arguments";
import { type Autoscaling, autoscalingSettings } from "./autoscaling";
import { Checks } from "./checks";
import { type Cluster, resolveCluster } from "./cluster";
import { checkLog, type ConfigurationSettings, configurationSettings, type Log } from "./configuration";
import { type Credentials, credentialSettings } from "./credentials";
import { type DisruptionBudget, budgetSettings } from "./disruptionBudget";
import { resolveDiscovery } from "./discovery";
import { type Environment, namesIn } from "./environment";
import { checkEvacuation, checkHooks } from "./evacuation";
import { type Exposure, exposureSettings } from "./exposure";
import { type ExtraService, extraServiceSettings } from "./extraServices";
import { familiesOf, resolveDualStack } from "./ipFamilies";
import { checkLicense, type License, licenseSettings } from "./license";
import { type Monitoring, monitoringSettings } from "./monitoring";
import { type NetworkPolicy, policySettings } from "./networkPolicy";
import { countClaims, type Persistence } from "./persistence";
import { type Pods, podSettings } from "./pods";
import type { Probes } from "./probes";
import { checkContradiction } from "./release";
import { type NodeGroup, replicantSettings } from "./replicants";
import type { Resources } from "./resources";
import { type Scheduling, schedulingSettings } from "./scheduling";
import { type ServiceAccountSettings, serviceAccountSettings } from "./serviceAccount";
import {
  checkInternalService,
  type ClientService,
  type DashboardService,
  type InternalService,
} from "./service";
import { checkStructure } from "./structure";
import { checkTogether } from "./together";
import { type Tls, tlsSettings } from "./tls";
import { resolveTimeout, resolveUpdates, type Updates } from "./updates";
import type { PathVariables } from "./webSocketPaths";

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

/**
 * Applies the defaults and checks the arguments: no other place does either. First each argument by its rule, then what arguments
 * require of each other.
 *
 * @throws InvalidArgumentsError with all invalid arguments that are plain values. Settings from an invalid output fail later, with
 * the same error.
 */
export function resolveSettings(componentName: string, args: EmqxClusterArgs): Settings {
  const checks = new Checks(componentName);
  checks.now((report) => checkStructure(args, report));
  checks.throwProblems();
  const given = argumentRules.complete(args, "", checks);
  const cluster = resolveCluster(checks, componentName, args, given);
  checkTogether(checks, args, given, cluster);
  const settings = makeSettings(checks, args, given, cluster);
  checks.throwProblems();
  return settings;
}

function makeSettings(
  checks: Checks,
  args: EmqxClusterArgs,
  given: CompleteArguments,
  cluster: Cluster,
): Settings {
  const { name, line, replicas, hasReplicants, listeners } = cluster;
  const { namespace, clusterDomain, resources, persistence, acceptedRisks, customResources } = given;
  const { imagePullPolicy, imagePullSecrets, dashboardService, probes, labels, annotations } = given;
  const group = { replicas, resources, autoscaling: given.autoscaling };
  const cores = {
    pods: podSettings(checks, given.pods, "pods", line),
    scheduling: schedulingSettings(checks, given.scheduling, "scheduling"),
    disruptionBudget: budgetSettings(checks, given.podDisruptionBudget, group, ""),
  };
  return {
    ...{ namespace, clusterDomain, resources, persistence, acceptedRisks, customResources },
    ...{ imagePullPolicy, imagePullSecrets, dashboardService, probes, labels, annotations },
    ...{ name, replicas, leaving: cluster.leaving, asksKubernetes: cluster.asksKubernetes },
    ...{ service: cluster.service, pathVariables: cluster.pathVariables },
    ...cores,
    ...brokerSettings(checks, args, given, cluster),
    line: line as Eventual<ReleaseLine>,
    listeners: whenKnown([listeners], ({ enabled }) => enabled),
    strategy: given.discovery.strategy,
    replicants: given.replicants && replicantSettings(checks, given.replicants, line, cores),
    claims: countClaims(args.persistence, replicas),
    tls: given.tls && tlsSettings(checks, given.tls, name, line),
    autoscaling: given.autoscaling && autoscalingSettings(checks, given.autoscaling, group, ""),
    serviceAccount: serviceAccountSettings(checks, given.serviceAccount, name),
    networkPolicy: policySettings(checks, given.networkPolicy, cluster.asksKubernetes),
    monitoring: monitoringSettings(checks, given.monitoring, line, hasReplicants),
    exposure: exposureSettings(checks, given, cluster),
    isDualStack: checks.resolve({ services: familiesOf(args), line }, resolveDualStack),
    extraServices: extraServiceSettings(checks, given.extraServices, args.service, listeners),
    updates: checks.resolve(
      { updates: given.updates, isAutoscaled: given.autoscaling !== undefined, hasReplicants },
      resolveUpdates,
    ),
    timeoutSeconds: resolveTimeout(checks, args, replicas),
  };
}

/** The settings of EMQX itself. */
function brokerSettings(
  checks: Checks,
  args: EmqxClusterArgs,
  given: CompleteArguments,
  { line, hasReplicants, ...cluster }: Cluster,
) {
  const { image, persistence, discovery, evacuation, internalService } = given;
  const hooks = [given.pods.lifecycle, given.replicants?.pods?.lifecycle ?? {}];
  return {
    image: acceptedImage(checks, args, given, { line, hasReplicants, ...cluster }),
    discovery: checks.resolve({ discovery, persistence, hasReplicants, line }, resolveDiscovery),
    credentials: credentialSettings(checks, given.credentials),
    apiKeys: apiKeySettings(checks, given.apiKeys, line),
    license: given.license && licenseSettings(checks, given.license, line),
    configuration: given.configuration && configurationSettings(checks, given.configuration, { image, line }),
    log: checks.resolve({ log: given.log, line }, (value, report) => {
      checkLog(value.log, value.line, report);
      return value.log;
    }),
    environment: whenKnown(
      [given.env, given.secretEnv, given.envFromSecrets],
      (clear, secretKeys, secrets) => ({ clear, secretKeys, secrets }),
    ),
    evacuation:
      evacuation &&
      checks.resolve({ evacuation, hooks, line }, (value, report) => {
        checkEvacuation(value.line, report);
        checkHooks(value.hooks, report);
        return value.evacuation;
      }),
    internalService:
      internalService &&
      checks.resolve({ internalService, listeners: cluster.listeners }, (value, report) => {
        checkInternalService(value.listeners.enabled, report);
        return value.internalService;
      }),
  };
}

/** The image, after its checks. If the release requires a licence, this includes the licence check. */
function acceptedImage(
  checks: Checks,
  args: EmqxClusterArgs,
  { image, releaseLine, autoscaling }: CompleteArguments,
  { line, replicas, hasReplicants }: Cluster,
): Eventual<string> {
  const contradiction = checks.resolve({ image, releaseLine }, checkContradiction);
  const hasLicense = args.license !== undefined;
  const secretKeys = namesIn(args.secretEnv);
  const { maxReplicas, external } = autoscaling ?? {};
  const license = checks.resolve(
    { line, replicas, maxReplicas, external, hasReplicants, hasLicense, secretKeys },
    checkLicense,
  );
  return whenKnown([image, line, contradiction], (reference, known) =>
    known?.clusterNeedsLicense ? whenKnown([license], () => reference) : reference,
  );
}
