import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { contentHash } from "./configMap";
import { base64 } from "./generated";
import { objectMeta } from "./metadata";

/** The key of the Secret that is the licence. */
export const licenseKey = "license";

/** The licence. Its Secret's name carries a hash of it: a new licence rolls the pods. */
export function licenseArgs(settings: Settings, key: pulumi.Output<string>): types.input.core.v1.Secret {
  return {
    metadata: objectMeta(settings, licenseSecretName(settings.name, key)),
    type: "Opaque",
    immutable: true,
    // EMQX reads the variable as HOCON, where // starts a comment.
    data: { [licenseKey]: key.apply((text) => base64(text.includes("//") ? `"${text}"` : text)) },
  };
}

/** A hash tells nothing of a licence, which is signed. */
export function licenseSecretName(name: string, key: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.unsecret(key.apply((text) => `${name}-license-${contentHash({ [licenseKey]: text })}`));
}
