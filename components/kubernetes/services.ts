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

/** The name of the Service of the dashboard alone. */
export function dashboardServiceName(name: string): string {
  return `${name}-dashboard`;
}

/** The name of the Service of the listeners that are not exposed. */
export function internalServiceName(name: string): string {
  return `${name}-internal`;
}

/** The name of a further Service. */
export function extraServiceName(name: string, { name: suffix }: { name: string }): string {
  return `${name}-${suffix}`;
}

/** The names of the Services that have what is served. The headless one has what no other has. */
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
      // The last one of a key counts: the client Service comes before all others.
      exposed: Object.fromEntries([...hosted, ...ofClient]) as Record<string, string>,
      internal: internalService ? internalServiceName(name) : headless,
      dashboard: client.dashboard ? name : dashboardService ? dashboardServiceName(name) : headless,
    };
  });
}

/** The one label that tells the headless Service from the others, for what looks for every single node. */
export const headlessLabels = { "app.kubernetes.io/component": "headless" };

/** The Service that gives the pods their DNS names and discovery its addresses. */
export function headlessServiceArgs(settings: Settings): types.input.core.v1.Service {
  return {
    metadata: objectMeta(settings, headlessServiceName(settings.name), undefined, headlessLabels),
    spec: {
      clusterIP: "None",
      selector: selectorLabels(settings.name),
      // Nodes look for each other before they are ready; without this nobody finds anybody at first start.
      publishNotReadyAddresses: true,
      ports: whenKnown([settings.line, settings.listeners, tlsOptions(settings)], (line, listeners, tls) =>
        podPorts(line, listeners, tls).map(servicePort),
      ),
      ...field(settings.service, "ipFamilyPolicy"),
      ...field(settings.service, "ipFamilies"),
    },
  };
}

/** The Service that clients connect to. */
export function clientServiceArgs(settings: Settings): types.input.core.v1.Service {
  const { name, line, service } = settings;
  const ports = whenKnown([line, service, tlsOptions(settings)], (release, client, tls) =>
    clientServicePorts(release, client, tls),
  );
  return reachableService(settings, name, service, ports);
}

/** A further Service for some listeners. */
export function extraServiceArgs(settings: Settings, extra: ExtraService): types.input.core.v1.Service {
  const ports = whenKnown([extra.listeners], (listeners) => listenerPorts(listeners).map(servicePort));
  return reachableService(settings, extraServiceName(settings.name, extra), extra.service, ports);
}

/** The Service of the listeners that are not exposed. */
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

/** The Service of the dashboard alone. */
export function dashboardServiceArgs(
  settings: Settings,
  service: Eventual<DashboardService>,
): types.input.core.v1.Service {
  const ports = whenKnown([settings.line, service, tlsOptions(settings)], (line, given, tls) =>
    operatorPorts(line, given, tls).map(servicePort),
  );
  return reachableService(settings, dashboardServiceName(settings.name), service, ports);
}

/** A Service that can be reached from outside. */
function reachableService(
  settings: Settings,
  name: string,
  service: Eventual<DashboardService>,
  ports: Eventual<types.input.core.v1.ServicePort[]>,
): types.input.core.v1.Service {
  const labels = whenKnown([service], (given) => given.labels);
  return {
    metadata: objectMeta(settings, name, whenKnown([service], awaitedAnnotations), labels),
    spec: {
      type: service.type,
      selector: selectorLabels(settings.name, settings.replicants?.role),
      ports,
      ...traffic(service),
    },
  };
}

/** What a Service that can be reached from outside may be told of its addresses and of where its traffic goes. */
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

/** A field of the Service that is absent where it is not given. */
function field<T, K extends keyof T>(service: Eventual<T>, name: K) {
  return { [name]: whenKnown([service], (given) => (given as T)[name]) } as {
    [key in K]: Eventual<NonNullable<T[K]>>;
  };
}

function awaitedAnnotations({
  type,
  annotations,
}: Pick<DashboardService, "type" | "annotations">): Record<string, string> {
  // The provider waits 10 s for each new Service's endpoints to settle; the StatefulSet's wait is the one that tells.
  // A load balancer's address is worth waiting for.
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
  // What is in front would speak plain HTTP to the port otherwise.
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
