import { ListenerType } from "../emqxClusterArgs";
import type { ReleaseLine } from "./releaseLine";
import { certificateEnvironment, type ClientVerification } from "./tls";

/** A listener that is served. */
export interface Listener {
  type: ListenerType;
  port: number;
  nodePort?: number;
}

/** What EMQX and Kubernetes call a listener of each type. */
export interface ListenerKind {
  /** Port of the listener where none is given, EMQX's own default. */
  defaultPort: number;
  /** Name of the port in pods and Services. */
  portName: string;
  /** EMQX's word for the transport, in environment keys. */
  transport: "TCP" | "SSL" | "WS" | "WSS";
  tls: boolean;
  /** Scheme and path of its URL. */
  scheme: string;
  path: string;
}

export const listenerKinds: Record<ListenerType, ListenerKind> = {
  mqtt: { defaultPort: 1883, portName: "mqtt", transport: "TCP", tls: false, scheme: "mqtt", path: "" },
  mqtts: { defaultPort: 8883, portName: "mqttssl", transport: "SSL", tls: true, scheme: "mqtts", path: "" },
  ws: { defaultPort: 8083, portName: "ws", transport: "WS", tls: false, scheme: "ws", path: "/mqtt" },
  wss: { defaultPort: 8084, portName: "wss", transport: "WSS", tls: true, scheme: "wss", path: "/mqtt" },
};

/**
 * The environment that serves these listeners and no other of EMQX's four default ones. What is off is off for a
 * reason: the image's own key and certificate are the same for everyone.
 */
export function listenerEnvironment(
  line: ReleaseLine,
  listeners: Listener[],
  clients: ClientVerification,
): Record<string, string> {
  const entries = Object.values(ListenerType).map((type) => {
    const listener = listeners.find((served) => served.type === type);
    return line.version.major === 4
      ? environment4(type, listener, listeners, clients)
      : environment5(type, listener, clients);
  });
  return Object.assign({}, ...entries) as Record<string, string>;
}

function environment5(
  type: ListenerType,
  listener: Listener | undefined,
  clients: ClientVerification,
): Record<string, string> {
  const { transport, tls } = listenerKinds[type];
  const prefix = `EMQX_LISTENERS__${transport}__DEFAULT`;
  if (!listener) {
    return { [`${prefix}__ENABLED`]: "false" };
  }
  return {
    [`${prefix}__BIND`]: String(listener.port),
    ...(tls ? certificateEnvironment(`${prefix}__SSL_OPTIONS`, clients) : {}),
  };
}

function environment4(
  type: ListenerType,
  listener: Listener | undefined,
  served: Listener[],
  clients: ClientVerification,
): Record<string, string> {
  const { transport, tls, defaultPort } = listenerKinds[type];
  const prefix = `EMQX_LISTENER__${transport}__EXTERNAL`;
  if (!listener) {
    // 4.x has no switch for a listener of its emqx.conf: nobody outside the pod reaches this address.
    return { [prefix]: `127.0.0.1:${freePort(defaultPort + 20000, served)}` };
  }
  return { [prefix]: String(listener.port), ...(tls ? certificateEnvironment(prefix, clients) : {}) };
}

function freePort(port: number, served: Listener[]): number {
  return served.some((listener) => listener.port === port) ? freePort(port + 10, served) : port;
}
