import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/** The permissions of a key of the REST API: https://docs.emqx.com/en/emqx/v5.8/admin/api.html#roles-and-permissions. */
export const ApiKeyRole = {
  /** Full access. The only role of open-source EMQX before 5.9, and of all editions before 5.4. */
  Administrator: "administrator",
  /** Read access to everything. */
  Viewer: "viewer",
  /** Publish messages, and nothing else. */
  Publisher: "publisher",
} as const;
export type ApiKeyRole = (typeof ApiKeyRole)[keyof typeof ApiKeyRole];

/** One key of EMQX's REST API. */
interface ApiKey {
  /**
   * The key. Clients send it as the user name. Accepted: at most 40 lowercase letters, digits and `-`, starting with a letter. `probe` is
   * reserved for the startup probe. Must be a plain value, because it is part of a Secret's name.
   */
  key: string;
  /**
   * The secret of the key. Clients send it as the password. Accepted: 16 to 255 letters, digits, `_`, `-` and `.`, starting with a letter.
   *
   * Default: generated, 32 letters and digits.
   */
  secret?: Input<string>;
  /** The permissions of the key. Default: `administrator`, as in EMQX. */
  role?: Input<ApiKeyRole>;
}

/**
 * How to set the keys of EMQX's REST API. Requires EMQX 5.1 or later. For the programs that use a key, the component stores each key in a
 * Secret `<name>-api-key-<key>` of type `kubernetes.io/basic-auth` (keys `username` and `password`).
 *
 * A node reads all keys from one file when it starts, so a change restarts the pods one by one. A key that you remove here remains valid
 * in EMQX until you delete it there.
 */
interface ApiKeys {
  /** The keys, in addition to the key of the startup probe. Default: none. */
  keys?: ApiKey[];
  /**
   * The key of a Secret in the cluster's namespace that contains the whole file. Each line is `key:secret`, or `key:secret:role` if EMQX
   * has roles. The startup probe uses the first line. Not valid together with `keys`; the component then creates no Secrets for keys. If
   * the Secret changes, restart the pods.
   */
  existingSecret?: SecretKeyArgs;
}

export type { ApiKey as ApiKeyArgs, ApiKeys as ApiKeysArgs };
