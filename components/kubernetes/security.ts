import type { types } from "@pulumi/kubernetes";
import type { Unwrap } from "@pulumi/pulumi";
import { UserIds } from "../emqxClusterArgs";
import { withoutAbsent } from "../settings/checks";

type PodSecurityContext = Unwrap<types.input.core.v1.PodSecurityContext>;
type SecurityContext = Unwrap<types.input.core.v1.SecurityContext>;

/** The user and group of the broker in EMQX's images. */
const fixedIds: PodSecurityContext = { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 };

/** The requirements of the Pod Security Standard `restricted` for a pod. */
const podDefaults: PodSecurityContext = {
  runAsNonRoot: true,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};

/** Its requirements for a container. */
const containerDefaults: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};

export function podSecurityContext(given: PodSecurityContext, userIds: UserIds): PodSecurityContext {
  return withDefaults({ ...podDefaults, ...(userIds === UserIds.Fixed ? fixedIds : {}) }, given);
}

export function containerSecurityContext(
  given: SecurityContext,
  readOnlyRootFilesystem = true,
): SecurityContext {
  return withDefaults({ ...containerDefaults, readOnlyRootFilesystem }, given);
}

/** Merges the user's values over the defaults, field by field. Undefined values keep the default. */
function withDefaults<T extends object>(defaults: T, given: T): T {
  const fields = Object.entries(withoutAbsent(given)).map(([field, value]: [string, unknown]) => {
    const fallback: unknown = (defaults as Record<string, unknown>)[field];
    return [field, isMap(fallback) && isMap(value) ? withDefaults(fallback, value) : value];
  });
  return { ...defaults, ...Object.fromEntries(fields) } as T;
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
