import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { Route, RouteTarget } from "../settings/exposure";
import { tlsOptions } from "../settings/tls";
import { objectMeta } from "./metadata";
import { dashboardPorts, listenerPorts, type NamedPort } from "./services";

/** The kind of route for each target, and the client Service's port that it leads to. */
const targets: Record<RouteTarget, { kind: string; portName: string }> = {
  dashboard: { kind: "HTTPRoute", portName: "dashboard" },
  websocket: { kind: "HTTPRoute", portName: "ws" },
  mqtt: { kind: "TCPRoute", portName: "mqtt" },
  mqtts: { kind: "TLSRoute", portName: "mqttssl" },
};

/** The way of traffic through a Gateway: https://gateway-api.sigs.k8s.io/reference/spec/. */
export function routeArgs(
  settings: Settings,
  target: RouteTarget,
  route: pulumi.Output<Route>,
): CustomResourceArgs {
  const { kind, portName } = targets[target];
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind,
    metadata: objectMeta(settings, `${settings.name}-${target}`),
    spec: pulumi
      .all([route, settings.line, settings.service, tlsOptions(settings)])
      .apply(([{ gateways, hostnames, path }, line, { listeners }, tls]) => ({
        parentRefs: gateways,
        hostnames,
        rules: [
          {
            matches: path === undefined ? undefined : [{ path: { type: "PathPrefix", value: path } }],
            // Routes know ports by number alone.
            backendRefs: [
              {
                name: settings.name,
                port: portNumber([...listenerPorts(listeners), ...dashboardPorts(line, tls)], portName),
              },
            ],
          },
        ],
      })),
  };
}

function portNumber(ports: NamedPort[], name: string): number | undefined {
  return ports.find((port) => port.name === name)?.port;
}
