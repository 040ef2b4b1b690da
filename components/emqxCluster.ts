import { CustomResource, type CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Ingress } from "@pulumi/kubernetes/networking/v1/ingress";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import * as pulumi from "@pulumi/pulumi";
import { hasStableNames, nodeName, podDnsName } from "./emqx/discovery";
import { dashboardEndpoint, endpointUrls } from "./emqx/endpoints";
import { ClaimRetention, CustomResources, DiscoveryStrategy, type EmqxClusterArgs } from "./emqxClusterArgs";
import { apiKeyArgs, apiKeysArgs } from "./kubernetes/apiKeys";
import { autoscalerArgs, type ScaleTarget } from "./kubernetes/autoscaler";
import { certificateArgs } from "./kubernetes/certificate";
import { configMapArgs } from "./kubernetes/configMap";
import { credentialArgs, credentialKinds, credentials, credentialSecretName } from "./kubernetes/credentials";
import { definitionLookupName, definitionOf } from "./kubernetes/customResources";
import { disruptionBudgetArgs } from "./kubernetes/disruptionBudget";
import { fromBase64 } from "./kubernetes/generated";
import { ingressArgs } from "./kubernetes/ingress";
import { licenseArgs } from "./kubernetes/license";
import { networkPolicyArgs } from "./kubernetes/networkPolicy";
import { brokerContainer } from "./kubernetes/podTemplate";
import { roleArgs, roleBindingArgs, serviceAccountArgs } from "./kubernetes/rbac";
import { routeArgs } from "./kubernetes/routes";
import { clientServiceArgs, headlessServiceArgs, headlessServiceName } from "./kubernetes/services";
import { statefulSetArgs } from "./kubernetes/statefulSet";
import { resolveSettings, type Settings } from "./settings";
import type { HttpTarget, RouteTarget } from "./settings/exposure";
import { tlsOptions } from "./settings/tls";

/**
 * A cluster of EMQX, the MQTT broker: RBAC, ConfigMap, Secrets, headless and client Service, NetworkPolicy, StatefulSet,
 * PodDisruptionBudget.
 *
 * @example
 * const cluster = new EmqxCluster("emqx", { replicas: 3 });
 * export const clusterIP = cluster.clusterIP;
 */
export class EmqxCluster extends pulumi.ComponentResource {
  /** The virtual IP address of the client Service. Unknown at preview until the Service exists. */
  readonly clusterIP: pulumi.Output<string>;
  /**
   * The DNS names of the pods inside the Kubernetes cluster, in ordinal order. With `autoscaling`, of as many as there were
   * when Pulumi last looked: see `pulumi refresh`.
   */
  readonly podDnsNames: pulumi.Output<string[]>;
  /** The names of the EMQX nodes, like `podDnsNames`. Empty where discovery names them by address, which nobody knows before. */
  readonly nodeNames: pulumi.Output<string[]>;
  /** The name of the client Service. */
  readonly serviceName: pulumi.Output<string>;
  /** The name of the headless Service. */
  readonly headlessServiceName: pulumi.Output<string>;
  /** The namespace that the cluster is in. */
  readonly namespace: pulumi.Output<string>;
  /** The name of the Secret with the dashboard's password, under the key `dashboard-password`. */
  readonly credentialsSecretName: pulumi.Output<string>;
  /**
   * URLs inside the Kubernetes cluster by what answers there: `mqtt`, `mqtts`, `ws`, `wss` as far as they are served, and
   * `dashboard`.
   */
  readonly endpoints: pulumi.Output<{ [endpoint: string]: string }>;

  private readonly definitions: Record<string, CustomResourceDefinition> = {};

