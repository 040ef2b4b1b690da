import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { makeClaims } from "./children/claims";
import { makeConfigMaps } from "./children/configMaps";
import { customResourceMaker } from "./children/customResources";
import { expose } from "./children/exposure";
import { monitor } from "./children/monitoring";
import { autoscale, limitDisruptions } from "./children/nodeGroups";
import { makePermissions } from "./children/permissions";
import { makeReplicants, rolloutTimeouts } from "./children/replicants";
import { makeSecrets } from "./children/secrets";
import { hasStableNames, nodeName, podDnsName } from "./emqx/discovery";
import { dashboardEndpoint, endpointUrls } from "./emqx/endpoints";
import { webSocketPath } from "./emqx/webSocketPath";
import { ClaimRetention, type EmqxClusterArgs } from "./emqxClusterArgs";
import { autoscaledFields } from "./kubernetes/autoscaler";
import { certificateArgs } from "./kubernetes/certificate";
import { credentialSecretName } from "./kubernetes/credentials";
import { networkPolicyArgs } from "./kubernetes/networkPolicy";
import {
  clientServiceArgs,
  dashboardServiceArgs,
  extraServiceArgs,
  extraServiceName,
  headlessServiceArgs,
  headlessServiceName,
  internalServiceArgs,
  serviceHosts,
} from "./kubernetes/services";
import { statefulSetArgs } from "./kubernetes/statefulSet";
import { rejectNameCollisions } from "./nameCollisions";
import { Gate, guardReplacement } from "./replacementGuard";
import { explainFailure } from "./rollout";
import { remember, rememberDeployed, guardAgainstLosses } from "./dataLossGuard";
import { resolveSettings, type Settings } from "./settings";
import { coreNodes } from "./settings/replicants";
import { acceptsReplacement } from "./settings/dataLoss";
import { tlsOptions } from "./settings/tls";
import { type Eventual, whenKnown } from "./eventual";

/**
 * An EMQX cluster (MQTT broker) on Kubernetes. The component creates a StatefulSet, a headless and a client Service, a ConfigMap, Secrets,
 * RBAC, a NetworkPolicy and a PodDisruptionBudget. With `replicants`, it also creates a Deployment.
 *
 * @example
 * const cluster = new EmqxCluster("emqx", { replicas: 3 });
 * export const clusterIP = cluster.clusterIP;
 */
export class EmqxCluster extends pulumi.ComponentResource {
  /** The virtual IP address of the client Service. A preview does not know it until the Service exists. */
  readonly clusterIP: pulumi.Output<string>;
  /**
   * The DNS names of the core nodes' pods inside the Kubernetes cluster, in ordinal order. With `autoscaling`, the number of names is the
   * number of pods that Pulumi last saw: run `pulumi refresh` to update it.
   */
  readonly podDnsNames: pulumi.Output<string[]>;
  /** The EMQX names of the core nodes, in the order of `podDnsNames`. Empty if discovery names nodes by IP address. */
  readonly nodeNames: pulumi.Output<string[]>;
  /** The name of the client Service. */
  readonly serviceName: pulumi.Output<string>;
  /** The name of the headless Service. */
  readonly headlessServiceName: pulumi.Output<string>;
  /** The namespace of the cluster. */
  readonly namespace: pulumi.Output<string>;
  /** The name of the Secret with the dashboard's password. Its key is `dashboard-password` or `credentials.dashboardPasswordKey`. */
  readonly credentialsSecretName: pulumi.Output<string>;
  /**
   * The URLs of the listeners and the dashboard inside the Kubernetes cluster. The key of a listener is its type, such as `mqtt`, or its
   * type and name, such as `mqtt-internal`, if its name is not `default`. The key of the dashboard is `dashboard`. Each URL names the
   * Service that serves it. If no other Service does, it names the headless Service.
   */
  readonly endpoints: pulumi.Output<{ [endpoint: string]: string }>;

