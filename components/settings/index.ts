import type { ReleaseLine } from "../emqx/releaseLine";
import { AuthorizationPermission, type EmqxClusterArgs, Exposure } from "../emqxClusterArgs";
import { type Eventual, whenKnown } from "../eventual";
import { accessSources } from "./access";
import { apiKeySettings } from "./apiKeys";
import { argumentRules, type CompleteArguments } from "./arguments";
import { authenticationSettings } from "./authentication";
import { authorizationSettings } from "./authorization";
import { autoscalingSettings } from "./autoscaling";
import { Checks } from "./checks";
import { type Cluster, resolveCluster } from "./cluster";
import { checkLog, configuration, configurationSettings } from "./configuration";
import { credentialSettings } from "./credentials";
import { budgetSettings } from "./disruptionBudget";
import { resolveDiscovery } from "./discovery";
import { namesIn } from "./environment";
import { checkEvacuation, checkHooks } from "./evacuation";
import {
  acceptServices,
  checkProxies,
  type EventualGuard,
  type Guard,
  openListeners,
  type ProxyNeeds,
} from "./exposedAccess";
import { exposureSettings } from "./exposure";
import { extraServiceSettings } from "./extraServices";
import { familiesOf, resolveDualStack } from "./ipFamilies";
import { checkLicense, licenseSettings } from "./license";
import { limitSettings } from "./limits";
import { monitoringSettings } from "./monitoring";
import { policySettings } from "./networkPolicy";
import { countClaims } from "./persistence";
import { podSettings } from "./pods";
import { checkContradiction } from "./release";
import { replicantSettings } from "./replicants";
import { schedulingSettings } from "./scheduling";
import { serviceAccountSettings } from "./serviceAccount";
import { checkInternalService } from "./service";
import { checkStructure } from "./structure";
import { checkTogether } from "./together";
import { tlsSettings } from "./tls";
import { resolveTimeout, resolveUpdates } from "./updates";

/** The arguments after defaults and checks. Each setting is an output only if the arguments it depends on are. */
export type Settings = ReturnType<typeof makeSettings>;

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

function makeSettings(checks: Checks, args: EmqxClusterArgs, given: CompleteArguments, cluster: Cluster) {
  const { name, line, replicas, hasReplicants, leaving, asksKubernetes } = cluster;
  const { listeners, service, pathVariables } = cluster;
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
    ...{ name, replicas, leaving, asksKubernetes, service, pathVariables },
    ...cores,
    ...brokerSettings(checks, args, given, cluster),
    line: line as Eventual<ReleaseLine>,
    listeners: whenKnown([listeners], ({ enabled }) => enabled),
    strategy: given.discovery.strategy,
    replicants: given.replicants && replicantSettings(checks, given.replicants, line, cores),
    /** The number of volumes (PVCs) that the component manages beside the StatefulSet. 0 if the number is unknown. */
    claims: countClaims(args.persistence, replicas),
    tls: given.tls && tlsSettings(checks, given.tls, name, line),
    /** If set, `replicas` is only the initial number of nodes. */
    autoscaling: given.autoscaling && autoscalingSettings(checks, given.autoscaling, group, ""),
    serviceAccount: serviceAccountSettings(checks, given.serviceAccount, name),
    networkPolicy: policySettings(checks, given.networkPolicy, asksKubernetes),
    monitoring: monitoringSettings(checks, given.monitoring, line, hasReplicants),
    ...exposedSettings(checks, args, given, cluster),
    /** True if clients also connect over IPv6. */
    isDualStack: checks.resolve({ services: familiesOf(args), line }, resolveDualStack),
    updates: checks.resolve(
      { updates: given.updates, isAutoscaled: given.autoscaling !== undefined, hasReplicants },
      resolveUpdates,
    ),
    /** Seconds until all pods must be ready. */
    timeoutSeconds: resolveTimeout(checks, args, replicas),
  };
}

/** The ways in from outside, after the check of what they expose. */
function exposedSettings(checks: Checks, args: EmqxClusterArgs, given: CompleteArguments, cluster: Cluster) {
  const { service, listeners, line } = cluster;
  const extraServices = extraServiceSettings(checks, given.extraServices, args.service, listeners);
  const guard: EventualGuard = {
    ...accessSources(args, given),
    accepted: given.acceptedExposures,
    dashboardTls: given.tls?.dashboard ?? false,
    line: whenKnown([line, listeners], (release, { areValid }) => (areValid ? release : undefined)),
  };
  const services = { client: service, dashboard: given.dashboardService, extras: extraServices };
  if (!given.acceptedExposures.includes(Exposure.ProxyProtocol)) {
    checks.resolve(
      {
        listeners,
        services: [service, ...extraServices.map((extra) => extra.service)],
        served: [
          whenKnown([service], (client) => client.listeners),
          ...extraServices.map((extra) => extra.listeners),
        ],
        clients: given.networkPolicy.clients,
      },
      (value, report) => checkProxies(value as ProxyNeeds, report),
    );
  }
  return {
    extraServices,
    exposure: exposureSettings(checks, given, cluster, guard),
    serviceTypes: acceptServices(checks, services, guard),
    /** The names of the listeners that let anybody in, unless that is accepted. */
    openListeners: given.acceptedExposures.includes(Exposure.OpenListener)
      ? []
      : checks.resolve({ listeners, guard }, (value) =>
          openListeners(value.listeners.enabled, value.guard as Guard),
        ),
  };
}

/** The settings of EMQX itself. */
function brokerSettings(
  checks: Checks,
  args: EmqxClusterArgs,
  given: CompleteArguments,
  { line, hasReplicants, ...cluster }: Cluster,
) {
  const { persistence, discovery, evacuation, internalService } = given;
  const hooks = [given.pods.lifecycle, given.replicants?.pods?.lifecycle ?? {}];
  return {
    image: acceptedImage(checks, args, given, { line, hasReplicants, ...cluster }),
    discovery: checks.resolve({ discovery, persistence, hasReplicants, line }, resolveDiscovery),
    credentials: credentialSettings(checks, given.credentials),
    apiKeys: apiKeySettings(checks, given.apiKeys, line),
    license: given.license && licenseSettings(checks, given.license, line),
    ...accessSettings(checks, given, line),
    authentication:
      given.authentication && authenticationSettings(checks, given.authentication, cluster.listeners, line),
    limits: given.limits && limitSettings(checks, given.limits, line),
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

/** The authorization and the configuration files, one of which contains its rules. */
function accessSettings(checks: Checks, given: CompleteArguments, line: Cluster["line"]) {
  const access =
    given.authorization &&
    authorizationSettings(
      checks,
      given.authorization,
      given.configuration,
      line,
      given.authentication !== undefined,
    );
  const acl = access?.acl;
  const files =
    given.configuration ??
    (acl === undefined ? undefined : configuration.complete({}, "configuration", checks));
  return {
    authorizationSources: access?.sources,
    // Who may connect is not yet allowed to do everything.
    authorization: access?.settings ?? (given.authentication && { noMatch: AuthorizationPermission.Deny }),
    configuration: files && configurationSettings(checks, files, { image: given.image, line }, acl),
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
