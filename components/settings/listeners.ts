import type { Unwrap } from "@pulumi/pulumi";
import { type Listener, listenerKinds } from "../emqx/listeners";
import { dashboardPort } from "../emqx/releaseLine";
import { dashboardTlsPort } from "../emqx/tls";
import { type ListenerArgs, ListenerType } from "../emqxClusterArgs";
import { expect, expectObject, expectOneOf, isPort, type Report } from "./checks";

/** Ports that EMQX uses itself: dashboard, Erlang distribution, RPC; on 4.x management API and an internal listener. */
const occupiedPorts = [dashboardPort, dashboardTlsPort, 4370, 5369, 8081, 11883];

export function resolveListeners(
  value: { listeners?: Unwrap<ListenerArgs>[]; hasTls: boolean },
  report: Report,
): Listener[] {
  const served = Object.values(ListenerType).filter((type) => value.hasTls || !listenerKinds[type].tls);
  const given: Unwrap<ListenerArgs>[] = value.listeners ?? served.map((type) => ({ type }));
  if (!Array.isArray(given) || given.length === 0) {
    report("listeners", "accepted: a list of at least one listener", given);
    return [];
  }
  const listeners = given.map((listener, index) =>
    resolveListener(listener, `listeners[${index}]`, value.hasTls, report),
  );
  listeners.forEach((listener, index) => checkCollisions(listener, listeners.slice(0, index), index, report));
  return listeners;
}

function resolveListener(
  value: Unwrap<ListenerArgs>,
  path: string,
  hasTls: boolean,
  report: Report,
): Listener {
  const { type, port, nodePort } = expectObject(value, ["type", "port", "nodePort"], path, report);
  expectOneOf(type ?? "", ListenerType, `${path}.type`, report);
  expect(port, isPort, `${path}.port`, "a whole number from 1 to 65535", report);
  expect(nodePort, isPort, `${path}.nodePort`, "a whole number from 1 to 65535", report);
  const kind = type in listenerKinds ? listenerKinds[type] : undefined;
  if (kind?.tls && !hasTls) {
    report(`${path}.type`, "this needs a certificate: tls: { secretName }", type);
  }
  return { type, port: port ?? kind?.defaultPort, nodePort } as Listener;
}

function checkCollisions(
  { type, port, nodePort }: Listener,
  earlier: Listener[],
  index: number,
  report: Report,
): void {
  const path = `listeners[${index}]`;
  if (type !== undefined && earlier.some((other) => other.type === type)) {
    report(`${path}.type`, "another listener has it; accepted: each type once", type);
  }
  if (port !== undefined && earlier.some((other) => other.port === port)) {
    report(`${path}.port`, "another listener has it; accepted: a port of its own for each listener", port);
  }
  if (occupiedPorts.includes(port)) {
    report(
      `${path}.port`,
      `EMQX itself uses ${occupiedPorts.join(", ")}, the last two on 4.x; accepted: another`,
      port,
    );
  }
  if (nodePort !== undefined && earlier.some((other) => other.nodePort === nodePort)) {
    report(
      `${path}.nodePort`,
      "another listener has it; accepted: a port of its own for each listener",
      nodePort,
    );
  }
}
