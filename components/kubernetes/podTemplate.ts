import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { DiscoveryStrategy } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import { tlsOptions } from "../settings/tls";
import { variables, variableSources } from "./environment";
import { annotations, labels, selectorLabels } from "./metadata";
import { probes } from "./probes";
import { podPorts } from "./services";
import { mountedVolumes } from "./volumes";

/** The name of the container that runs the broker. */
export const brokerContainer = "emqx";

/** What each pod of the cluster is made from. */
export function podTemplate(settings: Settings): types.input.core.v1.PodTemplateSpec {
  return {
    metadata: {
      labels: labels(settings).apply((given) => ({ ...given, ...selectorLabels(settings.name) })),
      annotations: annotations(settings),
    },
    spec: podSpec(settings),
  };
}

function podSpec(settings: Settings): types.input.core.v1.PodSpec {
  return {
    serviceAccountName: settings.name,
    automountServiceAccountToken: settings.strategy === DiscoveryStrategy.K8s,
    // Or a Service called emqx would put EMQX_PORT and more into the broker's own environment.
    enableServiceLinks: false,
    // A broker hands its sessions over when it stops: Kubernetes' 30 s can be too short.
    terminationGracePeriodSeconds: 120,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container(settings)],
    volumes: mountedVolumes(settings).apply((mounted) =>
      mounted.flatMap(({ volume }) => (volume === undefined ? [] : [volume])),
    ),
  };
}

function container(settings: Settings): types.input.core.v1.Container {
  return {
    name: brokerContainer,
    image: settings.image,
    ports: pulumi
      .all([settings.line, settings.listeners, tlsOptions(settings)])
      .apply(([line, listeners, tls]) =>
        podPorts(line, listeners, tls).map(({ name, port }) => ({
          name,
          containerPort: port,
          protocol: "TCP",
        })),
      ),
    env: variables(settings),
    envFrom: variableSources(settings),
    resources: settings.resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: settings.line.apply(({ writesInstallation }) => !writesInstallation),
    },
    ...probes(settings),
    volumeMounts: mountedVolumes(settings).apply((mounted) => mounted.map(({ mount }) => mount)),
  };
}
