import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { licenseFile } from "../emqx/license";
import type { Settings } from "../settings";
import type { SecretKey } from "../settings/checks";
import type { License } from "../settings/license";
import { contentHash } from "./configMap";
import { base64 } from "./generated";
import { objectMeta } from "./metadata";
import { type Eventual, whenKnown } from "../eventual";

/** The Secret with the licence. */
export function licenseArgs(settings: Settings, key: Eventual<string>): types.input.core.v1.Secret {
  return {
    metadata: objectMeta(settings, licenseSecretName(settings, key)),
    type: "Opaque",
    data: { [licenseFile]: whenKnown([key], base64) },
  };
}

/** The Secret and key from which pods read the licence. */
export function licenseSource(settings: Settings, license: License): Eventual<SecretKey> {
  return "existingSecret" in license
    ? license.existingSecret
    : whenKnown([licenseSecretName(settings, license.key)], (name) => ({ name, key: licenseFile }));
}

/**
 * If nodes read the licence from a variable, the name contains a hash of the licence, so that a new licence rolls the pods. The hash
 * reveals nothing: a licence is signed and cannot be guessed.
 */
export function licenseSecretName({ name, line }: Settings, key: Eventual<string>): Eventual<string> {
  const hash = pulumi.unsecret(
    pulumi.output(whenKnown([key], (text) => contentHash({ [licenseFile]: text }))),
  );
  return whenKnown([line], ({ readsLicenseFile }) =>
    readsLicenseFile ? `${name}-license` : whenKnown([hash], (digits) => `${name}-license-${digits}`),
  );
}
