import { LdapMethod } from "../../emqxClusterArgs";
import type { ReleaseLine } from "../releaseLine";
import type { SecretKey, SettingTree } from "../secretReferences";
import { connection, password, type ServerConnection } from "./databases";

export interface LdapServer extends ServerConnection {
  server: string;
  username: string;
  password?: SecretKey;
  baseDn: string;
  filter?: string;
}

export interface LdapAuthentication extends LdapServer {
  method: LdapMethod;
  passwordAttribute?: string;
  isSuperuserAttribute?: string;
}

export interface LdapAuthorization extends LdapServer {
  publishAttribute?: string;
  subscribeAttribute?: string;
  allAttribute?: string;
}

/** Sources: apps/emqx_ldap/src/emqx_ldap.erl of 5.2.1, 5.3.2, 5.8.9, 5.10.4 and 6.2.2. */
function serverSettings(given: LdapServer): SettingTree {
  const { server, username, baseDn, filter } = given;
  return {
    ...{ server, username, password: password(given.password), base_dn: baseDn, filter },
    ...connection(given, [server]),
  };
}

/**
 * The settings of authentication with LDAP. Up to 5.3, each method has its own place; 5.9 no longer knows it. Sources:
 * apps/emqx_ldap/src/emqx_ldap_authn.erl of 5.2.1; emqx_authn_ldap_schema.erl and emqx_authn_ldap_bind_schema.erl of 5.3.2;
 * apps/emqx_auth_ldap/src/emqx_authn_ldap_schema.erl of 5.4.1, 5.9.2, 5.10.4 and 6.2.2.
 */
export function ldapAuthentication(
  { version: { major, minor } }: ReleaseLine,
  given: LdapAuthentication,
): SettingTree {
  const { method } = given;
  const attributes = {
    password_attribute: given.passwordAttribute,
    is_superuser_attribute: given.isSuperuserAttribute,
  };
  return major === 5 && minor < 4
    ? { backend: method === LdapMethod.Bind ? "ldap_bind" : "ldap", ...attributes, ...serverSettings(given) }
    : { backend: "ldap", method: { type: method, ...attributes }, ...serverSettings(given) };
}

/** The settings of authorization with LDAP: emqx_ldap_authz.erl of 5.2.1, emqx_authz_ldap_schema.erl of 5.3.2, 5.10.4 and 6.2.2. */
export function ldapAuthorization(given: LdapAuthorization): SettingTree {
  return {
    publish_attribute: given.publishAttribute,
    subscribe_attribute: given.subscribeAttribute,
    all_attribute: given.allAttribute,
    ...serverSettings(given),
  };
}
