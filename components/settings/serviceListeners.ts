import { endpointName, protocolOf } from "../emqx/listeners";
import { expect, expectList, type Report } from "./checks";
import { type GivenListeners, ownPort, type PlacedListener, resolveListeners } from "./listeners";

/** The exposed listeners that a Service has: those of these names, or all. `path` is where the names are given. */
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
      `an exposed listener: ${known.join(", ")}`,
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

/** Reports listeners of one Service that would have the same port there. */
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
      const reason = `no Service has ${name}; accepted: each exposed listener here or in extraServices, or exposed: false there`;
      report("service.listeners", reason);
    }
  }
}
