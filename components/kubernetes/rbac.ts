import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { DiscoveryStrategy } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import { objectMeta } from "./metadata";
import { headlessServiceName } from "./services";

/** The identity of the pods. Its token is mounted by pods that need one only: see the StatefulSet. */
export function serviceAccountArgs(settings: Settings): types.input.core.v1.ServiceAccount {
  return {
    metadata: objectMeta(settings, settings.name, settings.serviceAccount.annotations),
    automountServiceAccountToken: false,
  };
}

/**
 * What pods ask the Kubernetes API: for discovery one Endpoints object, by name, and before they leave the number of nodes that there are
 * to be, and nothing else.
 */
export function roleArgs(settings: Settings): types.input.rbac.v1.Role {
  return {
    metadata: objectMeta(settings, settings.name),
    rules: [
      ...(settings.strategy === DiscoveryStrategy.K8s
        ? [mayGet("", "endpoints", headlessServiceName(settings.name))]
        : []),
      ...(settings.leaving ? [mayGet("apps", "statefulsets/scale", settings.name)] : []),
    ],
  };
}

function mayGet(apiGroup: string, resource: string, name: string): types.input.rbac.v1.PolicyRule {
  return { apiGroups: [apiGroup], resources: [resource], resourceNames: [name], verbs: ["get"] };
}

/** Gives the Role to the ServiceAccount. `namespace` is where the ServiceAccount truly is. */
export function roleBindingArgs(
  settings: Settings,
  namespace: Input<string>,
): types.input.rbac.v1.RoleBinding {
  return {
    metadata: objectMeta(settings, settings.name),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: settings.name },
    subjects: [{ kind: "ServiceAccount", name: settings.serviceAccount.name, namespace }],
  };
}
