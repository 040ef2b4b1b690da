import { isMap } from "../emqx/hocon";
import {
  defaultListenerName,
  isSecure,
  type Listener,
  listenerKinds,
  protocolOf,
  transportOf,
} from "../emqx/listeners";
import { dashboardPort, distributionPort, type ReleaseLine } from "../emqx/releaseLine";
import { dashboardTlsPort } from "../emqx/tls";
import { isString, type Report } from "./checks";
import { check } from "./rules/rule";
import { checkSetting } from "./settingValues";

/** What decides which TLS listeners are valid. */
export interface TlsNeeds {
  hasTls: boolean;
  hasPsk: boolean;
  line?: ReleaseLine;
}

/** A listener and its argument path. */
export interface PlacedListener extends Listener {
  path: string;
  enabled: boolean;
}

export function isKnownType({ type }: Pick<Listener, "type">): boolean {
  return isString(type) && Object.hasOwn(listenerKinds, type);
}

/** Reports Service ports of a listener that no Service has. */
export function checkExposure(
  { path, exposed, nodePort }: PlacedListener,
  servicePort: number | undefined,
  hasInternalService: boolean,
  report: Report,
): void {
  if (nodePort !== undefined && exposed === false) {
    report(`${path}.nodePort`, `only valid if ${path}.exposed is true`);
  }
  if (servicePort !== undefined && exposed === false && !hasInternalService) {
    report(`${path}.servicePort`, `only valid if ${path}.exposed is true, or with internalService`);
  }
}

export function checkKind(
  listener: PlacedListener,
  { hasTls, hasPsk, line }: TlsNeeds,
  report: Report,
): void {
  const { path, type, secure, psk, proxyProtocol } = listener;
  const kind = listenerKinds[type];
  if (line && !kind.isKnownTo(line)) {
    report(`${path}.type`, `only valid with ${kind.knownTo}`, type);
  }
  if (secure && !kind.isGateway) {
    report(`${path}.secure`, "only valid for gateways; mqtts, wss and quic are always secure");
  }
  if (psk) {
    checkPsk(listener, hasPsk, line, report);
  } else if (isSecure(listener) && !hasTls) {
    report(`${path}.type`, "requires a certificate; set tls: { secretName } or tls: { certificate }", type);
  }
  if (proxyProtocol && protocolOf(listener) === "UDP") {
    report(`${path}.proxyProtocol`, "only valid for listeners over TCP");
  }
  if (line?.version.major === 4) {
    checkRelease4(listener, line, report);
  }
  checkOptions(listener.options, `${path}.options`, report);
}

/** Reports what EMQX 4.x does not support. */
function checkRelease4(listener: PlacedListener, line: ReleaseLine, report: Report): void {
  const { path, name, options } = listener;
  if (["external", "internal"].includes(name)) {
    report(`${path}.name`, "reserved for a listener of EMQX 4.x; use another name", name);
  }
  if (name !== defaultListenerName && !line.hasFurtherListeners) {
    report(`${path}.name`, "requires EMQX 4.3 or later; omit it", name);
  }
  if (name !== defaultListenerName && isSecure(listener)) {
    report(`${path}.name`, "EMQX 4.x requires ciphers for further listeners with TLS; omit it");
  }
  if (listener.authentication === false) {
    report(`${path}.authentication`, "requires EMQX 5.0 or later; for 4.x, set EMQX_ALLOW_ANONYMOUS in env");
  }
  if (Object.keys(options).length > 0) {
    report(`${path}.options`, "requires EMQX 5.0 or later; for 4.x, set EMQX_LISTENER__… in env");
  }
}

function checkPsk(
  listener: PlacedListener,
  hasPsk: boolean,
  line: ReleaseLine | undefined,
  report: Report,
): void {
  const path = `${listener.path}.psk`;
  if (line?.version.major === 4) {
    report(path, "requires EMQX 5.0 or later");
  }
  if (!["SSL", "DTLS"].includes(transportOf(listener))) {
    report(path, "only valid for mqtts, and for gateways over TCP or UDP with secure: true");
  } else if (!hasPsk) {
    report(path, "requires the pre-shared keys; set tls: { psk: { name, key } }");
  }
}

/** Options that other arguments set, at any depth. */
const reservedOptions: Record<string, string> = {
  bind: "use port",
  enable: "use enabled",
  enabled: "use enabled",
  proxy_protocol: "use proxyProtocol",
  enable_authn: "use authentication",
  certfile: "use tls",
  keyfile: "use tls",
  cacertfile: "use tls",
  verify: "use tls.clientCertificates",
  fail_if_no_peer_cert: "use tls.clientCertificates",
};

function checkOptions(options: Record<string, unknown>, path: string, report: Report): void {
  const isOption = (key: string) => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key);
  for (const [key, value] of Object.entries(options)) {
    const at = `${path}.${key}`;
    if (Object.hasOwn(reservedOptions, key)) {
      report(at, `set by the component; ${reservedOptions[key]}`);
    }
    check(key, isOption, at, "an option name such as max_connections", report);
    if (isMap(value)) {
      checkOptions(value, at, report);
    } else {
      checkSetting(value, at, report);
    }
  }
}

/** The reason for a port that another listener has. */
export const ownPort = "already used by another listener; each listener must have its own port";

/** TCP ports of EMQX itself: dashboard, Erlang distribution, RPC; on 4.x also the management API and an internal listener. */
const occupiedPorts = [dashboardPort, dashboardTlsPort, distributionPort, 5369, 8081, 11883];

export function checkCollisions(listener: PlacedListener, earlier: PlacedListener[], report: Report): void {
  const { path, type, name, port, nodePort } = listener;
  if (isKnownType(listener) && earlier.some((other) => other.type === type && other.name === name)) {
    report(
      `${path}.type`,
      "already used by a listener of the same name; each combination of type and name must be unique",
      type,
    );
  }
  if (!isKnownType(listener) || !listener.enabled) {
    return;
  }
  const others = earlier.filter(
    (other) => isKnownType(other) && other.enabled && protocolOf(other) === protocolOf(listener),
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
