import { defaultListenerName, listenerKinds, needsTls } from "../emqx/listeners";
import { type ListenerArgs, ListenerType } from "../emqxClusterArgs";
import { isString, type Report } from "./checks";
import {
  checkCollisions,
  checkExposure,
  checkKind,
  isKnownType,
  type PlacedListener,
  type TlsNeeds,
} from "./listenerChecks";
import { checkedMap, object } from "./rules/collections";
import { isQualifiedName } from "./rules/formats";
import { type Known, required, type Rule } from "./rules/rule";
import { flag, oneOf, port, text } from "./rules/scalars";

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
  authentication: flag(true),
  options: (given = {}, path, report) => checkedMap(given, path, report),
});

type CompleteListener = ReturnType<typeof listenerFields>;

/** The listeners with their defaults. */
export interface CompleteListeners {
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
export interface ListenerNeeds extends TlsNeeds {
  listeners: CompleteListeners;
  hasInternalService: boolean;
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
