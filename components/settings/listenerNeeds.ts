import { usualName } from "../emqx/configuration";
import { asksOverQuic } from "../emqx/listenerEnvironment";
import { ClientCertificates, ListenerType } from "../emqxClusterArgs";
import type { Report } from "./checks";
import { type GivenListeners, resolveListeners } from "./listeners";
import { findLine } from "./release";

/** Reports pre-shared keys that no listener uses. */
export function checkPskIsUsed(value: GivenListeners, report: Report): void {
  if (value.hasPsk && !resolveListeners(value, () => {}).some(({ psk }) => psk)) {
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
export function checkListenerVariables(
  value: GivenListeners & { variables: string[]; hasConfiguration: boolean },
  report: Report,
): void {
  const listeners = resolveListeners(value, () => {});
  for (const { type } of listeners) {
    const needed = mandatoryVariables[type];
    const prefix = `EMQX_GATEWAY__${type.toUpperCase()}__`;
    if (
      needed &&
      !value.hasConfiguration &&
      !value.variables.some((variable) => usualName(variable).startsWith(prefix))
    ) {
      report(
        "listeners",
        `EMQX requires more settings for ${type}; set ${needed} and others in env, or use configuration`,
      );
    }
  }
}

/** Reports client certificates that QUIC does not support. */
export function checkQuic(
  value: GivenListeners & { clientCertificates?: ClientCertificates },
  report: Report,
): void {
  const { clientCertificates = ClientCertificates.None } = value;
  const line = findLine(value.release);
  const hasQuic = resolveListeners(value, () => {}).some(({ type }) => type === ListenerType.Quic);
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
