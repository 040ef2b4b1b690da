import { isMap } from "../emqx/hocon";
import {
  defaultListenerName,
  isSecure,
  type Listener,
  listenerKinds,
  needsTls,
  protocolOf,
  transportOf,
} from "../emqx/listeners";
import { dashboardPort, distributionPort, type ReleaseLine } from "../emqx/releaseLine";
import { dashboardTlsPort } from "../emqx/tls";
import { type ListenerArgs, ListenerType } from "../emqxClusterArgs";
import { isString, type Report } from "./checks";
import { checkedMap, object } from "./rules/collections";
import { isQualifiedName } from "./rules/formats";
import { check, type Known, required, type Rule } from "./rules/rule";
import { flag, oneOf, port, text } from "./rules/scalars";
import { checkSetting } from "./settingValues";

/** TCP ports of EMQX itself: dashboard, Erlang distribution, RPC; on 4.x also the management API and an internal listener. */
const occupiedPorts = [dashboardPort, dashboardTlsPort, distributionPort, 5369, 8081, 11883];

const isName = (name: string) => isString(name) && /^[a-z](_?[a-z0-9]){0,29}$/.test(name);
const names = "at most 30 lowercase letters, digits and single _, starting with a letter";
const protocols = "an IANA service name such as mqtt, or a name with a prefix such as kubernetes.io/ws";

const listenerFields = object<ListenerArgs>()({
  type: required(oneOf(ListenerType)),
  name: text(isName, names, defaultListenerName),
  port,
  servicePort: port,
  nodePort: port,
  appProtocol: text(isQualifiedName, protocols),
  enabled: flag(true),
  exposed: flag(true),
  secure: flag(false),
  psk: flag(false),
  proxyProtocol: flag(false),
  options: (given = {}, path, report) => checkedMap(given, path, report),
});

type CompleteListener = ReturnType<typeof listenerFields>;

/** The listeners with their defaults. */
interface CompleteListeners {
  /** Undefined if they are omitted. */
  list?: CompleteListener[];
  /** False if one of them was reported. */
  areValid: boolean;
}

export const listeners: Rule<Known<ListenerArgs>[], CompleteListeners> = (given, path, report) => {
  const [reportInvalid, areValid] = observed(report);
  if (given !== undefined && (!Array.isArray(given) || given.length === 0)) {
    reportInvalid(path, "must be a list of at least one listener", given);
    return { list: [], areValid: false };
  }
  const list = given?.map((entry, index) => listenerFields(entry, `${path}[${index}]`, reportInvalid));
  return { list, areValid: areValid() };
};

/** The same report, and whether it was not called. */
function observed(report: Report): [Report, () => boolean] {
  let isUnused = true;
  return [
    (...problem) => {
      isUnused = false;
      report(...problem);
    },
    () => isUnused,
  ];
}

/** What decides which listeners are valid. */
export interface ListenerNeeds {
  listeners: CompleteListeners;
  hasTls: boolean;
  hasPsk: boolean;
  hasInternalService: boolean;
  line?: ReleaseLine;
}

/** A listener and its argument path. */
export interface PlacedListener extends Listener {
  path: string;
  enabled: boolean;
}

/** The enabled listeners. */
export interface ResolvedListeners {
  enabled: PlacedListener[];
  /** False if one of them, or a disabled one, was reported. Unlike the others, invalid ones may have fields of a wrong type. */
  areValid: boolean;
  /** True if the argument is omitted. */
  areDefault: boolean;
}

export function resolveListeners(needs: ListenerNeeds, report: Report): ResolvedListeners {
  const [reportInvalid, areValid] = observed(report);
  const { list } = needs.listeners;
  const given = list ?? defaultListeners(needs.hasTls);
  const placed = given.map((listener, index) => placeListener(listener, `listeners[${index}]`));
  placed.forEach((listener, index) => {
    checkExposure(listener, given[index].servicePort, needs.hasInternalService, reportInvalid);
    if (isKnownType(listener)) {
      checkKind(listener, needs, reportInvalid);
    }
    checkCollisions(listener, placed.slice(0, index), reportInvalid);
  });
  return {
    enabled: placed.filter((listener) => listener.enabled && isKnownType(listener)),
    areValid: needs.listeners.areValid && areValid(),
    areDefault: list === undefined,
  };
}

function defaultListeners(hasTls: boolean): CompleteListener[] {
  return [ListenerType.Mqtt, ListenerType.Mqtts, ListenerType.Ws, ListenerType.Wss]
    .filter((type) => hasTls || !needsTls(type))
    .map((type) => listenerFields({ type }, "", () => {}));
}

function placeListener(given: CompleteListener, path: string): PlacedListener & CompleteListener {
  const defaultPort = isKnownType(given) ? listenerKinds[given.type].defaultPort : undefined;
  const port = (given.port ?? defaultPort) as number;
  return { ...given, path, port, servicePort: given.servicePort ?? port };
}

function isKnownType({ type }: Pick<Listener, "type">): boolean {
  return Object.hasOwn(listenerKinds, type);
}

/** Reports Service ports of a listener that no Service has. */
function checkExposure(
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

function checkKind(listener: PlacedListener, { hasTls, hasPsk, line }: ListenerNeeds, report: Report): void {
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

function checkCollisions(listener: PlacedListener, earlier: PlacedListener[], report: Report): void {
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
