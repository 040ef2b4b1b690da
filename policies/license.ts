import type { ResourceValidationPolicy } from "@pulumi/policy";
import { brokerOf, type KubernetesObject, releaseOf } from "./kubernetes";

/** Whether the release requires a licence for more than one node: 5.9 and later. */
function requiresLicense({ major, minor }: { major: number; minor: number }): boolean {
  return major > 5 || (major === 5 && minor >= 9);
}

/** Whether an object runs several nodes of a release that requires a licence, and has none. */
function lacksLicense({ spec }: KubernetesObject): boolean {
  const broker = brokerOf(spec?.template);
  if (broker === undefined || (spec?.replicas ?? 1) < 2 || !requiresLicense(releaseOf(broker))) return false;
  // A Secret with all its keys may contain the licence.
  const inSecret = broker.envFrom?.some(({ secretRef }) => secretRef !== undefined);
  return !inSecret && !broker.env?.some(({ name }) => name === "EMQX_LICENSE__KEY");
}

export const license: ResourceValidationPolicy = {
  name: "emqx-license",
  description: "Several nodes of EMQX 5.9 or later must have a licence.",
  enforcementLevel: "mandatory",
  validateResource: ({ props }, report) => {
    if (lacksLicense(props)) report("EMQX 5.9 and later requires a licence for several nodes. Set license.");
  },
};
