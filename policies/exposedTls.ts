import type { ResourceValidationPolicy } from "@pulumi/policy";
import {
  hasCloudTls,
  isEmqx,
  isExposed,
  isKind,
  type KubernetesObject,
  plainHosts,
  type ServicePort,
} from "./kubernetes";

/** Whether a port is MQTT or WebSocket without TLS, by the names of the component and of the Helm chart, or by EMQX's default number. */
function isPlain({ name, port, targetPort = port }: ServicePort): boolean {
  const names = [name, targetPort].filter((text) => typeof text === "string");
  return names.length > 0
    ? names.some((text) => /^(?:mqtt|ws)(?:-\d+)?$/.test(text))
    : targetPort === 1883 || targetPort === 8083;
}

/** The ports and hosts of EMQX that are reachable from outside the Kubernetes cluster without TLS. */
export function plainListeners(type: string, object: KubernetesObject, allowedPorts: number[]): string[] {
  if (!isEmqx(object)) return [];
  if (isKind(type, "Service") && isExposed(object) && !hasCloudTls(object)) {
    const ports = (object.spec?.ports ?? []).filter(isPlain).map(({ port }) => port!);
    return ports.filter((port) => !allowedPorts.includes(port)).map((port) => `port ${port}`);
  }
  return isKind(type, "Ingress") ? plainHosts(object, isPlain).map((host) => `host ${host}`) : [];
}

export const exposedTls: ResourceValidationPolicy = {
  name: "emqx-tls-where-exposed",
  description: "Clients from outside the Kubernetes cluster must connect with TLS.",
  enforcementLevel: "advisory",
  configSchema: {
    properties: {
      allowedPorts: {
        type: "array",
        items: { type: "integer" },
        description:
          "Ports of Services that may be exposed without TLS, such as those behind a load balancer that ends TLS.",
      },
    },
  },
  validateResource: (args, report) => {
    const { allowedPorts = [] } = args.getConfig<{ allowedPorts?: number[] }>();
    for (const place of plainListeners(args.type, args.props, allowedPorts)) {
      report(
        `${place} exposes a listener without TLS. Expose mqtts or wss instead (listeners, tls), or set exposed: false; ` +
          "an Ingress requires tlsSecretName.",
      );
    }
  },
};
