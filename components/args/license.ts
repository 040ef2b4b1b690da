import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/**
 * The licence of EMQX: either its key or a Secret that holds it. From 5.4 on nodes read a renewed one without a restart. Earlier ones read it
 * when they start: a changed `key` rolls the pods, a changed Secret does not.
 */
export interface LicenseArgs {
  /** The licence key, kept in a Secret. `evaluation` is one from 5.9 on: clusters of at most 25 sessions, for 30 days. */
  key?: Input<string>;
  /** The key of a Secret in the cluster's namespace that holds it. */
  existingSecret?: SecretKeyArgs;
}
