import { Edition, ListenerType } from "../emqxClusterArgs";
import { type ReleaseLine, isFrom } from "./releaseLine";

/** A listener of the broker. */
export interface Listener {
  type: ListenerType;
  name: string;
  port: number;
  servicePort: number;
  nodePort?: number;
  /** The application protocol of its port in Services. */
  appProtocol?: string;
  /** Whether the client Service or an extra Service has its port. */
  exposed: boolean;
  /** For gateways: whether it uses TLS or DTLS. */
  secure: boolean;
  /** Whether it uses pre-shared keys instead of a certificate. */
  psk: boolean;
  proxyProtocol: boolean;
  /** Whether EMQX authenticates the clients. */
  authentication: boolean;
  options: Record<string, unknown>;
}

/** The properties of a listener type in EMQX and Kubernetes. */
export interface ListenerKind {
  /** EMQX's default port, used if none is set. */
  defaultPort: number;
  /** The port's name in pods and Services. */
  portName: string;
  /** EMQX's name of the transport in environment keys, without and with TLS. */
  transport: { plain?: Transport; secure?: Transport };
  /** The scheme and path of the URL. */
  scheme: string;
  path: string;
  /** Whether it is an EMQX gateway. Gateways are off unless they have a listener. */
  isGateway: boolean;
  /** Whether a release supports it. */
  isKnownTo: (line: ReleaseLine) => boolean;
  /** The releases that support it, as text for messages. */
  knownTo: string;
}

export type Transport = "TCP" | "SSL" | "WS" | "WSS" | "QUIC" | "UDP" | "DTLS";

/** The name of EMQX's default listener of each type. */
export const defaultListenerName = "default";

const anywhere = { isKnownTo: () => true, knownTo: "all releases" };
const from5 = { isKnownTo: ({ version }: ReleaseLine) => version.major >= 5, knownTo: "EMQX 5.0 and later" };
const enterprise = {
  isKnownTo: ({ version, edition }: ReleaseLine) => edition === Edition.Enterprise && isFrom(version, 4),
  knownTo: "EMQX Enterprise 5.4 and later, or EMQX 5.9 and later",
};
const from510 = {
  isKnownTo: ({ version }: ReleaseLine) => isFrom(version, 10),
  knownTo: "EMQX 5.10 and later",
};

const tcp = { plain: "TCP", secure: "SSL" } as const;
const udp = { plain: "UDP", secure: "DTLS" } as const;
const webSocket = { plain: "WS", secure: "WSS" } as const;

/** Sources: apps/emqx/src/emqx_schema.erl and apps/emqx_gateway*, of 5.8.9, enterprise 5.4.1 and 5.10.4. */
export const listenerKinds: Record<ListenerType, ListenerKind> = {
  mqtt: mqtt(1883, "mqtt", { plain: "TCP" }, "mqtt", ""),
  mqtts: mqtt(8883, "mqttssl", { secure: "SSL" }, "mqtts", ""),
  ws: mqtt(8083, "ws", { plain: "WS" }, "ws", "/mqtt"),
  wss: mqtt(8084, "wss", { secure: "WSS" }, "wss", "/mqtt"),
  quic: { ...mqtt(14567, "quic", { secure: "QUIC" }, "quic", ""), ...from5 },
  stomp: gateway(61613, "stomp", tcp, from5),
  mqttsn: gateway(1884, "mqttsn", udp, from5),
  coap: gateway(5683, "coap", udp, from5),
  lwm2m: gateway(5783, "lwm2m", udp, from5),
  exproto: gateway(7993, "exproto", tcp, from5),
  ocpp: gateway(33033, "ocpp", webSocket, enterprise),
  gbt32960: gateway(7325, "gbt32960", tcp, enterprise),
  jt808: gateway(6207, "jt808", tcp, enterprise),
  nats: gateway(4222, "nats", tcp, from510),
};

function mqtt(
  defaultPort: number,
  portName: string,
  transport: ListenerKind["transport"],
  scheme: string,
  path: string,
): ListenerKind {
  return { defaultPort, portName, transport, scheme, path, isGateway: false, ...anywhere };
}

function gateway(
  defaultPort: number,
  portName: string,
  transport: ListenerKind["transport"],
  known: typeof anywhere | typeof enterprise,
): ListenerKind {
  const path = transport === webSocket ? `/${portName}` : "";
  return { defaultPort, portName, transport, scheme: portName, path, isGateway: true, ...known };
}

/** Whether a listener type requires a certificate. */
export function needsTls(type: ListenerType): boolean {
  return listenerKinds[type].transport.plain === undefined;
}

/** EMQX's name of a listener's transport. */
export function transportOf({ type, secure }: Pick<Listener, "type" | "secure">): Transport {
  const { plain, secure: encrypted } = listenerKinds[type].transport;
  return (secure ? encrypted : plain) ?? (encrypted as Transport);
}

/** The Kubernetes protocol of a listener's port. */
export function protocolOf(listener: Pick<Listener, "type" | "secure">): "TCP" | "UDP" {
  return ["QUIC", "UDP", "DTLS"].includes(transportOf(listener)) ? "UDP" : "TCP";
}

/** Whether a listener uses TLS, DTLS or QUIC. */
export function isSecure(listener: Pick<Listener, "type" | "secure">): boolean {
  return ["SSL", "WSS", "QUIC", "DTLS"].includes(transportOf(listener));
}

/** The name of a listener in outputs and settings: its type, with its own name added unless it is the default listener. */
export function endpointName({ type, name }: Pick<Listener, "type" | "name">): string {
  return name === defaultListenerName ? type : `${type}-${name}`;
}

/** The name of a listener's port in pods and Services: at most 15 characters. */
export function portNameOf({ type, name, port }: Listener): string {
  const { portName } = listenerKinds[type];
  return name === defaultListenerName ? portName : `${portName}-${port}`;
}
