import type { types } from "@pulumi/kubernetes";
import { portNameOf } from "../emqx/listeners";
import type { Settings } from "../settings";
import type { HttpTarget, Ingress } from "../settings/exposure";
import { objectMeta } from "./metadata";
import { backendName } from "./routes";
import { serviceHosts } from "./services";
import { type Eventual, whenKnown } from "../eventual";

/** The Ingress of the dashboard or of MQTT over WebSocket. */
export function ingressArgs(
  settings: Settings,
  target: HttpTarget,
  ingress: Eventual<Ingress>,
): types.input.networking.v1.Ingress {
  const annotations = whenKnown([ingress], (given) => given.annotations);
  return {
    metadata: objectMeta(settings, `${settings.name}-${target}`, annotations),
    spec: whenKnown(
      [ingress, serviceHosts(settings)],
      ({ listener, className, hosts, path, pathType, tlsSecretName }, services) => ({
        ingressClassName: className,
        rules: hosts.map((host) => ({
          host,
          http: {
            paths: [
              {
                path,
                pathType,
                backend: {
                  service: {
                    name: backendName(listener, services),
                    port: { name: listener ? portNameOf(listener) : "dashboard" },
                  },
                },
              },
            ],
          },
        })),
        tls: tlsSecretName === undefined ? undefined : [{ hosts, secretName: tlsSecretName }],
      }),
    ),
  };
}
