import * as pulumi from "@pulumi/pulumi";
import { globalAuthentication, listenerAuthentication } from "../emqx/authentication";
import { allAuthorization, authorizationEnvironment } from "../emqx/authorization";
import { sourcesVariable } from "../emqx/backends/authorization";
import {
  isSameVariable,
  logEnvironment,
  overlap,
  settingOf,
  type SettingPath,
  variableOf,
} from "../emqx/configuration";
import { licenseVariable } from "../emqx/license";
import { allLimits, limitsEnvironment } from "../emqx/limits";
import { listenerEnvironment } from "../emqx/listenerEnvironment";
import { metricsEnvironment } from "../emqx/metrics";
import type { ReleaseLine } from "../emqx/releaseLine";
import { reservedBy } from "../emqx/reservedKeys";
import { dashboardEnvironment, identityEnvironment, pskEnvironment } from "../emqx/tls";
import {
  AuthorizationPermission,
  ClientCertificates,
  PeerCertificateField,
  type EmqxClusterArgs,
} from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, fieldNow, type Report } from "./checks";
import type { Log } from "./configuration";
import { type Given, givenSettings, named } from "./givenSettings";
import type { ResolvedListeners } from "./listeners";
import type { Monitor } from "./monitoring";

/** What the component derives its own settings from. */
interface Sources {
  line: Eventual<ReleaseLine | undefined>;
  log: Eventual<Log>;
  listeners: Eventual<ResolvedListeners>;
  dashboardTls: Eventual<boolean | undefined>;
  monitor: Eventual<Monitor> | undefined;
}

/**
 * Reports settings that two arguments set, or that the component sets itself: one of the two values would silently win. Settings in
 * HOCON text are not checked. The names in the arguments are known even if values are outputs.
 */
export function refuseDuplicates(checks: Checks, args: EmqxClusterArgs, sources: Sources): void {
  const given = givenSettings(args);
  checks.resolve(given, (value, report) => checkEachOther(value.flatMap(named), report));
  given.forEach((place) => checks.resolve(place, (value, report) => checkReserved(named(value), report)));
  const refuseOwn = <I>(
    input: I,
    environment: (line: ReleaseLine, value: pulumi.Unwrap<I>) => Record<string, string>,
    instead: (variable: string) => string,
  ) =>
    given.forEach((place) =>
      checks.resolve({ place, line: sources.line, input }, (value, report) => {
        const own = value.line === undefined ? {} : environment(value.line, value.input);
        checkOwn(named(value.place), Object.keys(own), instead, report);
      }),
    );

  refuseOwn(sources.log, logEnvironment, () => "use log");
  refuseOwn(
    { listeners: sources.listeners, dashboard: sources.dashboardTls },
    (line, value) => networkEnvironment(line, value.listeners as ResolvedListeners, value.dashboard === true),
    insteadOf,
  );
  refuseOwn(
    sources.monitor,
    (line, monitor) => metricsEnvironment(line, monitor?.basicAuth !== undefined),
    () => "use monitoring",
  );
  if (args.authentication !== undefined) {
    refuseOwn(
      sources.listeners,
      (line, listeners) => allAuthenticationEnvironment(line, listeners as ResolvedListeners),
      () => "use authentication",
    );
  }
  if (args.limits !== undefined) {
    refuseOwn(
      sources.listeners,
      (line, listeners) => allLimitsEnvironment(line, listeners as ResolvedListeners),
      () => "use limits",
    );
  }
  for (const [environment, instead] of environmentOf(args)) {
    refuseOwn({}, environment, () => instead);
  }
}

/** The variables of given arguments that depend on nothing but the release, each with the argument to use. */
function environmentOf(args: EmqxClusterArgs) {
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
      () => ({ [sourcesVariable]: "" }),
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
function networkEnvironment(
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

function allLimitsEnvironment(line: ReleaseLine, { enabled, areValid }: ResolvedListeners) {
  return areValid ? limitsEnvironment(line, allLimits, enabled) : {};
}

function allAuthenticationEnvironment(line: ReleaseLine, { enabled, areValid }: ResolvedListeners) {
  const own = areValid ? enabled.map((listener) => listenerAuthentication(line, listener)) : [];
  return Object.fromEntries([globalAuthentication, ...own].map((variable) => [variable, ""]));
}

function insteadOf(variable: string): string {
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

function checkEachOther(given: Given[], report: Report): void {
  given.forEach((setting, index) => {
    const other = given.slice(0, index).find((earlier) => isTwice(earlier, setting));
    if (other !== undefined) {
      report(setting.argument, `also set by ${other.argument}; use one of the two`);
    }
  });
}

function checkReserved(given: Given[], report: Report): void {
  for (const setting of given) {
    const instead = reservedBy(variableName(setting));
    if (instead !== undefined) {
      report(setting.argument, `set by the component; ${instead}`);
    }
  }
}

function checkOwn(
  given: Given[],
  own: string[],
  instead: (variable: string) => string,
  report: Report,
): void {
  for (const setting of given.filter((candidate) => reservedBy(variableName(candidate)) === undefined)) {
    const variable = own.find((name) => isTwice(setting, { argument: "", variable: name }));
    if (variable !== undefined) {
      report(setting.argument, `set by the component; ${instead(variable)}`);
    }
  }
}

/** True if EMQX would use only one of the two settings. It reads `b` after `a` if both are in files. */
function isTwice(a: Given, b: Given): boolean {
  if (a.role !== undefined && b.role !== undefined && a.role !== b.role) {
    return false;
  }
  if (a.variable !== undefined && b.variable !== undefined) {
    return isSameVariable(a.variable, b.variable);
  }
  // A list in the later file replaces all entries of the earlier one.
  const later = a.variable === undefined ? { ...b, entries: undefined } : b;
  const [one, other] = [settingAt(a), settingAt(later)];
  return one !== undefined && other !== undefined && overlap(one, other);
}

function settingAt({ variable = "", path = settingOf(variable), entries }: Given): SettingPath | undefined {
  return path === undefined ? undefined : { path, entries };
}

/** The variable of a setting. File settings with uppercase letters have none. */
function variableName({ variable, path = "" }: Given): string {
  return variable ?? (path === path.toLowerCase() ? variableOf(path) : "");
}
