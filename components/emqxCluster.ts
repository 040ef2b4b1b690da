import { Service } from "@pulumi/kubernetes/core/v1/service";
import * as pulumi from "@pulumi/pulumi";
import { makeCertificate } from "./children/certificate";
import { makeClaims } from "./children/claims";
import { makeConfigMaps } from "./children/configMaps";
import type { Context } from "./children/context";
import { customResourceMaker } from "./children/customResources";
import { expose } from "./children/exposure";
import { monitor } from "./children/monitoring";
import { makeNetworkPolicy } from "./children/networkPolicy";
import { autoscale, limitDisruptions } from "./children/nodeGroups";
import { makePermissions } from "./children/permissions";
import { makeReplicants } from "./children/replicants";
import { makeSecrets } from "./children/secrets";
import { makeClientServices } from "./children/services";
import { makeStatefulSet } from "./children/statefulSet";
import { guardAgainstLosses, remember, rememberDeployed } from "./dataLossGuard";
import type { EmqxClusterArgs } from "./emqxClusterArgs";
import { headlessServiceArgs } from "./kubernetes/services";
import { rejectNameCollisions } from "./nameCollisions";
import { actualNamespace, clusterOutputs } from "./outputs";
import { Gate, guardReplacement } from "./replacementGuard";
import { resolveSettings } from "./settings";
import { coreNodes } from "./settings/replicants";
import { warnOfDeletion, warnOfOpenListeners } from "./warnings";

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

    const context: Context = { name, settings, provider, parent: this };
    const makeCustomResource = customResourceMaker(context);
    const headlessService = new Service(`${name}-headless`, headlessServiceArgs(settings), { parent: this });
    gate.waitFor(guardReplacement(context, "headless Service", headlessService));
    const namespace = actualNamespace(headlessService);
    const needed = [
      ...makePermissions(context, namespace),
      ...makeConfigMaps(context),
      ...makeSecrets(context),
      ...makeCertificate(context, namespace, makeCustomResource),
      headlessService,
      ...makeNetworkPolicy(context),
    ];
    const cores = coreNodes(settings);
    limitDisruptions(context, cores);
    const statefulSet = makeStatefulSet(context, needed, makeClaims(context, headlessService));
    const replicants = makeReplicants(context, needed);
    const clientService = makeClientServices(context, replicants);
    autoscale(context, cores, statefulSet);
    expose(context, makeCustomResource);
    monitor(context, namespace, makeCustomResource);
    warnOfDeletion(context);
    warnOfOpenListeners(context);

    const outputs = clusterOutputs(settings, namespace, headlessService, clientService, statefulSet);
    this.clusterIP = outputs.clusterIP;
    this.podDnsNames = outputs.podDnsNames;
    this.nodeNames = outputs.nodeNames;
    this.serviceName = outputs.serviceName;
    this.headlessServiceName = outputs.headlessServiceName;
    this.namespace = outputs.namespace;
    this.credentialsSecretName = outputs.credentialsSecretName;
    this.endpoints = outputs.endpoints;
    this.registerOutputs({
      ...outputs,
      deployed: rememberDeployed(settings, [statefulSet, ...replicants]),
    });
  }
}
