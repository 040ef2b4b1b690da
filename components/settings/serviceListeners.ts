import { endpointName, protocolOf } from "../emqx/listeners";
import { expect, expectList, type Report } from "./checks";
import { type GivenListeners, ownPort, type PlacedListener, resolveListeners } from "./listeners";

/** The exposed listeners of a Service: the named ones, or all without names. `path` is the path of the names. */
export function selectListeners(
  value: GivenListeners & { names?: string[] },
  path: string,
  report: Report,
): PlacedListener[] {
  const exposed = exposedListeners(value);
  const known = exposed.map(endpointName);
  const names = value.names === undefined ? known : expectList(value.names, path, report);
  names.forEach((name, index) =>
    expect(
      name ?? "",
      (given) => known.includes(given),
      `${path}[${index}]`,
      `one of the exposed listeners: ${known.join(", ")}`,
      report,
    ),
  );
  const selected = exposed.filter((listener) => names.includes(endpointName(listener)));
  checkPorts(selected, report);
  return selected;
}

function exposedListeners(value: GivenListeners): PlacedListener[] {
  return resolveListeners(value, () => {}).filter(({ exposed }) => exposed);
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
  value: GivenListeners & { ofClient?: string[]; ofExtras: (string[] | undefined)[] },
  report: Report,
): void {
  const { ofClient, ofExtras } = value;
  if (ofClient === undefined) {
    return;
  }
  const served = [ofClient, ...ofExtras].flat();
  for (const name of exposedListeners(value).map(endpointName)) {
    if (!served.includes(name)) {
      const reason = `no Service has ${name}; add it here or to extraServices, or set exposed: false on it`;
      report("service.listeners", reason);
    }
  }
}
