import {
  aclFile,
  type AuthorizationRule,
  type AuthorizationSettings,
  exactly,
  placeholderProblem,
} from "../emqx/authorization";
import { type ReleaseLine, isFrom } from "../emqx/releaseLine";
import {
  AuthorizationAction,
  type AuthorizationArgs,
  type AuthorizationCacheArgs,
  AuthorizationPermission,
  type AuthorizationRuleArgs,
  type ConfigurationArgs,
  DenyAction,
} from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { authorizationBackends, authorizationBackendSettings } from "./backends/authorization";
import { type Checks, isString, type Report, withoutAbsent } from "./checks";
import { filled, list, object } from "./rules/collections";
import { isCidr, isEmqxDuration, isIpAddress } from "./rules/formats";
import { group, notSecret, present } from "./rules/parts";
import { optional, required, type Rule } from "./rules/rule";
import { flag, number, oneOf, text } from "./rules/scalars";

/** Text that MQTT accepts: not empty, without null characters and lone surrogates, at most 65535 bytes. */
const isMqttText = (value: unknown) =>
  isString(value) && /^[^\0\p{Cs}]+$/u.test(value) && Buffer.byteLength(value) <= 65535;

/** https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901247. */
const isTopicFilter = (value: unknown) =>
  isMqttText(value) &&
  String(value)
    .replace(exactly, "")
    .split("/")
    .every((level, index, levels) =>
      level.includes("#")
        ? level === "#" && index === levels.length - 1
        : level === "+" || !level.includes("+"),
    );

const name = text(isMqttText, "text of 1 to 65535 bytes without null characters");

const rule = object<AuthorizationRuleArgs>()({
  permission: required(oneOf(AuthorizationPermission)),
  username: name,
  clientId: name,
  ipAddress: text(
    (value) => isIpAddress(value) || isCidr(value),
    "an IP address or a network such as 10.0.0.0/8",
  ),
  action: oneOf(AuthorizationAction, AuthorizationAction.All),
  qos: optional(
    filled(
      list(number((value) => [0, 1, 2].includes(value), "0, 1 or 2")),
      "a list of at least one QoS level",
    ),
  ),
  retain: flag(),
  topics: required(
    filled(
      list(text(isTopicFilter, "a topic or a topic filter such as devices/${clientid}/#")),
      "a list of at least one topic",
    ),
    [],
  ),
});

/** A valid rule. Null if anything is invalid, because only valid rules can become Erlang terms. */
const validRule: Rule<Parameters<typeof rule>[0] & object, AuthorizationRule | null> = (
  given,
  path,
  report,
) => {
  let isValid = true;
  const reportInvalid: Report = (...problem) => {
    isValid = false;
    report(...problem);
  };
  const complete = rule(given, path, reportInvalid);
  if (complete.retain !== undefined && complete.action !== AuthorizationAction.Publish) {
    reportInvalid(`${path}.retain`, 'only valid if action is "publish"');
  }
  return isValid ? complete : null;
};

/** Whether and which clients may do what. Rules and requests are stored in plain text. */
export const authorization = group<AuthorizationArgs>()({
  rules: notSecret(
    "configuration.aclFrom with a Secret",
    present(filled(list(validRule), "a list of at least one rule")),
  ),
  noMatch: oneOf(AuthorizationPermission),
  backends: authorizationBackends,
  denyAction: oneOf(DenyAction),
  cache: optional(
    object<AuthorizationCacheArgs>()({
      enabled: flag(),
      maxSize: number(
        (value) => Number.isInteger(value) && value >= 1 && value <= 1048576,
        "a whole number from 1 to 1048576",
      ),
      ttl: text(isEmqxDuration, "a duration such as 30s, 1m or 1h30m"),
    }),
  ),
});

export function authorizationSettings(
  checks: Checks,
  { rules, backends, noMatch, denyAction, cache }: ReturnType<typeof authorization.complete>,
  configuration: { [field in keyof ConfigurationArgs]: unknown } | undefined,
  line: Eventual<ReleaseLine | undefined>,
  hasAuthentication: boolean,
) {
  const hasOwnRules = [rules, configuration?.acl, configuration?.aclFrom].some(
    (given) => given !== undefined,
  );
  checks.now((report) =>
    checkOtherRules(
      rules !== undefined,
      noMatch !== undefined && backends.length === 0,
      configuration,
      report,
    ),
  );
  return {
    /** EMQX's sources of rules, if there are backends. */
    sources: authorizationBackendSettings(checks, backends, hasOwnRules, line),
    /** The content of `acl.conf`. Undefined without rules. */
    acl: rules && checks.resolve({ rules, line }, aclText),
    settings: checks.resolve({ noMatch, denyAction, cache }, (given): AuthorizationSettings => {
      const fallback =
        rules || hasAuthentication || backends.length > 0 ? AuthorizationPermission.Deny : undefined;
      return withoutAbsent({ ...given, noMatch: given.noMatch ?? fallback });
    }),
  };
}

/** Reports a second source of rules, and a `noMatch` that EMQX's own rules never reach. */
function checkOtherRules(
  hasRules: boolean,
  hasNoMatch: boolean,
  configuration: { [field in keyof ConfigurationArgs]: unknown } | undefined,
  report: Report,
): void {
  const others = (["acl", "aclFrom"] as const).filter((field) => configuration?.[field] !== undefined);
  for (const field of hasRules ? others : []) {
    report("authorization.rules", `also set by configuration.${field}; use one of the two`);
  }
  if (hasNoMatch && !hasRules && configuration === undefined) {
    report(
      "authorization.noMatch",
      "has no effect on EMQX's own rules, which allow everything; set authorization.rules or configuration.acl",
    );
  }
}

function aclText(
  { rules, line }: { rules: (AuthorizationRule | null)[]; line?: ReleaseLine },
  report: Report,
): string {
  const valid = rules.filter((each) => each !== null);
  if (line === undefined || valid.length < rules.length) {
    return "";
  }
  valid.forEach((each, index) => checkRelease(line, each, `authorization.rules[${index}]`, report));
  return aclFile(line, valid);
}

function checkRelease(line: ReleaseLine, given: AuthorizationRule, path: string, report: Report): void {
  const fields = (["qos", "retain"] as const).filter((field) => given[field] !== undefined);
  for (const field of isFrom(line.version, 2) ? [] : fields) {
    report(`${path}.${field}`, "requires EMQX 5.2 or later");
  }
  given.topics.forEach((topic, index) => {
    const problem = placeholderProblem(line, topic);
    if (problem !== undefined) {
      report(`${path}.topics[${index}]`, problem, topic);
    }
  });
}