  /**
   * @param name The name of the component, and the base name of all Kubernetes objects unless `nameOverride` is set.
   * @param args The arguments. All of them are optional.
   * @param opts Pulumi's resource options, such as `provider`, `dependsOn`, `protect` and `transforms`.
   * @throws InvalidArgumentsError if arguments are invalid. It reports all of them.
   */
  constructor(name: string, args?: EmqxClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = resolveSettings(name, args ?? {});
    const hooks = guardAgainstLosses(name, settings, opts);
    const gate = new Gate();
    const transformations = [...(opts?.transformations ?? []), gate.transformation];
    super("emqx:index:EmqxCluster", name, remember(settings, opts), { ...opts, hooks, transformations });
    const provider = this.getProvider("kubernetes:core/v1:Service");
    rejectNameCollisions(name, args ?? {}, settings.name, provider);
    const parent = { parent: this };

    const makeCustomResource = customResourceMaker(this, settings);

    const headlessService = new Service(`${name}-headless`, headlessServiceArgs(settings), parent);
    gate.waitFor(guardReplacement(name, "headless Service", settings, headlessService, this));
    const namespace = headlessService.metadata.namespace;
    const permissions = makePermissions(name, settings, namespace, this);
    const configMaps = makeConfigMaps(name, settings, this);
    const secrets = makeSecrets(name, settings, this);
    const certificates = settings.tls?.certificate
      ? makeCustomResource(`${name}-tls`, certificateArgs(settings, settings.tls.certificate, namespace))
      : [];
    const networkPolicy = settings.networkPolicy
      ? [new NetworkPolicy(name, networkPolicyArgs(settings, settings.networkPolicy), parent)]
      : [];
    const cores = coreNodes(settings);
    limitDisruptions(name, settings, cores, this);
    const claims = makeClaims(name, settings, headlessService, this);
    // Pods need these to start. Only dependsOn refers to them, not outputs: a Secret with a new value is replaced, and the
    // engine would first delete the StatefulSet, with all pods at once.
    const needed = [
      ...permissions,
      ...configMaps,
      ...secrets,
      ...certificates,
      headlessService,
      ...networkPolicy,
    ];
    const statefulSet = new StatefulSet(name, statefulSetArgs(settings), {
      parent: this,
      ignoreChanges: [
        ...autoscaledFields(cores),
        ...(claims.length > 0 ? ["spec.volumeClaimTemplates[0].spec.resources.requests.storage"] : []),
      ],
      customTimeouts: rolloutTimeouts(settings),
      hooks: explainFailure(settings, provider),
      dependsOn: [...needed, ...claims],
      // The engine creates the new StatefulSet first, and the API server rejects it because the name is taken. Otherwise an update without a
      // preview would delete the old one before the update is stopped.
      ...(acceptsReplacement(settings.acceptedRisks) ? {} : { deleteBeforeReplace: false }),
    });
    guardReplacement(name, "StatefulSet", settings, statefulSet, this);
    // The client Service selects replicants only once they exist.
    const replicants = makeReplicants(name, settings, needed, provider, this);
    const afterReplicants = { parent: this, dependsOn: replicants };
    const service = new Service(name, clientServiceArgs(settings), afterReplicants);
    for (const extra of settings.extraServices) {
      new Service(extraServiceName(name, extra), extraServiceArgs(settings, extra), afterReplicants);
    }
    if (settings.dashboardService) {
      const dashboard = dashboardServiceArgs(settings, settings.dashboardService);
      new Service(`${name}-dashboard`, dashboard, afterReplicants);
    }
    if (settings.internalService) {
      const internal = internalServiceArgs(settings, settings.internalService);
      new Service(`${name}-internal`, internal, afterReplicants);
    }
    autoscale(name, settings, cores, statefulSet, this);

    expose(name, settings, makeCustomResource, this);
    monitor(name, settings, namespace, makeCustomResource, this);
    this.warnOfDeletion(settings);

    this.namespace = namespace;
    this.serviceName = service.metadata.name;
    this.headlessServiceName = headlessService.metadata.name;
    this.credentialsSecretName = pulumi.output(credentialSecretName(settings, "dashboardPassword"));
    // A dry run returns a made-up address, but no id.
    this.clusterIP = pulumi.all([service.spec.clusterIP, service.id]).apply(([clusterIP]) => clusterIP);
    const replicas = settings.autoscaling ? statefulSet.spec.replicas : settings.replicas;
    const locations = this.locations(settings, replicas);
    this.podDnsNames = locations.apply((pods) => pods.map(podDnsName));
    this.nodeNames = pulumi
      .all([locations, settings.discovery])
      .apply(([pods, discovery]) => (hasStableNames(discovery) ? pods.map(nodeName) : []));
    const endpoints = whenKnown(
      [
        ...([settings.listeners, serviceHosts(settings), this.namespace, settings.clusterDomain] as const),
        ...([tlsOptions(settings), settings.line, settings.pathVariables] as const),
      ],
      (listeners, hosts, namespace, clusterDomain, tls, line, variables) =>
        endpointUrls(
          listeners.map((listener) => ({
            ...listener,
            webSocketPath: webSocketPath(line, listener, variables),
          })),
          hosts,
          `${namespace}.svc.${clusterDomain}`,
          dashboardEndpoint(tls),
        ),
    );
    this.endpoints = pulumi.output(endpoints);
    this.registerOutputs({
      clusterIP: this.clusterIP,
      podDnsNames: this.podDnsNames,
      nodeNames: this.nodeNames,
      serviceName: this.serviceName,
      headlessServiceName: this.headlessServiceName,
      namespace: this.namespace,
      credentialsSecretName: this.credentialsSecretName,
      endpoints: this.endpoints,
      deployed: rememberDeployed(settings, [statefulSet, ...replicants]),
    });
  }

  /** Warns of what no preview shows: Kubernetes deletes the claims together with the StatefulSet. */
  private warnOfDeletion(settings: Settings): void {
    whenKnown([settings.persistence], ({ enabled, whenDeleted }) => {
      if (enabled && whenDeleted === ClaimRetention.Delete) {
        void pulumi.log.warn(
          "Deleting or replacing the StatefulSet also deletes all data: persistence.retention.whenDeleted is Delete.",
          this,
        );
      }
    });
  }

  private locations(settings: Settings, replicas: Eventual<number>) {
    return pulumi
      .all([replicas, this.namespace, settings.clusterDomain])
      .apply(([length, namespace, clusterDomain]) =>
        Array.from({ length }, (_, ordinal) => ({
          podName: `${settings.name}-${ordinal}`,
          headlessService: headlessServiceName(settings.name),
          namespace,
          clusterDomain,
        })),
      );
  }
}
