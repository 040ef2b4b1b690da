import { type ExternalAuthentication, externalAuthentication } from "../../emqx/backends/authentication";
import type { ReleaseLine } from "../../emqx/releaseLine";
import type { SettingTree } from "../../emqx/secretReferences";
import type { Report } from "../checks";
import { notSecret, present } from "../rules/parts";
import type { Rule } from "../rules/rule";
import { mongodbAuthenticationRule, redisAuthenticationRule, sqlAuthenticationRule } from "./databases";
import { httpRule } from "./http";
import { checkLdapAuthentication, ldapAuthenticationRule } from "./ldap";
import { checkServers } from "./servers";

/** Settings that are stored in plain text. */
export function part<In extends object, Out>(rule: Rule<In, Out>) {
  return notSecret("a key of a Secret", present(rule));
}

/** The backends that are not part of EMQX, for an entry of `authentication`. An invalid backend becomes null. */
export const externalBackends = {
  http: part(httpRule),
  postgresql: part(sqlAuthenticationRule),
  mysql: part(sqlAuthenticationRule),
  redis: part(redisAuthenticationRule),
  mongodb: part(mongodbAuthenticationRule),
  ldap: part(ldapAuthenticationRule),
};

/** The backends of an entry whose outputs are resolved. */
export type ResolvedBackends = {
  [name in keyof ExternalAuthentication]: ExternalAuthentication[name] | null;
};

/** The settings of an entry with an external backend. Reports what the release does not know. */
export function externalSettings(
  line: ReleaseLine,
  given: ResolvedBackends,
  path: string,
  report: Report,
): SettingTree {
  if (!isValid(given)) {
    return {};
  }
  checkRelease(line, given, path, report);
  return externalAuthentication(line, given) ?? {};
}

function isValid(given: ResolvedBackends): given is ExternalAuthentication {
  return Object.values(given).every((backend) => backend !== null);
}

function checkRelease(line: ReleaseLine, given: ExternalAuthentication, path: string, report: Report): void {
  checkServers(line, { templates: "authentication", http: "authentication" }, given, path, report);
  if (given.ldap) {
    checkLdapAuthentication(line, given.ldap, `${path}.ldap`, report);
  }
}
