import * as pulumi from "@pulumi/pulumi";
import {
  isSameVariable,
  logEnvironment,
  overlap,
  settingOf,
  type SettingPath,
  variableOf,
} from "../emqx/configuration";
import { metricsEnvironment } from "../emqx/metrics";
import type { ReleaseLine } from "../emqx/releaseLine";
import { reservedBy } from "../emqx/reservedKeys";
import { type EmqxClusterArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { type Checks, type Report } from "./checks";
import type { Log } from "./configuration";
import { type Given, givenSettings, named } from "./givenSettings";
import {
  allAuthenticationEnvironment,
  allLimitsEnvironment,
  countOf,
  environmentOf,
  insteadOf,
  networkEnvironment,
} from "./ownVariables";
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
      (line, listeners) =>
        allAuthenticationEnvironment(line, listeners as ResolvedListeners, countOf(args.authentication)),
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
