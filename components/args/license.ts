import type { Input } from "@pulumi/pulumi";
import type { SecretKeyArgs } from "./credentials";

/** The licence of EMQX: either its key or a Secret that holds it. */
export interface LicenseArgs {
  /** The licence key. It is kept in a Secret; a change rolls the pods. */
  key?: Input<string>;
  /** The key of a Secret in the cluster's namespace that holds it. */
  existingSecret?: SecretKeyArgs;
}