  /**
   * @param name The name of the component, and of all Kubernetes objects unless `nameOverride` says otherwise.
   * @param args All optional.
   * @param opts Options of Pulumi: provider, dependsOn, protect, transforms and so on.
   * @throws InvalidArgumentsError where arguments are not right.
   */
  constructor(name: string, args?: EmqxClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    // No arguments for the state: some may be secret.
    super("emqx:index:EmqxCluster", name, {}, opts);
    const settings = resolveSettings(name, args ?? {});
    const parent = { parent: this };

    const headlessService = new Service(`${name}-headless`, headlessServiceArgs(settings), parent);
    const serviceAccounts = settings.serviceAccount.exists
      ? []
      : [new ServiceAccount(name, serviceAccountArgs(settings), parent)];
    const permissions =
      settings.strategy === DiscoveryStrategy.K8s
        ? [
            new Role(name, roleArgs(settings), parent),
            new RoleBinding(name, roleBindingArgs(settings, headlessService.metadata.namespace), parent),
          ]
        : [];
    const configMap = new ConfigMap(`${name}-config`, configMapArgs(settings), parent);
    const secrets = [
      ...this.secrets(name, settings),
      ...this.apiKeys(name, settings),
      ...this.license(name, settings),
    ];
    const service = new Service(name, clientServiceArgs(settings), parent);
    const certificates = this.certificate(name, settings, headlessService.metadata.namespace);
    const networkPolicy = settings.networkPolicy
      ? [new NetworkPolicy(name, networkPolicyArgs(settings, settings.networkPolicy), parent)]
      : [];
    if (settings.disruptionBudget) {
      new PodDisruptionBudget(name, disruptionBudgetArgs(settings, settings.disruptionBudget), parent);
    }
    const statefulSet = new StatefulSet(name, statefulSetArgs(settings), {
      parent: this,
      ignoreChanges: settings.autoscaling ? ["spec.replicas"] : [],
      // What pods need when they start. By dependsOn alone, and not by outputs: a Secret with a new value is replaced, and
      // the engine would delete the StatefulSet before it, and all pods at once.
      dependsOn: [
        ...[...serviceAccounts, ...permissions, configMap, ...secrets, ...certificates],
        ...[headlessService, ...networkPolicy],
      ],
    });
    if (settings.autoscaling && settings.autoscaling !== "external") {
      const target: ScaleTarget = { kind: "StatefulSet", name: settings.name, container: brokerContainer };
      const scaling = autoscalerArgs(settings, settings.autoscaling, target);
      new HorizontalPodAutoscaler(name, scaling, { parent: this, dependsOn: [statefulSet] });
    }

    this.expose(name, settings);
    this.warnOfDeletion(settings);

    this.namespace = headlessService.metadata.namespace;
    this.serviceName = service.metadata.name;
    this.headlessServiceName = headlessService.metadata.name;
    this.credentialsSecretName = pulumi.output(credentialSecretName(settings, "dashboardPassword"));
    // A dry run answers with a made-up address, but with no id.
    this.clusterIP = pulumi.all([service.spec.clusterIP, service.id]).apply(([clusterIP]) => clusterIP);
    const replicas = settings.autoscaling ? statefulSet.spec.replicas : settings.replicas;
    const locations = this.locations(settings, replicas);
    this.podDnsNames = locations.apply((pods) => pods.map(podDnsName));
    this.nodeNames = pulumi
      .all([locations, settings.discovery])
      .apply(([pods, discovery]) => (hasStableNames(discovery) ? pods.map(nodeName) : []));
    this.endpoints = pulumi
      .all([settings.service, this.namespace, settings.clusterDomain, tlsOptions(settings)])
      .apply(([client, namespace, clusterDomain, tls]) =>
        endpointUrls(
          client,
          settings.name,
          headlessServiceName(settings.name),
          `${namespace}.svc.${clusterDomain}`,
          dashboardEndpoint(tls),
        ),
      );
    this.registerOutputs({
      clusterIP: this.clusterIP,
      podDnsNames: this.podDnsNames,
      nodeNames: this.nodeNames,
      serviceName: this.serviceName,
      headlessServiceName: this.headlessServiceName,
      namespace: this.namespace,
      credentialsSecretName: this.credentialsSecretName,
      endpoints: this.endpoints,
    });
  }

