import type { CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import { dashboardEndpoint, type Hosts, listenerHost } from "../emqx/endpoints";
import type { Listener } from "../emqx/listeners";
import type { Settings } from "../settings";
import type { Route, RouteTarget } from "../settings/exposure";
import { tlsOptions } from "../settings/tls";
import { objectMeta } from "./metadata";
import { serviceHosts } from "./services";
import { type Eventual, whenKnown } from "../eventual";

/** The route kind of each target. */
const kinds: Record<RouteTarget, string> = {
  dashboard: "HTTPRoute",
  websocket: "HTTPRoute",
  mqtt: "TCPRoute",
  mqtts: "TLSRoute",
};

/** The Gateway API route of a target: https://gateway-api.sigs.k8s.io/reference/spec/. */
export function routeArgs(
  settings: Settings,
  target: RouteTarget,
  route: Eventual<Route>,
): CustomResourceArgs {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: kinds[target],
    metadata: objectMeta(settings, `${settings.name}-${target}`),
    spec: whenKnown(
      [route, serviceHosts(settings), tlsOptions(settings)],
      ({ listener, gateways, hostnames, path }, hosts, tls) => ({
        parentRefs: gateways,
        hostnames,
        rules: [
          {
            matches: path === undefined ? undefined : [{ path: { type: "PathPrefix", value: path } }],
            // Routes only support port numbers, not names.
            backendRefs: [
              {
                name: backendName(listener, hosts),
                port: listener ? listener.servicePort : dashboardEndpoint(tls).port,
              },
            ],
          },
        ],
      }),
    ),
  };
}

/** The Service that receives the traffic: the listener's Service, or without a listener the dashboard's. */
export function backendName(listener: Listener | undefined, hosts: Hosts): string {
  return listener === undefined ? hosts.dashboard : listenerHost(listener, hosts);
}
