import type { ReleaseLine } from "../emqx/releaseLine";
import { DiscoveryStrategy, type EmqxClusterArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import type { CompleteArguments } from "./arguments";
import type { Checks } from "./checks";
import { type ResolvedListeners, resolveListeners } from "./listeners";
import { resolveName } from "./name";
import { resolveReleaseLine } from "./release";
import { groupReplicas } from "./replicants";
import { type ClientService, resolveService } from "./service";
import { tlsSources } from "./tls";
import { type PathVariables, resolvePathVariables } from "./webSocketPaths";

/** What many settings depend on. */
export interface Cluster {
  name: string;
  /** Undefined if it is unknown, which is reported. */
  line: Eventual<ReleaseLine | undefined>;
  replicas: Eventual<number>;
  hasReplicants: boolean;
  /** True if nodes leave the cluster when it is scaled down. */
  leaving: boolean;
  /** True if pods call the Kubernetes API and need a token. */
  asksKubernetes: boolean;
  listeners: Eventual<ResolvedListeners>;
  /** Settings outside the listener options that change the WebSocket paths. */
  pathVariables: Eventual<PathVariables>;
  service: Eventual<ClientService>;
  hasDashboardService: boolean;
  hasInternalService: boolean;
}

export function resolveCluster(
  checks: Checks,
  componentName: string,
  args: EmqxClusterArgs,
  given: CompleteArguments,
): Cluster {
  const line = resolveReleaseLine(checks, given);
  const usesKubernetes = given.discovery.strategy === DiscoveryStrategy.K8s;
  const leaving = given.leaveWhenScaledDown ?? usesKubernetes;
  const hasDashboardService = given.dashboardService !== undefined;
  const hasInternalService = given.internalService !== undefined;
  const listeners = checks.resolve(
    { listeners: given.listeners, ...tlsSources(args.tls), hasInternalService, line },
    resolveListeners,
  );
  return {
    name: resolveName(checks, componentName, given.nameOverride),
    line,
    replicas: groupReplicas(given),
    hasReplicants: given.replicants !== undefined,
    leaving,
    asksKubernetes: leaving || usesKubernetes,
    listeners,
    pathVariables: resolvePathVariables(checks, args, listeners, line),
    service: checks.resolve({ service: given.service, listeners, hasDashboardService, line }, resolveService),
    hasDashboardService,
    hasInternalService,
  };
}
