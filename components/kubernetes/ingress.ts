import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { HttpTarget, Ingress } from "../settings/exposure";
import { objectMeta } from "./metadata";
import { backendName } from "./routes";

/** The names of the client Service's ports that people reach by HTTP. */
const portNames: Record<HttpTarget, string> = { dashboard: "dashboard", websocket: "ws" };

/** The way to the dashboard, or to MQTT over WebSocket, through the Kubernetes cluster's own HTTP proxy. */
export function ingressArgs(
  settings: Settings,
  target: HttpTarget,
  ingress: pulumi.Output<Ingress>,
): types.input.networking.v1.Ingress {
  const annotations = ingress.apply((given) => given.annotations);
  return {
    metadata: objectMeta(settings, `${settings.name}-${target}`, annotations),
    spec: pulumi
      .all([ingress, settings.service])
      .apply(([{ className, hosts, path, tlsSecretName }, { dashboard }]) => ({
        ingressClassName: className,
        rules: hosts.map((host) => ({
          host,
          http: {
            paths: [
              {
                path,
                pathType: "Prefix",
                backend: {
                  service: {
                    name: backendName(settings.name, target, dashboard),
                    port: { name: portNames[target] },
                  },
                },
              },
            ],
          },
        })),
        tls: tlsSecretName === undefined ? undefined : [{ hosts, secretName: tlsSecretName }],
      })),
  };
}
