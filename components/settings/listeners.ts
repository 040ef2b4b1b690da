import type { Input, Unwrap } from "@pulumi/pulumi";
import {
  defaultListenerName,
  isSecure,
  type Listener,
  listenerKinds,
  needsTls,
  protocolOf,
  transportOf,
} from "../emqx/listeners";
import { isMap } from "../emqx/hocon";
import { distributionPort, dashboardPort } from "../emqx/releaseLine";
import type { ReleaseLine } from "../emqx/releaseLine";
import { dashboardTlsPort } from "../emqx/tls";
import { type ListenerArgs, ListenerType } from "../emqxClusterArgs";
import {
  expect,
  expectMap,
  expectObject,
  expectOneOf,
  isBoolean,
  isPort,
  isQualifiedName,
  isString,
  type Report,
} from "./checks";
import { findLine, type Release, type releaseSource } from "./release";
import { checkSetting } from "./settingValues";

/** TCP ports of EMQX itself: dashboard, Erlang distribution, RPC; on 4.x also the management API and an internal listener. */
const occupiedPorts = [dashboardPort, dashboardTlsPort, distributionPort, 5369, 8081, 11883];

const fields: (keyof ListenerArgs)[] = [
  "type",
  "name",
  "port",
  "servicePort",
  "nodePort",
  "appProtocol",
  "enabled",
  "exposed",
  "secure",
  "psk",
  "proxyProtocol",
  "options",
];

/** The arguments that determine the listeners. */
export interface GivenListeners {
  listeners?: Unwrap<ListenerArgs>[];
  hasTls: boolean;
  hasPsk: boolean;
  hasInternalService: boolean;
  release: Release;
}

/** Like `GivenListeners`, with outputs. */
export interface ListenerSource {
  listeners?: Input<Input<ListenerArgs>[]>;
  hasTls: boolean;
  hasPsk: boolean;
  hasInternalService: boolean;
  release: ReturnType<typeof releaseSource>;
}

/** A listener and its argument path. */
export interface PlacedListener extends Listener {
  path: string;
  enabled: boolean;
}

/** The enabled listeners. */
export function resolveListeners(value: GivenListeners, report: Report): PlacedListener[] {
  const types = [ListenerType.Mqtt, ListenerType.Mqtts, ListenerType.Ws, ListenerType.Wss];
  const served = types.filter((type) => value.hasTls || !needsTls(type));
  const given: Unwrap<ListenerArgs>[] = value.listeners ?? served.map((type) => ({ type }));
  if (!Array.isArray(given) || given.length === 0) {
    report("listeners", "must be a list of at least one listener", given);
    return [];
  }
  const listeners = given.map((listener, index) =>
    resolveListener(listener, `listeners[${index}]`, value, report),
  );
  listeners.forEach((listener, index) => checkCollisions(listener, listeners.slice(0, index), report));
  return listeners.filter(({ enabled, type }) => enabled && Object.hasOwn(listenerKinds, type ?? ""));
}

function resolveListener(
  value: Unwrap<ListenerArgs>,
  path: string,
  source: GivenListeners,
  report: Report,
): PlacedListener {
  const given = expectObject(value, fields, path, report);
  const { type, name = defaultListenerName, port, nodePort, appProtocol, options = {} } = given;
  const { enabled = true, exposed = true, secure = false, psk = false, servicePort } = given;
  const { proxyProtocol = false } = given;
  expectOneOf(type ?? "", ListenerType, `${path}.type`, report);
  const isName = (text: unknown) => isString(text) && /^[a-z](_?[a-z0-9]){0,29}$/.test(text);
  expect(
    name,
    isName,
    `${path}.name`,
    "at most 30 lowercase letters, digits and single _, starting with a letter",
    report,
  );
  for (const [field, number] of Object.entries({ port, servicePort, nodePort })) {
    expect(number, isPort, `${path}.${field}`, "a whole number from 1 to 65535", report);
  }
  const protocols = "an IANA service name such as mqtt, or a name with a prefix such as kubernetes.io/ws";
  expect(appProtocol, isQualifiedName, `${path}.appProtocol`, protocols, report);
  for (const [field, flag] of Object.entries({ enabled, exposed, secure, psk, proxyProtocol })) {
    expect(flag, isBoolean, `${path}.${field}`, "true or false", report);
  }
  if (nodePort !== undefined && exposed === false) {
    report(`${path}.nodePort`, `only valid if ${path}.exposed is true`);
  }
  if (servicePort !== undefined && exposed === false && !source.hasInternalService) {
    report(`${path}.servicePort`, `only valid if ${path}.exposed is true, or with internalService`);
  }
  const kind = Object.hasOwn(listenerKinds, type ?? "") ? listenerKinds[type] : undefined;
  const listener = {
    ...{ path, type, name, nodePort, appProtocol, enabled, exposed, secure, psk, proxyProtocol },
    port: (port ?? kind?.defaultPort) as number,
    servicePort: (servicePort ?? port ?? kind?.defaultPort) as number,
    options: expectMap(options, `${path}.options`, report),
  };
  if (kind !== undefined) {
    checkKind(listener, path, source, report);
  }
  return listener;
}

