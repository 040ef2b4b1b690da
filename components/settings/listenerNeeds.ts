import { usualName } from "../emqx/configuration";
import { asksOverQuic } from "../emqx/listenerEnvironment";
import type { Listener } from "../emqx/listeners";
import type { ReleaseLine } from "../emqx/releaseLine";
import { ClientCertificates, ListenerType } from "../emqxClusterArgs";
import type { Report } from "./checks";

/** Reports pre-shared keys that no listener uses. */
export function checkPskIsUsed(listeners: Listener[], report: Report): void {
  if (!listeners.some(({ psk }) => psk)) {
    report("tls.psk", "only valid if a listener uses the keys; set psk: true on one");
  }
}

/** Variables that a gateway requires. */
const mandatoryVariables: Partial<Record<ListenerType, string>> = {
  [ListenerType.Lwm2m]: "EMQX_GATEWAY__LWM2M__XML_DIR",
  [ListenerType.ExProto]: "EMQX_GATEWAY__EXPROTO__HANDLER__ADDRESS",
  [ListenerType.Jt808]: "EMQX_GATEWAY__JT808__PROTO__AUTH",
};

/** Reports missing variables of a gateway. */
export function checkListenerVariables(listeners: Listener[], variables: string[], report: Report): void {
  for (const { type } of listeners) {
    const needed = mandatoryVariables[type];
    const prefix = `EMQX_GATEWAY__${type.toUpperCase()}__`;
    if (needed && !variables.some((variable) => usualName(variable).startsWith(prefix))) {
      report(
        "listeners",
        `EMQX requires more settings for ${type}; set ${needed} and others in env, or use configuration`,
      );
    }
  }
}

/** Reports client certificates that QUIC does not support. */
export function checkQuic(
  listeners: Listener[],
  clientCertificates: ClientCertificates,
  line: ReleaseLine | undefined,
  report: Report,
): void {
  const hasQuic = listeners.some(({ type }) => type === ListenerType.Quic);
  if (!hasQuic || clientCertificates === ClientCertificates.None) {
    return;
  }
  const path = "tls.clientCertificates";
  if (line && !asksOverQuic(line)) {
    report(
      path,
      "EMQX 5.0 does not request client certificates over QUIC; use none, or remove the listener of type quic",
    );
  } else if (clientCertificates === ClientCertificates.Optional) {
    const reason =
      "QUIC supports none and required only; use one of them, or remove the listener of type quic";
    report(path, reason, clientCertificates);
  }
}
