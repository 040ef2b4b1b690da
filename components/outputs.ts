import type { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import type { Service } from "@pulumi/kubernetes/core/v1/service";
import * as pulumi from "@pulumi/pulumi";
import { hasStableNames, nodeName, podDnsName } from "./emqx/discovery";
import { dashboardEndpoint, endpointUrls } from "./emqx/endpoints";
import { webSocketPath } from "./emqx/webSocketPath";
import { type Eventual, whenKnown } from "./eventual";
import { credentialSecretName } from "./kubernetes/credentials";
import { headlessServiceName, serviceHosts } from "./kubernetes/services";
import type { Settings } from "./settings";
import { tlsOptions } from "./settings/tls";

/** The namespace of an object. The mocks of unit tests return none unless the program sets it. */
export function actualNamespace({ metadata }: Service): pulumi.Output<string> {
  return metadata.namespace.apply((namespace) => namespace ?? "default");
}

/** The outputs of the component, by name. */
export function clusterOutputs(
  settings: Settings,
  namespace: pulumi.Output<string>,
  headlessService: Service,
  clientService: Service,
  statefulSet: StatefulSet,
) {
  const replicas = settings.autoscaling ? statefulSet.spec.replicas : settings.replicas;
  const pods = podLocations(settings, replicas, namespace);
  return {
    // A dry run returns a made-up address, but no id.
    clusterIP: pulumi.all([clientService.spec.clusterIP, clientService.id]).apply(([address]) => address),
    podDnsNames: pods.apply((locations) => locations.map(podDnsName)),
    nodeNames: pulumi
      .all([pods, settings.discovery])
      .apply(([locations, discovery]) => (hasStableNames(discovery) ? locations.map(nodeName) : [])),
    serviceName: clientService.metadata.name,
    headlessServiceName: headlessService.metadata.name,
    namespace,
    credentialsSecretName: pulumi.output(credentialSecretName(settings, "dashboardPassword")),
    endpoints: pulumi.output(endpoints(settings, namespace)),
  };
}

function podLocations(
  settings: Settings,
  replicas: Eventual<number>,
  actualNamespace: pulumi.Output<string>,
) {
  return pulumi
    .all([replicas, actualNamespace, settings.clusterDomain])
    .apply(([length, namespace, clusterDomain]) =>
      Array.from({ length }, (_, ordinal) => ({
        podName: `${settings.name}-${ordinal}`,
        headlessService: headlessServiceName(settings.name),
        namespace,
        clusterDomain,
      })),
    );
}

function endpoints(settings: Settings, actualNamespace: pulumi.Output<string>) {
  const { listeners, line, pathVariables, clusterDomain } = settings;
  return whenKnown(
    [
      listeners,
      line,
      pathVariables,
      serviceHosts(settings),
      actualNamespace,
      clusterDomain,
      tlsOptions(settings),
    ],
    (all, release, variables, hosts, namespace, domain, tls) =>
      endpointUrls(
        all.map((listener) => ({ ...listener, webSocketPath: webSocketPath(release, listener, variables) })),
        hosts,
        `${namespace}.svc.${domain}`,
        dashboardEndpoint(tls),
      ),
  );
}
