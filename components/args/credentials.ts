import type { Input } from "@pulumi/pulumi";

/**
 * The secrets of the cluster. Whatever is not given is generated once and then stays. The dashboard's password is kept in
 * the Secret `<name>-credentials` under the key `dashboard-password`, the Erlang cookie in `<name>-cookie` under `cookie`.
 *
 * Nodes read them when they start: a new cookie takes a restart of all nodes. The dashboard's user is made at the very first
 * start of a cluster; a password that is changed here afterwards is not changed in EMQX.
 */
export interface CredentialsArgs {
  /**
   * The Erlang cookie that nodes know each other by: at most 255 letters, digits, `_`, `-` and `.`, the first a letter,
   * as EMQX reads other characters differently in different places.
   *
   * Default: generated, 64 letters and digits.
   */
  cookie?: Input<string>;
  /**
   * The name of the dashboard's first user, of the same characters. It is no secret.
   *
   * Default: `admin`, as in EMQX.
   */
  dashboardUsername?: Input<string>;
  /**
   * The password of the dashboard's first user, of the same characters. On EMQX 4.x, user and password also open
   * the management API.
   *
   * Default: generated, 32 letters and digits.
   */
  dashboardPassword?: Input<string>;
  /**
   * The name of a Secret in the cluster's namespace that holds both. No Secret is then created, and neither `cookie` nor
   * `dashboardPassword` may be given.
   */
  existingSecret?: Input<string>;
  /** The key of the cookie in `existingSecret`. Default: `cookie`. */
  cookieKey?: Input<string>;
  /** The key of the dashboard's password in `existingSecret`. Default: `dashboard-password`. */
  dashboardPasswordKey?: Input<string>;
}

/** One key of an existing Secret. */
export interface SecretKeyArgs {
  /** The name of the Secret, in the cluster's namespace. */
  name: Input<string>;
  /** The key in it. */
  key: Input<string>;
}
