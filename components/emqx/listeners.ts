import { Edition, ListenerType } from "../emqxClusterArgs";
import type { ReleaseLine } from "./releaseLine";

/** A listener that is served. */
export interface Listener {
  type: ListenerType;
  name: string;
  port: number;
  servicePort: number;
  nodePort?: number;
  /** What its port in Services says it speaks. */
  appProtocol?: string;
  /** Whether the client Service has it. */
  exposed: boolean;
  /** Of a gateway: whether it speaks TLS or DTLS. */
  secure: boolean;
  /** Whether it has pre-shared keys in place of a certificate. */
  psk: boolean;
  proxyProtocol: boolean;
  options: Record<string, unknown>;
}

/** What EMQX and Kubernetes call a listener of each type. */
export interface ListenerKind {
  /** Port of the listener where none is given, EMQX's own default. */
  defaultPort: number;
  /** Name of the port in pods and Services. */
  portName: string;
  /** EMQX's word for the transport, in environment keys, without and with TLS. */
  transport: { plain?: Transport; secure?: Transport };
  /** Scheme and path of its URL. */
  scheme: string;
  path: string;
  /** Whether it is one of EMQX's gateways, which are off without a listener. */
  isGateway: boolean;
  /** Whether a release has it. */
  isKnownTo: (line: ReleaseLine) => boolean;
  /** The same, for people. */
  knownTo: string;
}

export type Transport = "TCP" | "SSL" | "WS" | "WSS" | "QUIC" | "UDP" | "DTLS";

/** The name of the listener that EMQX has of each type anyway. */
export const defaultListenerName = "default";

const anywhere = { isKnownTo: () => true, knownTo: "all releases" };
const from5 = { isKnownTo: ({ version }: ReleaseLine) => version.major >= 5, knownTo: "EMQX 5.0 and later" };
const enterprise = {
  isKnownTo: ({ version, edition }: ReleaseLine) =>
    edition === Edition.Enterprise && (version.major > 5 || (version.major === 5 && version.minor >= 4)),
  knownTo: "EMQX Enterprise 5.4 and later, and all of 5.9 and later",
};
const from510 = {
  isKnownTo: ({ version }: ReleaseLine) => version.major > 5 || (version.major === 5 && version.minor >= 10),
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

/** Whether a type of MQTT cannot do without a certificate. */
export function needsTls(type: ListenerType): boolean {
  return listenerKinds[type].transport.plain === undefined;
}

/** What a listener is in EMQX's words. */
export function transportOf({ type, secure }: Pick<Listener, "type" | "secure">): Transport {
  const { plain, secure: encrypted } = listenerKinds[type].transport;
  return (secure ? encrypted : plain) ?? (encrypted as Transport);
}

/** What its port is in Kubernetes' words. */
export function protocolOf(listener: Pick<Listener, "type" | "secure">): "TCP" | "UDP" {
  return ["QUIC", "UDP", "DTLS"].includes(transportOf(listener)) ? "UDP" : "TCP";
}

/** Whether it has a certificate. */
export function isSecure(listener: Pick<Listener, "type" | "secure">): boolean {
  return ["SSL", "WSS", "QUIC", "DTLS"].includes(transportOf(listener));
}

/** What users call it: by its type, and by its name where it has one of its own. */
export function endpointName({ type, name }: Pick<Listener, "type" | "name">): string {
  return name === defaultListenerName ? type : `${type}-${name}`;
}

/** The name of its port in pods and Services: at most 15 characters. */
export function portNameOf({ type, name, port }: Listener): string {
  const { portName } = listenerKinds[type];
  return name === defaultListenerName ? portName : `${portName}-${port}`;
}
