import type { AuthorizationBackend } from "../../emqx/backends/authorization";
import type { TemplateUse } from "../../emqx/backends/placeholders";
import type { ReleaseLine } from "../../emqx/releaseLine";
import type { Report } from "../checks";
import { checkRedis } from "./databases";
import { checkPlaceholders } from "./fields";
import { checkHttp } from "./http";

/** Reports what the release does not know in a backend of authentication or authorization. */
export function checkServers(
  line: ReleaseLine,
  uses: { templates: TemplateUse; http: TemplateUse },
  { http, postgresql, mysql, redis, mongodb }: Omit<AuthorizationBackend, "builtInDatabase" | "ldap">,
  path: string,
  report: Report,
): void {
  const check = (templates: unknown, at: string) =>
    checkPlaceholders(line, uses.templates, templates, `${path}.${at}`, report);
  if (http) {
    checkHttp(line, uses.http, http, `${path}.http`, report);
  }
  check(postgresql?.query, "postgresql.query");
  check(mysql?.query, "mysql.query");
  check(redis?.cmd, "redis.cmd");
  check(mongodb?.filter, "mongodb.filter");
  checkRedis(line, redis ?? {}, `${path}.redis`, report);
}
