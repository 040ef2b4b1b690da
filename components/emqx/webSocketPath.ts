import { pathVariable } from "./listenerEnvironment";
import { type Listener, listenerKinds } from "./listeners";
import type { ReleaseLine } from "./releaseLine";

/**
 * The path at which a listener over WebSocket serves, by its options, by the variables that the user sets, or EMQX's default; empty for
 * other listeners. Sources: `ws_opts` in apps/emqx/src/emqx_schema.erl and apps/emqx_gateway/src/emqx_gateway_schema.erl of 5.8.9.
 */
export function webSocketPath(
  line: ReleaseLine,
  listener: Listener,
  variables: Record<string, unknown>,
): string {
  const { path, isGateway } = listenerKinds[listener.type];
  if (path === "") {
    return "";
  }
  const { websocket } = listener.options as { websocket?: Record<string, unknown> };
  const given = websocket?.[isGateway ? "path" : "mqtt_path"] ?? variables[pathVariable(line, listener)];
  return typeof given === "string" ? unquoted(given) : path;
}

/** Whether a variable says at which path a listener serves. */
export function isPathVariable(name: string): boolean {
  return /^EMQX_(LISTENERS?|GATEWAY__OCPP__LISTENERS)__WSS?__\w+__(MQTT_)?PATH$/i.test(name);
}

/** HOCON's quotes are not part of a value. */
function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1) : text;
}
