import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { DiscoveryStrategy } from "../emqxClusterArgs";
import type { Settings } from "../settings";
import { objectMeta } from "./metadata";
import { headlessServiceName } from "./services";

/** The ServiceAccount of the pods. The pod template mounts its token only if pods call the Kubernetes API. */
export function serviceAccountArgs(settings: Settings): types.input.core.v1.ServiceAccount {
  return {
    metadata: objectMeta(settings, settings.name, settings.serviceAccount.annotations),
    automountServiceAccountToken: false,
  };
}

/**
 * The Role of the pods. It only allows reading one Endpoints object by name, for discovery, and the StatefulSet's scale, which pods check
 * before they leave the cluster.
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

/** The RoleBinding of the ServiceAccount. `namespace` is the ServiceAccount's actual namespace. */
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
