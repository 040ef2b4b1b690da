import type { Unwrap } from "@pulumi/pulumi";
import { type Listener, listenerKinds } from "../emqx/listeners";
import { dashboardPort } from "../emqx/releaseLine";
import { type ListenerArgs, ListenerType } from "../emqxClusterArgs";
import { expect, expectKeys, expectOneOf, isPort, rejected, type Report } from "./checks";

/** Ports that every pod uses itself: dashboard, management API of 4.x, Erlang distribution, RPC. */
const occupiedPorts = [dashboardPort, 8081, 4370, 5369];

export function resolveListeners(
  value: { listeners?: Unwrap<ListenerArgs>[]; hasTls: boolean },
  report: Report,
): Listener[] {
  const all = Object.values(ListenerType);
  const given: Unwrap<ListenerArgs>[] =
    value.listeners ??
    all.filter((type) => value.hasTls || !listenerKinds[type].tls).map((type) => ({ type }));
  if (!Array.isArray(given) || given.length === 0) {
    report("listeners", rejected(given, "a list of at least one listener"));
    return [];
  }
  const listeners = given.map((listener, index) => {
    const path = `listeners[${index}]`;
    expectKeys(listener, ["type", "port", "nodePort"], path, report);
    expectOneOf(listener?.type ?? "", ListenerType, `${path}.type`, report);
    expect(listener?.port, isPort, `${path}.port`, "a whole number from 1 to 65535", report);
    expect(listener?.nodePort, isPort, `${path}.nodePort`, "a whole number from 1 to 65535", report);
    const kind = listenerKinds[listener?.type];
    if (kind?.tls && !value.hasTls) {
      report(`${path}.type`, `got "${listener.type}", which needs a certificate: tls: { secretName }`);
    }
    return { ...listener, port: listener?.port ?? kind?.defaultPort };
  });
  listeners.forEach(({ type, port, nodePort }, index) => {
    const earlier = listeners.slice(0, index);
    if (earlier.some((other) => other.type === type)) {
      report(`listeners[${index}].type`, `got "${type}" twice; accepted: each type once`);
    }
    if (earlier.some((other) => other.port === port)) {
      report(`listeners[${index}].port`, `got ${port} twice; accepted: a port of its own for each listener`);
    }
    if (occupiedPorts.includes(port)) {
      report(`listeners[${index}].port`, `got ${port}, which EMQX itself uses (${occupiedPorts.join(", ")})`);
    }
    if (nodePort !== undefined && earlier.some((other) => other.nodePort === nodePort)) {
      report(
        `listeners[${index}].nodePort`,
        `got ${nodePort} twice; accepted: a port of its own for each listener`,
      );
    }
  });
  return listeners;
}
