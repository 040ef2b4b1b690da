import type { types } from "@pulumi/kubernetes";
import { inSameNamespace, type Manifest, ofKind } from "./manifests";
import { actor, type Arrow, asLines, boxId, joined, objectBox, type Part } from "./picture";
import { selected, type Workload, workloadsOf } from "./workloads";

export type Service = Manifest<types.output.core.v1.ServiceSpec>;
type ServicePort = types.output.core.v1.ServicePort;

export const outside = actor("Clients outside Kubernetes");
const inside = actor("Clients in Kubernetes");

/** The Services, who connects to them, and the pods behind them. */
export function drawServices(manifests: Manifest[]): Part {
  const workloads = workloadsOf(manifests);
  return joined(ofKind<Service>(manifests, "Service").map((service) => drawService(service, workloads)));
}

function drawService(service: Service, workloads: Workload[]): Part {
  const { type = "ClusterIP", clusterIP, externalIPs, loadBalancerSourceRanges, selector } = service.spec;
  const isHeadless = clusterIP === "None";
  const ranges = loadBalancerSourceRanges?.length ? [`from ${loadBalancerSourceRanges.join(", ")}`] : [];
  const box = objectBox(service, ...(isHeadless ? ["DNS names of the pods"] : [type, ...ranges]));
  const client = type === "ClusterIP" && !externalIPs?.length ? inside : outside;
  const ports = service.spec.ports ?? [];
  const entry: Arrow = {
    from: client.id,
    to: box.id,
    label: asLines(ports.map(portText)),
    meaning: "traffic",
  };
  const behind = selector ? selected(workloads, service, { matchLabels: selector }) : [];
  return {
    boxes: [...(isHeadless ? [] : [client]), box],
    arrows: [
      ...(isHeadless ? [] : [entry]),
      ...behind.map((workload): Arrow => {
        const label = asLines(
          ports.map(({ port, targetPort = port, protocol }) =>
            withProtocol(containerPort(workload, targetPort), protocol),
          ),
        );
        return { from: box.id, to: boxId(workload), label, meaning: "traffic" };
      }),
    ],
    shown: [service],
  };
}

function portText({ name, port, protocol, nodePort }: ServicePort): string {
  const number = withProtocol(port, protocol);
  const text = name ? `${number} ${name}` : number;
  return nodePort ? `${text} (node port ${nodePort})` : text;
}

/** A port with its protocol, if that is not TCP. */
export function withProtocol(port: number | string, protocol = "TCP"): string {
  return protocol === "TCP" ? `${port}` : `${port}/${protocol}`;
}

/** The number of a container's port that is given by its name. */
export function containerPort({ spec }: Workload, port: number | string): number | string {
  const named = spec.template.spec.containers
    .flatMap(({ ports }) => ports ?? [])
    .find(({ name }) => name === port);
  return named?.containerPort ?? port;
}

/** The Service of that name in the namespace of the object that refers to it. */
export function serviceFor(manifests: Manifest[], by: Manifest, name: string): Service | undefined {
  return ofKind<Service>(manifests, "Service").find(
    (service) => service.metadata.name === name && inSameNamespace(service, by),
  );
}
