import type { Input } from "@pulumi/pulumi";

/**
 * How to set the Erlang cookie and the dashboard's first user. The component generates missing values once and keeps them. It stores the
 * dashboard's password in the Secret `<name>-credentials` (key `dashboard-password`), and the cookie in `<name>-cookie` (key `cookie`).
 *
 * Nodes read both when they start. A new cookie requires a restart of all nodes. EMQX creates the dashboard's user at the first start of
 * the cluster: a password that you change here later does not change in EMQX.
 */
interface Credentials {
  /**
   * The Erlang cookie, with which nodes authenticate to each other. Accepted: at most 255 letters, digits, `_`, `-` and `.`, starting with
   * a letter. EMQX reads other characters differently in different places.
   *
   * Default: generated, 64 letters and digits.
   */
  cookie?: Input<string>;
  /**
   * The name of the dashboard's first user. Accepted: the same characters as in `cookie`. The name is not secret.
   *
   * Default: `admin`, as in EMQX.
   */
  dashboardUsername?: Input<string>;
  /**
   * The password of the dashboard's first user. Accepted: the same characters as in `cookie`. On EMQX 4.x, user and password also give
   * access to the management API.
   *
   * Default: generated, 32 letters and digits.
   */
  dashboardPassword?: Input<string>;
  /**
   * The name of a Secret in the cluster's namespace that contains both the cookie and the password. Not valid together with `cookie` or
   * `dashboardPassword`; the component then creates neither Secret.
   */
  existingSecret?: Input<string>;
  /** The key of the cookie in `existingSecret`. Only valid with it. Default: `cookie`. */
  cookieKey?: Input<string>;
  /** The key of the dashboard's password in `existingSecret`. Only valid with it. Default: `dashboard-password`. */
  dashboardPasswordKey?: Input<string>;
}

/** One key of an existing Secret. */
interface SecretKey {
  /** The name of the Secret, in the cluster's namespace. */
  name: Input<string>;
  /** The key in the Secret. */
  key: Input<string>;
}

export type { Credentials as CredentialsArgs, SecretKey as SecretKeyArgs };
