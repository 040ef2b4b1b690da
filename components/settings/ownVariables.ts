import { globalAuthentication, listenerAuthentication } from "../emqx/authentication";
import { allAuthorization, authorizationEnvironment } from "../emqx/authorization";
import { sourcesVariable } from "../emqx/backends/authorization";
import { licenseVariable } from "../emqx/license";
import { allLimits, limitsEnvironment } from "../emqx/limits";
import { listenerEnvironment } from "../emqx/listenerEnvironment";
import type { ReleaseLine } from "../emqx/releaseLine";
import { secretFields } from "../emqx/secretReferences";
import { dashboardEnvironment, identityEnvironment, pskEnvironment } from "../emqx/tls";
import {
  AuthorizationPermission,
  ClientCertificates,
  PeerCertificateField,
  type EmqxClusterArgs,
} from "../emqxClusterArgs";
import { fieldNow } from "./checks";
import type { ResolvedListeners } from "./listeners";

/** The variables of given arguments that depend on nothing but the release, each with the argument to use. */
export function environmentOf(args: EmqxClusterArgs) {
  const all: [
    isGiven: boolean,
    environment: (line: ReleaseLine) => Record<string, string>,
    instead: string,
  ][] = [
    [fieldNow(args.tls, "psk") !== undefined, pskEnvironment, "use tls.psk"],
    ...(["peerCertAsUsername", "peerCertAsClientid"] as const).map(
      (field): [boolean, () => Record<string, string>, string] => [
        fieldNow(args.tls, field) !== undefined,
        () => identityEnvironment({ [field]: PeerCertificateField.CommonName }),
        `use tls.${field}`,
      ],
    ),
    [
      args.authorization !== undefined,
      (line) => authorizationEnvironment(line, allAuthorization),
      "use authorization",
    ],
    [
      fieldNow(args.authorization, "backends") !== undefined,
      () =>
        Object.fromEntries(
          [
            sourcesVariable,
            ...secretEntries(sourcesVariable, 1 + countOf(fieldNow(args.authorization, "backends"))),
          ].map((variable) => [variable, ""]),
        ),
      "use authorization.backends",
    ],
    [
      args.authentication !== undefined && args.authorization === undefined,
      (line) => authorizationEnvironment(line, { noMatch: AuthorizationPermission.Deny }),
      "use authorization",
    ],
    [args.license !== undefined, () => ({ [licenseVariable]: "" }), "use license"],
  ];
  return all
    .filter(([isGiven]) => isGiven)
    .map(([, environment, instead]) => [environment, instead] as const);
}

/** All variables for listeners, including client certificates: a variable could disable them, or block a later change. */
export function networkEnvironment(
  line: ReleaseLine,
  { enabled, areValid }: ResolvedListeners,
  dashboard: boolean,
): Record<string, string> {
  const clients = { clientCertificates: ClientCertificates.Required, hasClientCa: true };
  return areValid
    ? {
        ...listenerEnvironment(
          line,
          enabled.map((listener) => ({ ...listener, authentication: false })),
          clients,
          true,
        ),
        ...dashboardEnvironment(line, { dashboard }, true),
      }
    : {};
}

export function allLimitsEnvironment(line: ReleaseLine, { enabled, areValid }: ResolvedListeners) {
  return areValid ? limitsEnvironment(line, allLimits, enabled) : {};
}

export function allAuthenticationEnvironment(
  line: ReleaseLine,
  { enabled, areValid }: ResolvedListeners,
  count: number,
) {
  const own = areValid ? enabled.map((listener) => listenerAuthentication(line, listener)) : [];
  const lists = [globalAuthentication, ...own];
  const variables = lists.flatMap((list) => [list, ...secretVariables(list), ...secretEntries(list, count)]);
  return Object.fromEntries(variables.map((variable) => [variable, ""]));
}

/** The variables with the secrets of each entry in a list. */
function secretEntries(list: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => secretVariables(`${list}__${index + 1}`)).flat();
}

export function countOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function secretVariables(entry: string): string[] {
  return secretFields.map((field) => `${entry}__${field.toUpperCase()}`);
}

export function insteadOf(variable: string): string {
  if (/__(VERIFY|FAIL_IF_NO_PEER_CERT)$/.test(variable)) {
    return "use tls.clientCertificates";
  }
  if (/__ENABLE_AUTHN$/.test(variable)) {
    return "use authentication of the listener";
  }
  if (/__(CERTFILE|KEYFILE|CACERTFILE)$/.test(variable)) {
    return "use tls";
  }
  return variable.startsWith("EMQX_DASHBOARD__")
    ? "use service.ipFamilyPolicy and tls.dashboard"
    : "use listeners or their options";
}
