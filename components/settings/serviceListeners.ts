import { endpointName, protocolOf } from "../emqx/listeners";
import type { Report } from "./checks";
import { ownPort } from "./listenerChecks";
import type { PlacedListener } from "./listenerChecks";
import { check } from "./rules/rule";

/** The exposed listeners of a Service: the named ones, or all without names. `path` is the path of the names. */
export function selectListeners(
  listeners: PlacedListener[],
  names: string[] | undefined,
  path: string,
  report: Report,
): PlacedListener[] {
  const exposed = listeners.filter((listener) => listener.exposed);
  const known = exposed.map(endpointName);
  const accepted = `one of the exposed listeners: ${known.join(", ")}`;
  names?.forEach((name, index) =>
    check(name ?? "", (given) => known.includes(given), `${path}[${index}]`, accepted, report),
  );
  const selected = exposed.filter(
    (listener) => names === undefined || names.includes(endpointName(listener)),
  );
  checkPorts(selected, report);
  return selected;
}

/** Reports listeners with the same port in one Service. */
export function checkPorts(listeners: PlacedListener[], report: Report): void {
  listeners.forEach((listener, index) => {
    const { path, port, servicePort } = listener;
    const isTaken = listeners
      .slice(0, index)
      .filter((other) => protocolOf(other) === protocolOf(listener) && other.port !== port)
      .some((other) => other.servicePort === servicePort);
    if (isTaken) {
      report(`${path}.servicePort`, ownPort, servicePort);
    }
  });
}

/** Reports exposed listeners that no Service has. */
export function checkEachHasService(
  value: { listeners: PlacedListener[]; ofClient?: string[]; ofExtras: (string[] | undefined)[] },
  report: Report,
): void {
  const { listeners, ofClient, ofExtras } = value;
  if (ofClient === undefined) {
    return;
  }
  const served = [ofClient, ...ofExtras].flat();
  for (const name of listeners.filter(({ exposed }) => exposed).map(endpointName)) {
    if (!served.includes(name)) {
      const reason = `no Service has ${name}; add it here or to extraServices, or set exposed: false on it`;
      report("service.listeners", reason);
    }
  }
}
