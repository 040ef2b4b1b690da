import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import type { Output, Resource } from "@pulumi/pulumi";
import { roleArgs, roleBindingArgs, serviceAccountArgs } from "../kubernetes/rbac";
import type { Context } from "./context";

/** Creates the ServiceAccount, unless the user has one, and its permissions. `namespace` is the actual namespace of the cluster. */
export function makePermissions(context: Context, namespace: Output<string>): Resource[] {
  const { name, settings, parent } = context;
  const identity = settings.serviceAccount.exists
    ? []
    : [new ServiceAccount(name, serviceAccountArgs(settings), { parent })];
  return settings.asksKubernetes ? [...identity, ...makeRights(context, namespace)] : identity;
}

function makeRights({ name, settings, parent }: Context, namespace: Output<string>): Resource[] {
  const role = new Role(name, roleArgs(settings), { parent });
  // Kubernetes lets a user without cluster-wide rights bind only a Role that exists, as it compares the two.
  const binding = new RoleBinding(name, roleBindingArgs(settings, namespace), { parent, dependsOn: role });
  return [role, binding];
}
