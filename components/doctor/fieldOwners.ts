import { type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";

/** The fields of one manager, as the API server records them: https://kubernetes.io/docs/reference/using-api/server-side-apply/. */
interface ManagedFields {
  manager: string;
  operation: "Apply" | "Update";
  /** A subresource such as `status`, which only controllers write. */
  subresource?: string;
  fieldsV1?: FieldTree;
}

interface FieldTree {
  [segment: string]: FieldTree;
}

/** A resource of the cluster, with the managers that own its fields. */
export interface OwnedObject {
  kind: string;
  metadata: { name: string; managedFields?: ManagedFields[] };
  spec?: object;
}

/** Kinds of resources that may have been adopted from another tool, and that the ClusterRole `view` can read. */
export const ownedKinds =
  "serviceaccounts,services,statefulsets,deployments,poddisruptionbudgets,networkpolicies,ingresses";

const ofPulumi = /^pulumi-kubernetes/;

/** Kubernetes' own controllers, and managers whose fields the Pulumi provider takes over with its next change. */
const harmless = /^(kube-controller-manager$|pulumi-kubernetes|kubectl|before-first-apply)/;

/** Reports other managers of fields that the component sets. Kubernetes keeps such a field if only Pulumi removes it. */
export function ownerFindings({
  objects = [],
  ...place
}: {
  objects?: OwnedObject[];
  namespace: string;
  options: string[];
}): Finding[] {
  return objects.flatMap(({ kind, metadata: { name, managedFields = [] } }) => {
    const own = new Set(
      managedFields
        .filter(({ manager, operation }) => operation === "Apply" && ofPulumi.test(manager))
        .flatMap(({ fieldsV1 = {} }) => paths(fieldsV1)),
    );
    return [...managedFields.entries()].flatMap(([index, { manager, subresource, fieldsV1 = {} }]) => {
      const shared = paths(fieldsV1).filter((path) => own.has(path));
      if (subresource !== undefined || harmless.test(manager) || shared.length === 0) {
        return [];
      }
      const object = `${kind.toLowerCase()} ${name}`;
      const more = shared.length > 1 ? `, and ${shared.length - 1} more` : "";
      return [
        warning(
          object,
          `${manager} also owns fields that Pulumi sets, so Kubernetes keeps them when Pulumi removes them: ${shared[0]}${more}`,
          `If ${manager} no longer manages this resource, let Pulumi take over the fields: ${kubectlCommand(place, `patch ${object} --type=json --patch='${handOver(index, manager)}'`)}`,
        ),
      ];
    });
  });
}

/** A patch that renames a manager, so that the provider takes over its fields. */
function handOver(index: number, manager: string): string {
  const path = `/metadata/managedFields/${index}/manager`;
  return JSON.stringify([
    { op: "test", path, value: manager },
    { op: "replace", path, value: `kubectl-${manager}` },
  ]);
}

/** The paths of all fields in a tree, such as `spec.ports[port=1883,protocol=TCP].name`. */
function paths(tree: FieldTree, prefix = ""): string[] {
  return Object.entries(tree)
    .filter(([segment]) => segment !== ".")
    .flatMap(([segment, below]) => {
      const path = `${prefix}${readable(segment, prefix === "")}`;
      const further = paths(below, path);
      return further.length > 0 ? further : [path];
    });
}

/** `f:` precedes the name of a field, `k:` the keys of a list entry, `v:` the value of one. */
function readable(segment: string, isFirst: boolean): string {
  const text = segment.slice(2);
  if (segment.startsWith("f:")) {
    return isFirst ? text : `.${text}`;
  }
  const value: unknown = JSON.parse(text);
  const isKeys = segment.startsWith("k:");
  return `[${
    isKeys
      ? Object.entries(value as object)
          .map(([key, given]) => `${key}=${given}`)
          .join()
      : text
  }]`;
}
