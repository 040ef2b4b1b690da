import { hocon } from "../hocon";
import type { ReleaseLine } from "../releaseLine";
import { joinPlaces, placeSecrets, type SecretPlaces, type SettingTree } from "../secretReferences";
import {
  type MongodbServer,
  mongodbSettings,
  type RedisServer,
  redisSettings,
  type SqlServer,
  sqlSettings,
} from "./databases";
import { type HttpServer, httpSettings } from "./http";
import { type LdapAuthorization, ldapAuthorization } from "./ldap";

/** A source of authorization rules. Exactly one backend is set. */
export interface AuthorizationBackend {
  builtInDatabase?: { maxRules?: number };
  http?: HttpServer;
  postgresql?: SqlServer;
  mysql?: SqlServer;
  redis?: RedisServer;
  mongodb?: MongodbServer;
  ldap?: LdapAuthorization;
}

/** The variable with the list of EMQX's sources of authorization rules. */
export const sourcesVariable = "EMQX_AUTHORIZATION__SOURCES";

/** The source of `acl.conf`, as in EMQX: `default_authz` of emqx_authz_schema.erl, the same from 5.1.6 to 6.2.2. */
const aclSource: SettingTree = { type: "file", enable: true, path: "${EMQX_ETC_DIR}/acl.conf" };

/** The settings of one source. The built-in database knows `max_rules` from 5.8.0 on: emqx_authz_mnesia_schema.erl. */
function authorizationSource(given: AuthorizationBackend): SettingTree {
  const { builtInDatabase, http, postgresql, mysql, redis, mongodb, ldap } = given;
  return (
    (builtInDatabase && { type: "built_in_database", max_rules: builtInDatabase.maxRules }) ??
    (http && { type: "http", ...httpSettings(http) }) ??
    (postgresql && { type: "postgresql", ...sqlSettings(postgresql) }) ??
    (mysql && { type: "mysql", ...sqlSettings(mysql) }) ??
    (redis && { type: "redis", ...redisSettings(redis) }) ??
    (mongodb && { type: "mongodb", ...mongodbSettings(mongodb) }) ??
    (ldap && { type: "ldap", ...ldapAuthorization(ldap) }) ??
    {}
  );
}

/**
 * EMQX's sources of rules, and the places of their secrets.
 *
 * @param hasRules Whether the cluster has rules in `acl.conf`, which EMQX then asks first. EMQX's own `acl.conf` is left out: its last rule
 *   allows everything, so that EMQX would never ask the backends.
 */
export function authorizationSources(
  line: ReleaseLine,
  backends: AuthorizationBackend[],
  hasRules: boolean,
): { sources: Record<string, unknown>[]; places: SecretPlaces } {
  const trees = [...(hasRules ? [aclSource] : []), ...backends.map(authorizationSource)];
  const placed = trees.map((tree, index) => placeSecrets(line, `${sourcesVariable}__${index + 1}`, tree));
  return {
    sources: placed.map(({ settings }) => settings),
    places: joinPlaces(placed.map(({ places }) => places)),
  };
}

/** The environment with the sources. EMQX keeps its own ones if there are none. */
export function sourcesEnvironment(given: { sources: object[] } | undefined): Record<string, string> {
  return given === undefined ? {} : { [sourcesVariable]: hocon(given.sources) };
}
