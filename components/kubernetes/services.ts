import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dashboardEndpoint } from "../emqx/endpoints";
import { type Listener, listenerKinds } from "../emqx/listeners";
import { dashboardPort, type ReleaseLine } from "../emqx/releaseLine";
import { ServiceType } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import type { ClientService } from "../settings/service";
import { tlsOptions } from "../settings/tls";
import { objectMeta, selectorLabels } from "./metadata";

/** A port of the broker: its name serves as the target of Services. */
export interface NamedPort {
  name: string;
  port: number;
  nodePort?: number;
}

/** The name of the headless Service, which is part of the pods' DNS names. */
export function headlessServiceName(name: string): string {
  return `${name}-headless`;
}

/** The ports that clients connect to. */
export function listenerPorts(listeners: Listener[]): NamedPort[] {
  return listeners.map(({ type, port, nodePort }) => ({
    name: listenerKinds[type].portName,
    port,
    nodePort,
  }));
}

/** The ports that operators connect to. */
export function dashboardPorts(line: ReleaseLine, tls: { dashboard: boolean }): NamedPort[] {
  return [
    { name: "dashboard", port: dashboardEndpoint(tls).port },
    ...(line.managementPort === dashboardPort ? [] : [{ name: "mgmt", port: line.managementPort }]),
  ];
}

/** The ports that the nodes talk to each other by: Erlang distribution and RPC. */
export function clusterPorts(line: ReleaseLine): NamedPort[] {
  return [
    { name: "dist", port: 4370 },
    { name: "rpc", port: line.rpcPort },
  ];
}

/** All ports of a pod. */
export function podPorts(line: ReleaseLine, listeners: Listener[], tls: { dashboard: boolean }): NamedPort[] {
  const reachable = listenerPorts(listeners).map(({ name, port }) => ({ name, port }));
  return [...reachable, ...dashboardPorts(line, tls), ...clusterPorts(line)];
}

/** The Service that gives the pods their DNS names and discovery its addresses. */
export function headlessServiceArgs(settings: Settings): types.input.core.v1.Service {
  return {
    metadata: objectMeta(settings, headlessServiceName(settings.name)),
    spec: {
      clusterIP: "None",
      selector: selectorLabels(settings.name),
      // Nodes look for each other before they are ready; without this nobody finds anybody at first start.
      publishNotReadyAddresses: true,
      ports: pulumi
        .all([settings.line, settings.listeners, tlsOptions(settings)])
        .apply(([line, listeners, tls]) => podPorts(line, listeners, tls).map(servicePort)),
    },
  };
}

/** The Service that clients connect to. */
export function clientServiceArgs(settings: Settings): types.input.core.v1.Service {
  const { service } = settings;
  return {
    metadata: objectMeta(settings, settings.name, service.apply(clientServiceAnnotations)),
    spec: {
      type: service.type,
      selector: selectorLabels(settings.name),
      ports: pulumi
        .all([settings.line, service, tlsOptions(settings)])
        .apply(([line, client, tls]) => clientServicePorts(line, client, tls)),
      loadBalancerClass: service.apply(({ loadBalancerClass }) => loadBalancerClass!),
      loadBalancerSourceRanges: service.apply(({ loadBalancerSourceRanges }) => loadBalancerSourceRanges!),
      externalTrafficPolicy: service.apply(({ externalTrafficPolicy }) => externalTrafficPolicy!),
    },
  };
}

function clientServiceAnnotations({ type, annotations }: ClientService): Record<string, string> {
  // The provider waits 10 s for each new Service's endpoints to settle; the StatefulSet's wait is the one that tells.
  // A load balancer's address is worth waiting for.
  return type === ServiceType.LoadBalancer ? annotations : { "pulumi.com/skipAwait": "true", ...annotations };
}

function clientServicePorts(line: ReleaseLine, service: ClientService, tls: { dashboard: boolean }) {
  const operatorPorts = dashboardPorts(line, tls).map((port) =>
    port.name === "dashboard" ? { ...port, nodePort: service.dashboardNodePort } : port,
  );
  return [...listenerPorts(service.listeners), ...(service.dashboard ? operatorPorts : [])].map(servicePort);
}

function servicePort({ name, port, nodePort }: NamedPort) {
  return { name, port, targetPort: name, protocol: "TCP", ...(nodePort === undefined ? {} : { nodePort }) };
}
