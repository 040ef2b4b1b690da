import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { licenseFile } from "../emqx/license";
import type { Settings } from "../settings";
import type { SecretKey } from "../settings/checks";
import type { License } from "../settings/license";
import { contentHash } from "./configMap";
import { base64 } from "./generated";
import { objectMeta } from "./metadata";

/** The licence. */
export function licenseArgs(settings: Settings, key: pulumi.Output<string>): types.input.core.v1.Secret {
  return {
    metadata: objectMeta(settings, licenseSecretName(settings, key)),
    type: "Opaque",
    data: { [licenseFile]: key.apply(base64) },
  };
}

/** Where pods have it from. */
export function licenseSource(settings: Settings, license: License): pulumi.Output<SecretKey> {
  return "existingSecret" in license
    ? license.existingSecret
    : pulumi.output({ name: licenseSecretName(settings, license.key), key: licenseFile });
}

/**
 * Where nodes read it from a variable, the name carries a hash of it, so that a new one rolls the pods. A hash tells nothing of a
 * licence, which is signed.
 */
export function licenseSecretName(
  { name, line }: Settings,
  key: pulumi.Output<string>,
): pulumi.Output<string> {
  const hash = pulumi.unsecret(key.apply((text) => contentHash({ [licenseFile]: text })));
  return line.apply(({ readsLicenseFile }) =>
    readsLicenseFile ? pulumi.output(`${name}-license`) : hash.apply((digits) => `${name}-license-${digits}`),
  );
}
