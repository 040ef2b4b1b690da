import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
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

/** What discovery through the Kubernetes API needs: it reads one Endpoints object, by name, and nothing else. */
export function roleArgs(settings: Settings): types.input.rbac.v1.Role {
  return {
    metadata: objectMeta(settings, settings.name),
    rules: [
      {
        apiGroups: [""],
        resources: ["endpoints"],
        resourceNames: [headlessServiceName(settings.name)],
        verbs: ["get"],
      },
    ],
  };
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
