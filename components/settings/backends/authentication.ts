import type { ExternalAuthentication } from "../../emqx/backends/authentication";
import type { ReleaseLine } from "../../emqx/releaseLine";
import type { Report } from "../checks";
import { optional } from "../rules/rule";
import {
  mongodbAuthenticationRule,
  checkRedis,
  redisAuthenticationRule,
  sqlAuthenticationRule,
} from "./databases";
import { checkPlaceholders } from "./fields";
import { checkHttp, httpRule } from "./http";
import { checkLdapAuthentication, ldapAuthenticationRule } from "./ldap";

/** The rules of the backends that are not part of EMQX, for an entry of `authentication`. An invalid backend becomes null. */
export const externalAuthenticationRules = {
  http: optional(httpRule),
  postgresql: optional(sqlAuthenticationRule),
  mysql: optional(sqlAuthenticationRule),
  redis: optional(redisAuthenticationRule),
  mongodb: optional(mongodbAuthenticationRule),
  ldap: optional(ldapAuthenticationRule),
};

/** Reports what the release does not know. */
export function checkExternalAuthentication(
  line: ReleaseLine,
  { http, postgresql, mysql, redis, mongodb, ldap }: ExternalAuthentication,
  path: string,
  report: Report,
): void {
  const check = (templates: unknown, at: string) =>
    checkPlaceholders(line, "authentication", templates, `${path}.${at}`, report);
  if (http) {
    checkHttp(line, "authentication", http, `${path}.http`, report);
  }
  check(postgresql?.query, "postgresql.query");
  check(mysql?.query, "mysql.query");
  check(redis?.cmd, "redis.cmd");
  check(mongodb?.filter, "mongodb.filter");
  checkRedis(line, redis ?? {}, `${path}.redis`, report);
  if (ldap) {
    checkLdapAuthentication(line, ldap, `${path}.ldap`, report);
  }
}
