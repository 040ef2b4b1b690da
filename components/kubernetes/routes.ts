import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import type { Route, RouteTarget } from "../settings/exposure";
import { tlsOptions } from "../settings/tls";
import { objectMeta } from "./metadata";
import { dashboardPorts, listenerPorts, type NamedPort } from "./ports";
import { dashboardServiceName } from "./services";

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
      .apply(([{ gateways, hostnames, path }, line, { listeners, dashboard }, tls]) => ({
        parentRefs: gateways,
        hostnames,
        rules: [
          {
            matches: path === undefined ? undefined : [{ path: { type: "PathPrefix", value: path } }],
            // Routes know ports by number alone.
            backendRefs: [
              {
                name: backendName(settings.name, target, dashboard),
                port: portNumber([...listenerPorts(listeners), ...dashboardPorts(line, tls)], portName),
              },
            ],
          },
        ],
      })),
  };
}

/** The Service that traffic is sent on to: for the dashboard the one that has it. */
export function backendName(name: string, target: RouteTarget, hasDashboard: boolean): string {
  return target === "dashboard" && !hasDashboard ? dashboardServiceName(name) : name;
}

function portNumber(ports: NamedPort[], name: string): number | undefined {
  const found = ports.find((port) => port.name === name);
  return found?.servicePort ?? found?.port;
}
