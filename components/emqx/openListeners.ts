import { ClientCertificates } from "../emqxClusterArgs";
import { settingOf } from "./configuration";
import { isMap } from "./hocon";
import { listenerPrefix } from "./listenerEnvironment";
import { endpointName, isSecure, type Listener, listenerKinds } from "./listeners";
import { objectSettings, type RawSetting } from "./rawSettings";
import type { ReleaseLine } from "./releaseLine";

/** The listeners that typed authentication covers. */
export interface Authentication {
  /** Whether an entry covers all MQTT listeners that no entry names. */
  global: boolean;
  /** The listeners that entries name, as in the output `endpoints`. */
  byListener: string[];
}

/** What decides whether a listener asks clients who they are. */
export interface Access {
  line: ReleaseLine;
  authentication: Authentication;
  clientCertificates: ClientCertificates;
  /** Settings from the user's own variables and files. */
  settings: RawSetting[];
}

/**
 * Whether a listener lets in only clients that prove who they are. Sources: `pre_hook_authenticate` in apps/emqx/src/emqx_access_control.erl
 * and `gateway_common_listener` in apps/emqx_gateway/src/emqx_gateway_schema.erl of 6.x.
 */
export function isAuthenticated(listener: Listener, access: Access): boolean {
  const { line, authentication, clientCertificates } = access;
  if (listener.psk || (isSecure(listener) && clientCertificates === ClientCertificates.Required)) {
    return true;
  }
  if (line.version.major === 4) {
    return refusesAnonymous(access.settings);
  }
  const { isGateway } = listenerKinds[listener.type];
  const own = settingOf(listenerPrefix(line, listener)) ?? "";
  const settings = [...access.settings, ...objectSettings(listener.options, `${own}.`)];
  if (!listener.authentication || isSwitchedOff(settings, own)) {
    return false;
  }
  return (
    authentication.byListener.includes(endpointName(listener)) ||
    (authentication.global && !isGateway) ||
    hasChain(settings, own, isGateway ? listener.type : undefined)
  );
}

/** Whether settings switch off the authentication of the listener at a path. */
export function isSwitchedOff(settings: RawSetting[], listener: string): boolean {
  return settings.some(({ path, value }) => path === `${listener}.enable_authn` && String(value) === "false");
}

/** Whether settings authenticate the clients of the listener at a path. EMQX's global chain does not cover gateways. */
export function hasChain(settings: RawSetting[], listener: string, gateway?: string): boolean {
  const shared = gateway === undefined ? "authentication" : `gateway.${gateway}.authentication`;
  return isSet(settings, shared) || isSet(settings, `${listener}.authentication`);
}

/** EMQX 4.x: all listeners of the component are in the zone `external`, whose setting overrides the general one. */
export function refusesAnonymous(settings: RawSetting[]): boolean {
  const valueOf = (path: string) => settings.find((setting) => setting.path === path)?.value;
  return (valueOf("zone.external.allow_anonymous") ?? valueOf("allow_anonymous")) === "false";
}

/** Whether a setting has a value other than an empty or disabled list. */
function isSet(settings: RawSetting[], path: string): boolean {
  return settings.some((setting) =>
    setting.path === path ? !isEmpty(setting.value) : setting.path.startsWith(`${path}.`),
  );
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value)
    ? value.every((entry) => isMap(entry) && entry.enable === false)
    : typeof value === "string" && /^\s*(\[\s*\]|\{\s*\})?\s*$/.test(value);
}
