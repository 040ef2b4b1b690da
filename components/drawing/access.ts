import type { types } from "@pulumi/kubernetes";
import { groupBy, inSameNamespace, type Manifest, namespaceOf, ofKind } from "./manifests";
import { actor, type Arrow, boxId, idOf, joined, objectLine, type Part } from "./picture";
import { type Workload, workloadsOf } from "./workloads";

type Binding = Manifest & Pick<types.output.rbac.v1.RoleBinding, "roleRef" | "subjects">;
type Role = Manifest & Pick<types.output.rbac.v1.Role, "rules">;
type Account = Manifest & { automountServiceAccountToken?: boolean };

const kubernetesApi = actor("Kubernetes API");

/** The ServiceAccounts of the pods, and the requests to the Kubernetes API that their Roles allow. */
export function drawAccess(manifests: Manifest[]): Part {
  const users = groupBy(workloadsOf(manifests), accountId);
  return joined([...users].map(([id, workloads]) => drawAccount(manifests, id, workloads)));
}

function drawAccount(manifests: Manifest[], id: string, workloads: Workload[]): Part {
  const [workload] = workloads;
  const name = accountName(workload);
  const account = ofKind<Account>(manifests, "ServiceAccount").find(
    (candidate) => candidate.metadata.name === name && inSameNamespace(candidate, workload),
  );
  const bindings = ofKind<Binding>(manifests, "RoleBinding").filter(
    (binding) =>
      inSameNamespace(binding, workload) &&
      binding.subjects?.some((subject) => subject.kind === "ServiceAccount" && subject.name === name),
  );
  const roles = ofKind<Role>(manifests, "Role").filter((role) =>
    bindings.some(
      (binding) =>
        inSameNamespace(binding, role) &&
        binding.roleRef.kind === "Role" &&
        binding.roleRef.name === role.metadata.name,
    ),
  );
  const lines = [{ text: "ServiceAccount", name }, ...[...roles, ...bindings].map(objectLine)];
  const users = workloads.map((user): Arrow => {
    const label = hasToken(user, account) ? ["has token of"] : ["runs as"];
    return { from: boxId(user), to: id, label, meaning: "reference" };
  });
  const calls: Arrow = {
    from: id,
    to: kubernetesApi.id,
    label: ["443", ...roles.flatMap(({ rules }) => rules.map(ruleText))],
    meaning: "traffic",
  };
  const [api, allowed] = roles.length > 0 ? [[kubernetesApi], [calls]] : [[], []];
  return {
    boxes: [{ id, shape: "object", lines }, ...api],
    arrows: [...users, ...allowed],
    shown: [...(account ? [account] : []), ...roles, ...bindings],
  };
}

function hasToken({ spec }: Workload, account: Account | undefined): boolean {
  return spec.template.spec.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true;
}

function ruleText({ verbs, resources, resourceNames }: types.output.rbac.v1.PolicyRule): string {
  const names = resourceNames?.length ? ` ${resourceNames.join(", ")}` : "";
  return `${verbs.join(", ")} ${(resources ?? []).join(", ")}${names}`;
}

function accountName({ spec }: Workload): string {
  return spec.template.spec.serviceAccountName ?? "default";
}

function accountId(workload: Workload): string {
  return idOf({ kind: "ServiceAccount", name: accountName(workload), namespace: namespaceOf(workload) });
}
