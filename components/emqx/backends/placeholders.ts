import { type ReleaseLine, isFrom } from "../releaseLine";

/** Where a template is used. */
export type TemplateUse =
  "authentication" | "authorization" | "httpAuthorization" | "ldapAuthentication" | "ldapAuthorization";

const attributes = "client_attrs.NAME";
const client = ["username", "clientid", "peerhost", "cert_common_name", "cert_subject"];
const request = ["topic", "action", "proto_name", "mountpoint"];

/** The placeholders of each use, after the first minor release of 5.x that knows them. */
const known: Record<TemplateUse, [from: number, names: string[]][]> = {
  authentication: [
    [0, [...client, "password"]],
    [7, [attributes]],
    [8, ["cert_pem"]],
    [9, ["zone", "listener", "peerport"]],
  ],
  authorization: [
    [0, client],
    [7, [attributes]],
    [9, ["zone", "listener", "peerport"]],
  ],
  httpAuthorization: [
    [0, [...client, ...request]],
    [2, ["qos", "retain"]],
    [7, [attributes]],
    [8, ["cert_pem", "access"]],
    [9, ["zone", "listener", "peerport"]],
  ],
  ldapAuthentication: [
    [0, client.slice(0, 2)],
    [9, [...client.slice(2), "password", attributes, "cert_pem", "zone", "listener", "peerport"]],
  ],
  ldapAuthorization: [
    [0, client.slice(0, 2)],
    [9, [...client.slice(2), attributes, "zone", "listener"]],
  ],
};

/**
 * The placeholders that a release line replaces; it uses others as plain text. A release line that learnt one after its first patch is left
 * out. Sources: `AUTHN_PLACEHOLDERS` of apps/emqx_authn/src/emqx_authn_utils.erl and `PLACEHOLDERS` of apps/emqx_authz/src/emqx_authz_*.erl
 * of 5.1.6; `AUTHN_DEFAULT_ALLOWED_VARS`, `AUTHZ_DEFAULT_ALLOWED_VARS` and `ALLOWED_VARS` of apps/emqx_auth*, 5.3.2, 5.7.0, 5.8.0, 5.9.0,
 * 5.10.4 and 6.2.2. Up to 5.8, LDAP has no such list.
 */
export function placeholdersOf({ version }: ReleaseLine, use: TemplateUse): string[] {
  return known[use].filter(([from]) => isFrom(version, from)).flatMap(([, names]) => names);
}

/** The names of the placeholders in a template. */
export function placeholdersIn(template: string): string[] {
  return [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name);
}

/** The placeholders in a template that a release line would use as plain text. */
export function unknownPlaceholders(line: ReleaseLine, use: TemplateUse, template: string): string[] {
  const accepted = placeholdersOf(line, use);
  return placeholdersIn(template).filter(
    (name) => !accepted.includes(name.replace(/^client_attrs\.\w+$/, attributes)),
  );
}