function checkKind(
  listener: Listener,
  path: string,
  { hasTls, hasPsk, release }: GivenListeners,
  report: Report,
): void {
  const { type, secure, psk, proxyProtocol, name, options } = listener;
  const kind = listenerKinds[type];
  const line = findLine(release);
  if (line && !kind.isKnownTo(line)) {
    report(`${path}.type`, `only valid with ${kind.knownTo}`, type);
  }
  if (secure && !kind.isGateway) {
    report(`${path}.secure`, "only valid for gateways; mqtts, wss and quic are always secure");
  }
  if (psk) {
    checkPsk(listener, path, hasPsk, line, report);
  } else if (isSecure(listener) && !hasTls) {
    report(`${path}.type`, "requires a certificate; set tls: { secretName } or tls: { certificate }", type);
  }
  if (proxyProtocol && protocolOf(listener) === "UDP") {
    report(`${path}.proxyProtocol`, "only valid for listeners over TCP");
  }
  if (line?.version.major === 4) {
    if (["external", "internal"].includes(name)) {
      report(`${path}.name`, "reserved for a listener of EMQX 4.x; use another name", name);
    }
    if (name !== defaultListenerName && !line.hasFurtherListeners) {
      report(`${path}.name`, "requires EMQX 4.3 or later; omit it", name);
    }
    if (name !== defaultListenerName && isSecure(listener)) {
      report(`${path}.name`, "EMQX 4.x requires ciphers for further listeners with TLS; omit it");
    }
    if (Object.keys(options).length > 0) {
      report(`${path}.options`, "requires EMQX 5.0 or later; for 4.x, set EMQX_LISTENER__… in env");
    }
  }
  checkOptions(options, `${path}.options`, report);
}

function checkPsk(
  listener: Listener,
  path: string,
  hasPsk: boolean,
  line: ReleaseLine | undefined,
  report: Report,
): void {
  if (line?.version.major === 4) {
    report(`${path}.psk`, "requires EMQX 5.0 or later");
  }
  if (!["SSL", "DTLS"].includes(transportOf(listener))) {
    report(`${path}.psk`, "only valid for mqtts, and for gateways over TCP or UDP with secure: true");
  } else if (!hasPsk) {
    report(`${path}.psk`, "requires the pre-shared keys; set tls: { psk: { name, key } }");
  }
}

/** Options that other arguments set, at any depth. */
const reservedOptions: Record<string, string> = {
  bind: "use port",
  enable: "use enabled",
  enabled: "use enabled",
  proxy_protocol: "use proxyProtocol",
  certfile: "use tls",
  keyfile: "use tls",
  cacertfile: "use tls",
  verify: "use tls.clientCertificates",
  fail_if_no_peer_cert: "use tls.clientCertificates",
};

function checkOptions(options: Record<string, unknown>, path: string, report: Report): void {
  for (const [key, value] of Object.entries(options)) {
    const at = `${path}.${key}`;
    if (Object.hasOwn(reservedOptions, key)) {
      report(at, `set by the component; ${reservedOptions[key]}`);
    }
    expect(
      key,
      (text) => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(text),
      at,
      "an option name such as max_connections",
      report,
    );
    if (isMap(value)) {
      checkOptions(value, at, report);
    } else {
      checkSetting(value, at, report);
    }
  }
}

/** The reason for a port that another listener has. */
export const ownPort = "already used by another listener; each listener must have its own port";

function checkCollisions(listener: PlacedListener, earlier: PlacedListener[], report: Report): void {
  const { path, type, name, port, nodePort } = listener;
  if (type !== undefined && earlier.some((other) => other.type === type && other.name === name)) {
    report(
      `${path}.type`,
      "already used by a listener of the same name; each combination of type and name must be unique",
      type,
    );
  }
  if (!Object.hasOwn(listenerKinds, type ?? "") || !listener.enabled) {
    return;
  }
  const others = earlier.filter(
    (other) =>
      Object.hasOwn(listenerKinds, other.type ?? "") &&
      other.enabled &&
      protocolOf(other) === protocolOf(listener),
  );
  const isTaken = (field: "port" | "nodePort", number: number | undefined) =>
    number !== undefined && others.some((other) => other[field] === number);
  if (isTaken("port", port)) {
    report(`${path}.port`, ownPort, port);
  }
  if (occupiedPorts.includes(port) && protocolOf(listener) === "TCP") {
    report(
      `${path}.port`,
      `EMQX itself uses ${occupiedPorts.join(", ")}, the last two on 4.x; use another port`,
      port,
    );
  }
  if (isTaken("nodePort", nodePort)) {
    report(`${path}.nodePort`, ownPort, nodePort);
  }
}
