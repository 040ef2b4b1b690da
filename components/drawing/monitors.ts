import { inSameNamespace, type Manifest, ofKind, type Selector, selects } from "./manifests";
import { actor, type Arrow, boxId, joined, objectBox, type Part } from "./picture";
import { containerPort, type Service } from "./services";
import { selected, workloadsOf } from "./workloads";

interface Endpoint {
  port?: string;
  path?: string;
}

type Monitor = Manifest<{
  selector: Selector;
  /** Of a ServiceMonitor. */
  endpoints?: Endpoint[];
  /** Of a PodMonitor. */
  podMetricsEndpoints?: Endpoint[];
}>;

const prometheus = actor("Prometheus");

/** The monitors of the Prometheus operator, and the pods or Services that Prometheus scrapes because of them. */
export function drawMonitors(manifests: Manifest[]): Part {
  const monitors = ofKind<Monitor>(manifests, "ServiceMonitor", "PodMonitor");
  return joined(monitors.map((monitor) => drawMonitor(manifests, monitor)));
}

function drawMonitor(manifests: Manifest[], monitor: Monitor): Part {
  const { selector, endpoints = [], podMetricsEndpoints = [] } = monitor.spec;
  const [box, all] = [objectBox(monitor), [...endpoints, ...podMetricsEndpoints]];
  const targets =
    monitor.kind === "PodMonitor"
      ? selected(workloadsOf(manifests), monitor, selector).map((workload) => ({
          id: boxId(workload),
          portOf: (name: string) => containerPort(workload, name),
        }))
      : ofKind<Service>(manifests, "Service")
          .filter(
            (service) => inSameNamespace(service, monitor) && selects(selector, service.metadata.labels),
          )
          .map((service) => ({
            id: boxId(service),
            portOf: (name: string) => service.spec.ports.find((port) => port.name === name)?.port ?? name,
          }));
  const arrows = targets.map(({ id, portOf }): Arrow => {
    const label = all.map(({ port, path = "/metrics" }) => `${port ? portOf(port) : ""} ${path}`.trim());
    return { from: prometheus.id, to: id, label, meaning: "traffic" };
  });
  return {
    boxes: [box, prometheus],
    arrows: [{ from: box.id, to: prometheus.id, label: ["configures"], meaning: "reference" }, ...arrows],
    shown: [monitor],
  };
}
