import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Hosts } from "../emqx/endpoints";
import { endpointName } from "../emqx/listeners";
import type { ReleaseLine } from "../emqx/releaseLine";
import { ServiceType } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import type { ExtraService } from "../settings/extraServices";
import type { ClientService, DashboardService, InternalService } from "../settings/service";
import { tlsOptions } from "../settings/tls";
import { objectMeta, selectorLabels } from "./metadata";
import { dashboardPorts, listenerPorts, type NamedPort, podPorts } from "./ports";
import { type Eventual, whenKnown } from "../eventual";

/** The name of the headless Service, which is part of the pods' DNS names. */
export function headlessServiceName(name: string): string {
  return `${name}-headless`;
}

/** The name of the Service for the dashboard only. */
export function dashboardServiceName(name: string): string {
  return `${name}-dashboard`;
}

/** The name of the Service for listeners that are not exposed. */
export function internalServiceName(name: string): string {
  return `${name}-internal`;
}

/** The name of an extra Service. */
export function extraServiceName(name: string, { name: suffix }: { name: string }): string {
  return `${name}-${suffix}`;
}

/** The Services through which clients reach the listeners and the dashboard. The headless Service is the fallback. */
export function serviceHosts(settings: Settings): Eventual<Hosts> {
  const { name, internalService, dashboardService, extraServices } = settings;
  const headless = headlessServiceName(name);
  const listenersOfExtra = pulumi.all(extraServices.map(({ listeners }) => listeners));
  return whenKnown([settings.service, listenersOfExtra], (client, ofExtra) => {
    const hosted = [...ofExtra.entries()]
      .reverse()
      .flatMap(([index, listeners]) =>
        listeners.map((listener) => [endpointName(listener), extraServiceName(name, extraServices[index])]),
      );
    const ofClient = client.listeners.map((listener) => [endpointName(listener), name]);
    return {
      // The last entry of a key wins: the client Service is preferred, then the first extra Service.
      exposed: Object.fromEntries([...hosted, ...ofClient]) as Record<string, string>,
      internal: internalService ? internalServiceName(name) : headless,
      dashboard: client.dashboard ? name : dashboardService ? dashboardServiceName(name) : headless,
    };
  });
}

/** The label that only the headless Service has. Monitors use it to find every single node. */
export const headlessLabels = { "app.kubernetes.io/component": "headless" };

/** The headless Service. It provides the pods' DNS names, and their addresses for discovery. */
export function headlessServiceArgs(settings: Settings): types.input.core.v1.Service {
  return {
    metadata: objectMeta(settings, headlessServiceName(settings.name), undefined, headlessLabels),
    spec: {
      clusterIP: "None",
      selector: selectorLabels(settings.name),
      // Nodes find each other before they are ready. Without this, the first start would never succeed.
      publishNotReadyAddresses: true,
      ports: whenKnown([settings.line, settings.listeners, tlsOptions(settings)], (line, listeners, tls) =>
        podPorts(line, listeners, tls).map(servicePort),
      ),
      ...field(settings.service, "ipFamilyPolicy"),
      ...field(settings.service, "ipFamilies"),
    },
  };
}

/** The Service for clients. */
export function clientServiceArgs(settings: Settings): types.input.core.v1.Service {
  const { name, line, service } = settings;
  const ports = whenKnown([line, service, tlsOptions(settings)], (release, client, tls) =>
    clientServicePorts(release, client, tls),
  );
  return reachableService(settings, name, service, ports, settings.serviceTypes.client);
}

/** An extra Service for some of the listeners. */
export function extraServiceArgs(settings: Settings, extra: ExtraService): types.input.core.v1.Service {
  const type = settings.serviceTypes.extras[settings.extraServices.indexOf(extra)];
  const ports = whenKnown([extra.listeners], (listeners) => listenerPorts(listeners).map(servicePort));
  return reachableService(settings, extraServiceName(settings.name, extra), extra.service, ports, type);
}

