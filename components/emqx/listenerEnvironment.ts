import { ListenerType } from "../emqxClusterArgs";
import { hocon, isMap } from "./hocon";
import {
  defaultListenerName,
  isSecure,
  type Listener,
  listenerKinds,
  needsTls,
  type Transport,
  transportOf,
} from "./listeners";
import { bindTo, type ReleaseLine } from "./releaseLine";
import {
  certificateEnvironment,
  type ClientVerification,
  keyPairEnvironment,
  pskListenerEnvironment,
  quicCertificateEnvironment,
} from "./tls";

/** The types whose default listener EMQX serves unless it is switched off. */
const servedAnyway = [ListenerType.Mqtt, ListenerType.Mqtts, ListenerType.Ws, ListenerType.Wss];

/**
 * The environment that serves these listeners, and switches off the others of EMQX's four default listeners. They must
 * not stay on: the key and certificate in the image are public.
 */
export function listenerEnvironment(
  line: ReleaseLine,
  served: Listener[],
  clients: ClientVerification,
  isDualStack: boolean,
): Record<string, string> {
  const unserved = servedAnyway.filter(
    (type) => !served.some((listener) => listener.type === type && listener.name === defaultListenerName),
  );
  const entries =
    line.version.major === 4
      ? [
          ...served.map((listener) => environment4(listener, clients)),
          ...unserved.map((type) => unserved4(type, served)),
        ]
      : [
          ...served.map((listener) => environment5(line, listener, clients, isDualStack)),
          ...unserved.map((type) => unserved5(line, type)),
        ];
  return Object.assign({}, ...entries) as Record<string, string>;
}

/**
 * The key that switches a listener on or off. If a release knows both names, the new one wins, and the dashboard writes it. A listener that
 * is off by the old name would be served again after its first change in the dashboard. apps/emqx/src/emqx_schema.erl of 5.1.2.
 */
function switchOf({ version: { major, minor } }: ReleaseLine): string {
  return major === 5 && minor <= 1 ? "ENABLED" : "ENABLE";
}

function prefix5(type: ListenerType, transport: Transport, name: string): string {
  const { isGateway } = listenerKinds[type];
  const place = isGateway ? `GATEWAY__${type.toUpperCase()}__LISTENERS` : "LISTENERS";
  return `EMQX_${place}__${transport}__${name.toUpperCase()}`;
}

function unserved5(line: ReleaseLine, type: ListenerType): Record<string, string> {
  const prefix = prefix5(type, transportOf({ type, secure: needsTls(type) }), defaultListenerName);
  return { [`${prefix}__${switchOf(line)}`]: "false" };
}

function environment5(
  line: ReleaseLine,
  listener: Listener,
  clients: ClientVerification,
  isDualStack: boolean,
): Record<string, string> {
  const { type, name, port, proxyProtocol, authentication, options } = listener;
  const prefix = prefix5(type, transportOf(listener), name);
  return {
    // For QUIC, a port alone means IPv4 and IPv6; an address means its own family only: `parse_listen_on` of quicer.
    [`${prefix}__BIND`]:
      isDualStack && type === ListenerType.Quic ? String(port) : bindTo(line, port, isDualStack),
    ...(listenerKinds[type].isGateway ? { [`EMQX_GATEWAY__${type.toUpperCase()}__ENABLE`]: "true" } : {}),
    // QUIC is off by default in EMQX.
    ...(type === ListenerType.Quic ? { [`${prefix}__${switchOf(line)}`]: "true" } : {}),
    ...(isSecure(listener) ? certificateEnvironment5(line, listener, prefix, clients) : {}),
    ...(proxyProtocol ? { [`${prefix}__PROXY_PROTOCOL`]: "true" } : {}),
    ...(authentication ? {} : { [`${prefix}__ENABLE_AUTHN`]: "false" }),
    ...optionEnvironment(prefix, options),
  };
}

function certificateEnvironment5(
  line: ReleaseLine,
  listener: Listener,
  prefix: string,
  clients: ClientVerification,
): Record<string, string> {
  const transport = transportOf(listener);
  if (transport === "QUIC") {
    return asksOverQuic(line)
      ? quicCertificateEnvironment(`${prefix}__SSL_OPTIONS`, clients)
      : keyPairEnvironment(prefix);
  }
  const isDtls = transport === "DTLS";
  const options = `${prefix}__${isDtls ? "DTLS_OPTIONS" : "SSL_OPTIONS"}`;
  return listener.psk
    ? pskListenerEnvironment(options, isDtls ? "DTLS" : "SSL")
    : certificateEnvironment(options, clients);
}

/** Whether QUIC can request client certificates. Early 5.0 releases only have keys for the listener's own certificate. */
export function asksOverQuic({ version: { major, minor } }: ReleaseLine): boolean {
  return major !== 5 || minor > 0;
}

/** The beginning of the names of a listener's variables. */
export function listenerPrefix(line: ReleaseLine, listener: Listener): string {
  const { type, name } = listener;
  return line.version.major === 4 ? prefix4(type, name) : prefix5(type, transportOf(listener), name);
}

/** The variable that sets the path of a WebSocket listener. */
export function pathVariable(line: ReleaseLine, listener: Listener): string {
  const prefix = listenerPrefix(line, listener);
  return line.version.major === 4
    ? `${prefix}__MQTT_PATH`
    : `${prefix}__WEBSOCKET__${listenerKinds[listener.type].isGateway ? "PATH" : "MQTT_PATH"}`;
}

/** One variable for each option: nested objects become parts of the name, lists become HOCON. */
function optionEnvironment(prefix: string, options: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(options).map(([key, value]) => {
    const name = `${prefix}__${key.toUpperCase()}`;
    return isMap(value) ? optionEnvironment(name, value) : { [name]: hocon(value) };
  });
  return Object.assign({}, ...entries) as Record<string, string>;
}

function prefix4(type: ListenerType, name: string): string {
  const transport = transportOf({ type, secure: needsTls(type) });
  return `EMQX_LISTENER__${transport}__${name === defaultListenerName ? "EXTERNAL" : name.toUpperCase()}`;
}

function environment4({ type, name, port, proxyProtocol }: Listener, clients: ClientVerification) {
  const prefix = prefix4(type, name);
  return {
    [prefix]: String(port),
    // Without a zone, bans do not apply. In the zone of EMQX's own "internal" listener, clients need no login either.
    ...(name === defaultListenerName ? {} : { [`${prefix}__ZONE`]: "external" }),
    ...(needsTls(type) ? certificateEnvironment(prefix, clients) : {}),
    ...(proxyProtocol ? { [`${prefix}__PROXY_PROTOCOL`]: "on" } : {}),
  };
}

/** EMQX 4.x cannot switch off a listener of its emqx.conf, so it is bound to an address that only the pod itself can reach. */
function unserved4(type: ListenerType, served: Listener[]): Record<string, string> {
  const port = freePort(listenerKinds[type].defaultPort + 20000, served);
  return { [prefix4(type, defaultListenerName)]: `127.0.0.1:${port}` };
}

function freePort(port: number, served: Listener[]): number {
  return served.some((listener) => listener.port === port) ? freePort(port + 10, served) : port;
}
