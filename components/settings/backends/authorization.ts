import type { AuthorizationBackendArgs, RulesDatabaseArgs } from "../../emqxClusterArgs";
import { type AuthorizationBackend, authorizationSources } from "../../emqx/backends/authorization";
import { type ReleaseLine, isFrom } from "../../emqx/releaseLine";
import type { Checks, Report } from "../checks";
import { object } from "../rules/collections";
import { group, listOf } from "../rules/parts";
import { count } from "../rules/scalars";
import { mongodbAuthorizationRule, redisAuthorizationRule, sqlAuthorizationRule } from "./databases";
import { nullIfInvalid } from "./fields";
import { part } from "./authentication";
import { httpRule } from "./http";
import { checkLdapAuthorization, ldapAuthorizationRule } from "./ldap";
import { checkServers } from "./servers";
import type { Eventual } from "../../eventual";

/** The rule of `authorization.backends`. An invalid backend becomes null. */
export const authorizationBackends = listOf(
  group<AuthorizationBackendArgs>()({
    builtInDatabase: part(nullIfInvalid(object<RulesDatabaseArgs>()({ maxRules: count }))),
    http: part(httpRule),
    postgresql: part(sqlAuthorizationRule),
    mysql: part(sqlAuthorizationRule),
    redis: part(redisAuthorizationRule),
    mongodb: part(mongodbAuthorizationRule),
    ldap: part(ldapAuthorizationRule),
  }),
);

const root = "authorization.backends";
const names = ["builtInDatabase", "http", "postgresql", "mysql", "redis", "mongodb", "ldap"] as const;

type Given = { [name in (typeof names)[number]]?: AuthorizationBackend[name] | null };

/**
 * EMQX's sources of authorization rules, and the places of their secrets. Undefined without backends.
 *
 * @param hasRules Whether the cluster has rules in `acl.conf`.
 */
export function authorizationBackendSettings(
  checks: Checks,
  complete: ReturnType<typeof authorizationBackends.complete>,
  hasRules: boolean,
  line: Eventual<ReleaseLine | undefined>,
): Eventual<ReturnType<typeof authorizationSources> | undefined> | undefined {
  if (complete.length === 0) {
    return undefined;
  }
  checks.now((report) => checkNames(complete, report));
  return checks.resolve({ complete, line }, (value, report) => {
    const given = value.complete as Given[];
    if (value.line === undefined || !given.every(isValid)) {
      return undefined;
    }
    const known = value.line;
    given.forEach((entry, index) => checkRelease(known, entry, `${root}[${index}]`, report));
    return authorizationSources(known, given, hasRules);
  });
}

function isValid(entry: Given): entry is AuthorizationBackend {
  return names.some((name) => entry[name] !== undefined) && names.every((name) => entry[name] !== null);
}

/** Reports entries without exactly one backend, and backends that have an earlier entry: `check_dup_types` of emqx_authz.erl of 5.8.9. */
function checkNames(entries: { [name in (typeof names)[number]]?: unknown }[], report: Report): void {
  const firsts = new Map<string, number>();
  entries.forEach((entry, index) => {
    const given = names.filter((name) => entry[name] !== undefined);
    if (given.length !== 1) {
      report(`${root}[${index}]`, `must have exactly one of ${names.join(", ")}`);
    }
    for (const name of given) {
      const first = firsts.get(name);
      if (first !== undefined) {
        const reason = `also set by ${root}[${first}]; EMQX accepts one entry for each backend, so merge the two`;
        report(`${root}[${index}].${name}`, reason);
      }
      firsts.set(name, first ?? index);
    }
  });
}

/** Reports what the release does not know. */
function checkRelease(line: ReleaseLine, given: AuthorizationBackend, path: string, report: Report): void {
  if (!isFrom(line.version, 1)) {
    report(path, "requires EMQX 5.1 or later; use a later image, or authorization.rules");
    return;
  }
  const { builtInDatabase, ldap } = given;
  if (builtInDatabase?.maxRules !== undefined && !isFrom(line.version, 8)) {
    report(`${path}.builtInDatabase.maxRules`, "requires EMQX 5.8 or later; omit it");
  }
  checkServers(line, { templates: "authorization", http: "httpAuthorization" }, given, path, report);
  if (ldap) {
    checkLdapAuthorization(line, ldap, `${path}.ldap`, report);
  }
}