/** The Service for listeners that are not exposed. */
export function internalServiceArgs(
  settings: Settings,
  service: Eventual<InternalService>,
): types.input.core.v1.Service {
  const type = ServiceType.ClusterIP;
  return {
    metadata: objectMeta(
      settings,
      internalServiceName(settings.name),
      whenKnown([service], ({ annotations }) => awaitedAnnotations({ type, annotations })),
      whenKnown([service], ({ labels }) => labels),
    ),
    spec: {
      type,
      selector: selectorLabels(settings.name, settings.replicants?.role),
      ports: whenKnown([settings.listeners], (listeners) =>
        listenerPorts(listeners.filter(({ exposed }) => !exposed)).map(servicePort),
      ),
      ...field(settings.service, "ipFamilyPolicy"),
      ...field(settings.service, "ipFamilies"),
    },
  };
}

/** The Service for the dashboard only. */
export function dashboardServiceArgs(
  settings: Settings,
  service: Eventual<DashboardService>,
): types.input.core.v1.Service {
  const ports = whenKnown([settings.line, service, tlsOptions(settings)], (line, given, tls) =>
    operatorPorts(line, given, tls).map(servicePort),
  );
  const type = settings.serviceTypes.dashboard ?? service.type;
  return reachableService(settings, dashboardServiceName(settings.name), service, ports, type);
}

/** A Service that can be exposed outside the Kubernetes cluster. Its `type` fails if it exposes more than is accepted. */
function reachableService(
  settings: Settings,
  name: string,
  service: Eventual<DashboardService>,
  ports: Eventual<types.input.core.v1.ServicePort[]>,
  type: Eventual<ServiceType>,
): types.input.core.v1.Service {
  const labels = whenKnown([service], (given) => given.labels);
  return {
    metadata: objectMeta(settings, name, whenKnown([service], awaitedAnnotations), labels),
    spec: {
      type,
      selector: selectorLabels(settings.name, settings.replicants?.role),
      ports,
      ...traffic(service),
    },
  };
}

/** The address and traffic settings of such a Service. */
function traffic(service: Eventual<DashboardService>) {
  return {
    ...field(service, "clusterIP"),
    ...field(service, "externalTrafficPolicy"),
    ...field(service, "allocateLoadBalancerNodePorts"),
    ...field(service, "externalIPs"),
    ...field(service, "ipFamilyPolicy"),
    ...field(service, "ipFamilies"),
    ...field(service, "sessionAffinity"),
    sessionAffinityConfig: whenKnown([service], ({ sessionAffinityTimeoutSeconds: timeoutSeconds }) =>
      timeoutSeconds === undefined ? undefined! : { clientIP: { timeoutSeconds } },
    ),
    ...field(service, "loadBalancerClass"),
    ...field(service, "loadBalancerIP"),
    ...field(service, "loadBalancerSourceRanges"),
  };
}

/** A field of the Service, undefined if the user does not set it. */
function field<T, K extends keyof T>(service: Eventual<T>, name: K) {
  return { [name]: whenKnown([service], (given) => (given as T)[name]) } as {
    [key in K]: Eventual<NonNullable<T[K]>>;
  };
}

function awaitedAnnotations({
  type,
  annotations,
}: Pick<DashboardService, "type" | "annotations">): Record<string, string> {
  // The provider waits 10 s for the endpoints of each new Service to settle. The wait for the StatefulSet makes this unnecessary, but
  // the address of a load balancer is worth waiting for.
  return type === ServiceType.LoadBalancer ? annotations : { "pulumi.com/skipAwait": "true", ...annotations };
}

function clientServicePorts(line: ReleaseLine, service: ClientService, tls: { dashboard: boolean }) {
  const operators = service.dashboard ? operatorPorts(line, service, tls) : [];
  return [...listenerPorts(service.listeners), ...operators].map(servicePort);
}

function operatorPorts(
  line: ReleaseLine,
  { dashboardNodePort: nodePort }: DashboardService,
  tls: { dashboard: boolean },
): NamedPort[] {
  // Otherwise an Ingress or a Gateway would connect to the port over plain HTTP.
  const appProtocol = tls.dashboard ? "https" : undefined;
  return dashboardPorts(line, tls).map((port) =>
    port.name === "dashboard" ? { ...port, nodePort, appProtocol } : port,
  );
}

function servicePort({ name, port, servicePort = port, protocol, nodePort, appProtocol }: NamedPort) {
  return {
    name,
    port: servicePort,
    targetPort: name,
    protocol,
    ...(nodePort === undefined ? {} : { nodePort }),
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}
