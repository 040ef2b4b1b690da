import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/**
 * How to set the licence of EMQX. Set either `key` or `existingSecret`. Requires EMQX 5.9 or later, or the enterprise edition of 5.x.
 *
 * From 5.4 on, nodes read a renewed licence without a restart. Earlier releases read it when a node starts: a changed `key` restarts the
 * pods one by one, a changed Secret does not.
 */
interface License {
  /**
   * The licence key. The component stores it in a Secret. From 5.9 on, `evaluation` is accepted too, for at most 25 sessions and 30 days.
   */
  key?: Input<string>;
  /** The key of a Secret in the cluster's namespace that contains the licence key. */
  existingSecret?: SecretKeyArgs;
}

export type { License as LicenseArgs };
