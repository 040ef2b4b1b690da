import type { Input } from "@pulumi/pulumi";
import type { AuthorizationBackendArgs } from "./backends";

/** Whether an authorization rule allows or denies an action. */
export const AuthorizationPermission = {
  Allow: "allow",
  Deny: "deny",
} as const;
export type AuthorizationPermission = (typeof AuthorizationPermission)[keyof typeof AuthorizationPermission];

/** The actions of a client that an authorization rule applies to. */
export const AuthorizationAction = {
  Publish: "publish",
  Subscribe: "subscribe",
  /** Publish and subscribe. */
  All: "all",
} as const;
export type AuthorizationAction = (typeof AuthorizationAction)[keyof typeof AuthorizationAction];

/** What EMQX does with a client that is not allowed to publish or subscribe. */
export const DenyAction = {
  /** EMQX ignores the message or the subscription. */
  Ignore: "ignore",
  /** EMQX also closes the client's connection. */
  Disconnect: "disconnect",
} as const;
export type DenyAction = (typeof DenyAction)[keyof typeof DenyAction];

/**
 * A rule that allows or denies clients to publish or subscribe. It applies to all clients that have the given `username`, `clientId` and
 * `ipAddress`. Without these fields, it applies to all clients.
 */
interface AuthorizationRule {
  /** Whether the rule allows or denies the action. Required. */
  permission: Input<AuthorizationPermission>;
  /** The user name of the client. Default: any. */
  username?: Input<string>;
  /** The client ID. A client can choose its ID unless your authentication checks it. Default: any. */
  clientId?: Input<string>;
  /**
   * The IP address of the client, or a network such as `10.0.0.0/8`. Behind a load balancer, EMQX only knows the client's address with the
   * PROXY protocol, or with `service.externalTrafficPolicy: Local`.
   *
   * Default: any.
   */
  ipAddress?: Input<string>;
  /** The action. Default: `all`. */
  action?: Input<AuthorizationAction>;
  /** The QoS levels of the message or subscription, each 0, 1 or 2. Requires EMQX 5.2 or later. Default: all. */
  qos?: Input<Input<number>[]>;
  /**
   * Whether the rule applies to retained messages or to the others. Only valid for the action `publish`. Requires EMQX 5.2 or later.
   *
   * Default: both.
   */
  retain?: Input<boolean>;
  /**
   * Topics and topic filters, at least one. `eq ` before a topic filter means this filter itself, not the topics that match it: `eq #`
   * is the subscription to `#`. `#` does not include topics that start with `$`, such as `$SYS`.
   *
   * Placeholders: `${username}` and `${clientid}`; `${client_attrs.NAME}` from EMQX 5.7 on; `${cert_common_name}` and `${zone}` from EMQX
   * 5.9 on. Up to EMQX 5.0, a placeholder must be a whole level of the topic.
   */
  topics: Input<Input<string>[]>;
}

/** The cache of authorization results, which each client has. */
interface AuthorizationCache {
  /** Whether EMQX caches results. Default: `true`, as in EMQX. */
  enabled?: Input<boolean>;
  /** The maximum number of cached results of a client, 1 to 1048576. Default: 32, as in EMQX. */
  maxSize?: Input<number>;
  /** How long a result is cached, such as `1m`. Default: `1m`, as in EMQX. */
  ttl?: Input<string>;
}

/**
 * Which clients may publish and subscribe, and to which topics. Must be a plain value; its fields may be outputs. A change restarts the pods
 * one by one.
 */
interface Authorization {
  /**
   * The rules, at least one. The first rule that matches decides. They replace EMQX's own rules, and become `acl.conf`. Instead of them,
   * `configuration.acl` accepts the text of this file. If somebody edits the rules of the file in the dashboard, EMQX uses the edited rules
   * from then on.
   *
   * Default: EMQX's own rules, which allow almost everything.
   */
  rules?: Input<Input<AuthorizationRule>[]>;
  /**
   * Whether clients may do what no rule matches. It has no effect on EMQX's own rules, because one of them matches everything.
   *
   * Default: `deny` with `rules` or `authentication`, otherwise `allow`, as in EMQX.
   */
  noMatch?: Input<AuthorizationPermission>;
  /**
   * Servers and databases with further rules. EMQX asks them in this order, after `rules`, until one of them decides. Must be a plain list;
   * fields of its entries may be outputs. Requires EMQX 5.1 or later.
   *
   * Default: none.
   */
  backends?: AuthorizationBackendArgs[];
  /** What EMQX does with a client that is not allowed to publish or subscribe. Default: `ignore`, as in EMQX. */
  denyAction?: Input<DenyAction>;
  /** The cache of authorization results. Default: 32 results of each client, for one minute, as in EMQX. */
  cache?: Input<AuthorizationCache>;
}

export type {
  AuthorizationRule as AuthorizationRuleArgs,
  AuthorizationCache as AuthorizationCacheArgs,
  Authorization as AuthorizationArgs,
};
