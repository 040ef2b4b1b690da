import type { types } from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";

type PodSecurityContext = Unwrap<types.input.core.v1.PodSecurityContext>;
type SecurityContext = Unwrap<types.input.core.v1.SecurityContext>;

/** The broker's user in EMQX's images, and what the Pod Security Standard `restricted` asks of a pod. */
const podDefaults: PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};

/** What it asks of a container, and more. */
const containerDefaults: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};

/** What is given takes the place of the defaults field by field, so that nothing is lost by surprise. */
export function podSecurityContext(given: PodSecurityContext): PodSecurityContext {
  return { ...podDefaults, ...given };
}

export function containerSecurityContext(given: SecurityContext = {}): SecurityContext {
  const capabilities = { ...containerDefaults.capabilities, ...given.capabilities };
  return { ...containerDefaults, ...given, capabilities };
}