  /** The Secrets with the credentials; none where the user has one. */
  private secrets(name: string, settings: Settings): Secret[] {
    const given = settings.credentials.secrets;
    if ("existingSecret" in given) {
      return [];
    }
    return credentialKinds.map((kind) => {
      // Each run draws a new value: the first one stays.
      const ignoreChanges = given[kind] ? [] : ["data"];
      const suffix = credentials[kind].suffix;
      return new Secret(`${name}-${suffix}`, credentialArgs(settings, kind, given[kind]), {
        parent: this,
        ignoreChanges,
      });
    });
  }

  /** The Secrets with the keys of the REST API: one for each, and one with all of them for EMQX; none where the user has one. */
  private apiKeys(name: string, settings: Settings): Secret[] {
    const { apiKeys } = settings;
    if ("existingSecret" in apiKeys) {
      return [];
    }
    const secrets = apiKeys.own.map(
      (apiKey) =>
        new Secret(`${name}-api-key-${apiKey.key}`, apiKeyArgs(settings, apiKey), {
          parent: this,
          ignoreChanges: apiKey.secret ? [] : ["data"],
        }),
    );
    // Not what the Secrets of given ones hold: these are replaced, and the engine would delete the file's before pods are off it.
    const passwords = apiKeys.own.map(
      ({ secret }, index) => secret ?? secrets[index].data.apply(({ password }) => fromBase64(password)),
    );
    const all = apiKeysArgs(settings, apiKeys.own, passwords);
    return [...secrets, new Secret(`${name}-api-keys`, all, { parent: this })];
  }

  /** The Secret with the licence; none without, or where the user has one. */
  private license(name: string, settings: Settings): Secret[] {
    const { license } = settings;
    return license === undefined || "existingSecret" in license
      ? []
      : [new Secret(`${name}-license`, licenseArgs(settings, license.key), { parent: this })];
  }

  /** The certificate of the TLS listeners; none where the user has one. */
  private certificate(name: string, settings: Settings, namespace: pulumi.Output<string>): CustomResource[] {
    const { tls } = settings;
    if (tls?.certificate === undefined) {
      return [];
    }
    const args = certificateArgs(settings, tls, tls.certificate, namespace);
    return this.customResource(`${name}-tls`, args, settings);
  }

  /** The ways in from outside that were asked for. */
  private expose(name: string, settings: Settings): void {
    const { ingresses, routes } = settings.exposure;
    for (const [target, ingress] of Object.entries(ingresses)) {
      new Ingress(`${name}-${target}`, ingressArgs(settings, target as HttpTarget, ingress), {
        parent: this,
      });
    }
    for (const [target, route] of Object.entries(routes)) {
      this.customResource(`${name}-${target}`, routeArgs(settings, target as RouteTarget, route), settings);
    }
  }

  /** An object whose definition comes with another project; none where these are left out. */
  private customResource(name: string, args: CustomResourceArgs, settings: Settings): CustomResource[] {
    if (settings.customResources === CustomResources.LeftOut) {
      return [];
    }
    const dependsOn =
      settings.customResources === CustomResources.Checked ? [this.definition(args, settings)] : [];
    return [new CustomResource(name, args, { parent: this, dependsOn })];
  }

  /** Reads the definition of a custom resource, once: a preview would not miss it, and `up` would. */
  private definition({ kind }: CustomResourceArgs, { name }: Settings): CustomResourceDefinition {
    const definition = definitionOf(kind);
    this.definitions[definition.name] ??= CustomResourceDefinition.get(
      definitionLookupName(name, kind),
      definition.name,
      { parent: this },
    );
    return this.definitions[definition.name];
  }

  /** No preview shows that Kubernetes deletes the claims along with the StatefulSet. */
  private warnOfDeletion(settings: Settings): void {
    settings.persistence.apply(({ enabled, whenDeleted }) => {
      if (enabled && whenDeleted === ClaimRetention.Delete) {
        void pulumi.log.warn(
          "Whatever deletes or replaces the StatefulSet deletes all data: persistence.retention.whenDeleted is Delete.",
          this,
        );
      }
    });
  }

  private locations(settings: Settings, replicas: pulumi.Output<number>) {
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
