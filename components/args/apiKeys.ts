import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/** What a key of the REST API may do: https://docs.emqx.com/en/emqx/v5.8/admin/api.html#roles-and-permissions. */
export enum ApiKeyRole {
  /** Everything. The only role of open-source EMQX before 5.9, and of all before 5.4. */
  Administrator = "administrator",
  /** Read everything. */
  Viewer = "viewer",
  /** Publish messages, and nothing else. */
  Publisher = "publisher",
}

/** One key of EMQX's REST API. */
export interface ApiKeyArgs {
  /**
   * The key, which clients give as user name: at most 40 small letters, digits and `-`, the first a letter. A plain value,
   * as its Secret is named by it. `probe` is taken by the startup probe.
   */
  key: string;
  /**
   * Its secret, which clients give as password: 16 to 255 letters, digits, `_`, `-` and `.`, the first a letter.
   *
   * Default: generated, 32 letters and digits.
   */
  secret?: Input<string>;
  /** What it may do. Default: `administrator`, as in EMQX. */
  role?: Input<ApiKeyRole>;
}

/**
 * Keys of EMQX's REST API, for EMQX 5.1 and later. Each is kept in a Secret `<name>-api-key-<key>` of type
 * `kubernetes.io/basic-auth` (keys `username` and `password`), for the programs that use it. EMQX reads all of them from one
 * file when a node starts: a change rolls the pods. A key that is taken away here stays in EMQX until it is deleted there.
 */
export interface ApiKeysArgs {
  /** The keys. Default: none besides the one of the startup probe. */
  keys?: ApiKeyArgs[];
  /**
   * The key of a Secret in the cluster's namespace that holds the whole file: lines `key:secret`, or `key:secret:role` where
   * EMQX has roles. No Secret is then created, and the startup probe uses the first line. A change of its content reaches
   * the pods when they are restarted.
   */
  existingSecret?: SecretKeyArgs;
}
