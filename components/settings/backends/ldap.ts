import {
  Edition,
  type LdapAuthenticationArgs,
  type LdapAuthorizationArgs,
  LdapMethod,
} from "../../emqxClusterArgs";
import type { LdapAuthentication, LdapServer } from "../../emqx/backends/ldap";
import type { ReleaseLine } from "../../emqx/releaseLine";
import { isString, type Report } from "../checks";
import { editionHint } from "../release";
import { object } from "../rules/collections";
import { required, type Rule } from "../rules/rule";
import { oneOf, text } from "../rules/scalars";
import { checkDepends, checkPlaceholders, nullIfInvalid, server, serverFields, setting } from "./fields";

const serverRules = {
  ...serverFields,
  server,
  username: required(setting),
  baseDn: required(setting),
  filter: text(
    (value) => isString(value) && /^\(.+\)$/.test(value),
    "an LDAP filter such as (uid=${username})",
  ),
};

/** The search must depend on the client. */
function checkedSearch<In, Out extends { baseDn: string; filter?: string }>(
  rule: Rule<In, Out>,
): Rule<In, Out> {
  return (given, path, report) => {
    const complete = rule(given, path, report);
    checkDepends([complete.baseDn, complete.filter], path, report);
    return complete;
  };
}

const authenticationFields = checkedSearch(
  object<LdapAuthenticationArgs>()({
    ...serverRules,
    method: oneOf(LdapMethod, LdapMethod.Bind),
    passwordAttribute: setting,
    isSuperuserAttribute: setting,
  }),
);

export const ldapAuthenticationRule = nullIfInvalid<
  Parameters<typeof authenticationFields>[0] & object,
  ReturnType<typeof authenticationFields>
>((given, path, report) => {
  const complete = authenticationFields(given, path, report);
  if (complete.passwordAttribute !== undefined && complete.method !== LdapMethod.Hash) {
    report(`${path}.passwordAttribute`, `only valid if ${path}.method is hash`);
  }
  return complete;
});

export const ldapAuthorizationRule = nullIfInvalid(
  checkedSearch(
    object<LdapAuthorizationArgs>()({
      ...serverRules,
      publishAttribute: setting,
      subscribeAttribute: setting,
      allAttribute: setting,
    }),
  ),
);

/** Reports a release without LDAP: emqx_authn_enterprise.erl of 5.2.1, apps/emqx_conf/include/emqx_conf.hrl of 5.3.2. */
function checkSupport(
  { version: { major, minor }, edition }: ReleaseLine,
  path: string,
  report: Report,
): void {
  if (major === 5 && minor < (edition === Edition.Enterprise ? 2 : 3)) {
    report(path, `requires EMQX 5.3 or later, or the enterprise edition 5.2 or later ${editionHint}`);
  }
}

function checkSearch(
  line: ReleaseLine,
  use: "ldapAuthentication" | "ldapAuthorization",
  { baseDn, filter }: LdapServer,
  path: string,
  report: Report,
): void {
  checkPlaceholders(line, use, baseDn, `${path}.baseDn`, report);
  checkPlaceholders(line, use, filter, `${path}.filter`, report);
}

/** Reports what the release does not know. */
export function checkLdapAuthentication(
  line: ReleaseLine,
  given: LdapAuthentication,
  path: string,
  report: Report,
): void {
  const { major, minor } = line.version;
  checkSupport(line, path, report);
  checkSearch(line, "ldapAuthentication", given, path, report);
  const isBind = given.method === LdapMethod.Bind;
  if (isBind && major === 5 && minor === 2) {
    report(`${path}.method`, `requires EMQX 5.3 or later; use ${LdapMethod.Hash}`, given.method);
  }
  if (isBind && given.isSuperuserAttribute !== undefined && major === 5 && minor < 10) {
    const reason = `requires EMQX 5.10 or later if ${path}.method is bind; omit it, or use the method hash`;
    report(`${path}.isSuperuserAttribute`, reason);
  }
}

/** Reports what the release does not know. */
export function checkLdapAuthorization(
  line: ReleaseLine,
  given: LdapServer,
  path: string,
  report: Report,
): void {
  checkSupport(line, path, report);
  checkSearch(line, "ldapAuthorization", given, path, report);
}
