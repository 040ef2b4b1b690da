import { pathVariable } from "./listenerEnvironment";
import { type Listener, listenerKinds } from "./listeners";
import type { ReleaseLine } from "./releaseLine";

/**
 * The path of a WebSocket listener: from its options, the user's variables, or EMQX's default, in this order. Empty for other listeners.
 * Sources: `ws_opts` in apps/emqx/src/emqx_schema.erl and apps/emqx_gateway/src/emqx_gateway_schema.erl of 5.8.9.
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

/** Whether a variable sets the path of a listener. */
export function isPathVariable(name: string): boolean {
  return /^EMQX_(LISTENERS?|GATEWAY__OCPP__LISTENERS)__WSS?__\w+__(MQTT_)?PATH$/i.test(name);
}

/** Removes HOCON's quotes, which are not part of the value. */
function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1) : text;
}
