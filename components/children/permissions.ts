import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import type { Output, Resource } from "@pulumi/pulumi";
import { roleArgs, roleBindingArgs, serviceAccountArgs } from "../kubernetes/rbac";
import type { Context } from "./context";

/** Creates the ServiceAccount, unless the user has one, and its permissions. `namespace` is the actual namespace of the cluster. */
export function makePermissions({ name, settings, parent }: Context, namespace: Output<string>): Resource[] {
  const identity = settings.serviceAccount.exists
    ? []
    : [new ServiceAccount(name, serviceAccountArgs(settings), { parent })];
  const rights = settings.asksKubernetes
    ? [
        new Role(name, roleArgs(settings), { parent }),
        new RoleBinding(name, roleBindingArgs(settings, namespace), { parent }),
      ]
    : [];
  return [...identity, ...rights];
}
