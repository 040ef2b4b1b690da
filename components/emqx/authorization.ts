import { AuthorizationAction, type AuthorizationPermission, type DenyAction } from "../emqxClusterArgs";
import { type ReleaseLine, isFrom } from "./releaseLine";

/** A complete authorization rule. */
export interface AuthorizationRule {
  permission: AuthorizationPermission;
  username?: string;
  clientId?: string;
  ipAddress?: string;
  action: AuthorizationAction;
  qos?: number[];
  retain?: boolean;
  topics: string[];
}

/** How EMQX applies its authorization rules. */
export interface AuthorizationSettings {
  noMatch?: AuthorizationPermission;
  denyAction?: DenyAction;
  cache?: { enabled?: boolean; maxSize?: number; ttl?: string };
}

/** The notation for a topic filter itself, as in EMQX: `compile_topic` of emqx_authz_rule.erl. */
export const exactly = /^eq (?=.)/;

const placeholder = /\$\{([^}]*)\}/g;

/**
 * The rules as the content of `acl.conf`: Erlang terms, one per line. Sources: src/emqx_access_rule.erl of 4.1.5 and 4.4.19,
 * apps/emqx_authz/src/emqx_authz_rule.erl of 5.0.0 and 5.2.0, apps/emqx_auth/src/emqx_authz/emqx_authz_rule.erl of 5.8.9 and 6.2.2.
 */
export function aclFile(line: ReleaseLine, rules: AuthorizationRule[]): string {
  return rules
    .map((rule) => {
      const topics = rule.topics.map((topic) => topicTerm(line, topic));
      return `{${rule.permission}, ${clients(rule)}, ${action(line, rule)}, [${topics.join(", ")}]}.\n`;
    })
    .join("");
}

function clients({ username, clientId, ipAddress }: AuthorizationRule): string {
  const conditions = Object.entries({ user: username, client: clientId, ipaddr: ipAddress })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `{${name}, ${name === "ipaddr" ? `"${value}"` : erlangText(value)}}`);
  if (conditions.length > 1) {
    return `{'and', [${conditions.join(", ")}]}`;
  }
  return conditions[0] ?? "all";
}

function action({ version }: ReleaseLine, rule: AuthorizationRule): string {
  const name = version.major === 4 && rule.action === AuthorizationAction.All ? "pubsub" : rule.action;
  const options = [
    ...(rule.qos === undefined ? [] : [`{qos, [${rule.qos.join(", ")}]}`]),
    ...(rule.retain === undefined ? [] : [`{retain, ${rule.retain}}`]),
  ];
  return options.length === 0 ? name : `{${name}, [${options.join(", ")}]}`;
}

/** EMQX 4.x calls the placeholders `%u` and `%c`. */
function topicTerm({ version }: ReleaseLine, topic: string): string {
  if (exactly.test(topic)) {
    return `{eq, ${erlangText(topic.replace(exactly, ""))}}`;
  }
  const names: Record<string, string> = { username: "%u", clientid: "%c" };
  return erlangText(
    version.major === 4 ? topic.replace(placeholder, (text, name: string) => names[name] ?? text) : topic,
  );
}

/**
 * Text as an Erlang string, or as a binary of UTF-8 bytes. Up to 5.2, EMQX fails to convert strings with characters above 255, and converts
 * other non-ASCII characters to Latin-1: `bin` of emqx_authz_rule.erl. Escapes keep the text from ending the string.
 */
function erlangText(text: string): string {
  const bytes = [...Buffer.from(text, "utf8")];
  const escaped = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) {
      return `\\x{${byte.toString(16)}}`;
    }
    return /["\\]/.test(character) ? `\\${character}` : character;
  });
  const string = `"${escaped.join("")}"`;
  return bytes.some((byte) => byte > 0x7f) ? `<<${string}>>` : string;
}

/** The names of the placeholders that a release line supports. Sources: see `aclFile`, and 5.7.0, 5.8.0 and 5.9.0. */
function isPlaceholder({ version }: ReleaseLine, name: string): boolean {
  return (
    ["username", "clientid"].includes(name) ||
    (isFrom(version, 7) && /^client_attrs\.\w+$/.test(name)) ||
    (isFrom(version, 9) && ["cert_common_name", "zone"].includes(name))
  );
}

/** What is wrong with the placeholders of a topic: EMQX would use them as plain text. Undefined if nothing is. */
export function placeholderProblem(line: ReleaseLine, topic: string): string | undefined {
  const { major, minor } = line.version;
  const names = [...topic.matchAll(placeholder)].map(([, name]) => name);
  if (names.length > 0 && exactly.test(topic)) {
    return "must have no placeholder after eq";
  }
  const unknown = names.find((name) => !isPlaceholder(line, name));
  if (unknown !== undefined) {
    return `EMQX ${major}.${minor} does not support the placeholder \${${unknown}}; see topics in the reference for the accepted ones`;
  }
  const levels = topic.split("/");
  if (major === 4 && levels.some((level) => /^%(u|c|cida|cna)$/.test(level))) {
    return "must have no level %u, %c, %cida or %cna; write ${username} or ${clientid}";
  }
  const isPart = (level: string) => level.includes("${") && !/^\$\{\w+\}$/.test(level);
  return !isFrom(line.version, 1) && levels.some(isPart)
    ? "must have placeholders only as whole levels, which EMQX requires up to 5.0"
    : undefined;
}

/** Every setting, for the names of all variables. */
export const allAuthorization: AuthorizationSettings = {
  noMatch: "deny",
  denyAction: "ignore",
  cache: { enabled: true, maxSize: 1, ttl: "1m" },
};

/**
 * The settings as environment. Sources: etc/emqx.conf of 4.1.5 and 4.4.19, whose zone has its own deny action, and
 * apps/emqx/src/emqx_schema.erl of 5.0.0, 5.8.9 and 6.2.2.
 */
export function authorizationEnvironment(
  { version }: ReleaseLine,
  { noMatch, denyAction, cache = {} }: AuthorizationSettings,
): Record<string, string> {
  const { enabled, maxSize, ttl } = cache;
  const values: [key4: string, key5: string, value?: string][] = [
    ["EMQX_ACL_NOMATCH", "NO_MATCH", noMatch],
    ["EMQX_ZONE__EXTERNAL__ACL_DENY_ACTION", "DENY_ACTION", denyAction],
    ["EMQX_ENABLE_ACL_CACHE", "CACHE__ENABLE", switched(version.major, enabled)],
    ["EMQX_ACL_CACHE_MAX_SIZE", "CACHE__MAX_SIZE", maxSize?.toString()],
    ["EMQX_ACL_CACHE_TTL", "CACHE__TTL", ttl],
  ];
  return Object.fromEntries(
    values
      .filter((entry): entry is [string, string, string] => entry[2] !== undefined)
      .map(([key4, key5, value]) => [version.major === 4 ? key4 : `EMQX_AUTHORIZATION__${key5}`, value]),
  );
}

function switched(major: number, enabled: boolean | undefined): string | undefined {
  if (major === 4 && enabled !== undefined) {
    return enabled ? "on" : "off";
  }
  return enabled?.toString();
}
