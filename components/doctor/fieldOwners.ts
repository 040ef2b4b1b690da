import { type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";

/** The fields that somebody owns, as the API server keeps them: https://kubernetes.io/docs/reference/using-api/server-side-apply/. */
interface ManagedFields {
  manager: string;
  operation: "Apply" | "Update";
  /** Such as `status`, which only controllers write. */
  subresource?: string;
  fieldsV1?: FieldTree;
}

interface FieldTree {
  [segment: string]: FieldTree;
}

/** An object of the cluster, as far as its owners need to be known. */
export interface OwnedObject {
  kind: string;
  metadata: { name: string; managedFields?: ManagedFields[] };
}

/** Kinds that a cluster may have taken over from others, as far as the role `view` lets them be read. */
export const ownedKinds =
  "serviceaccounts,services,statefulsets,deployments,poddisruptionbudgets,networkpolicies,ingresses";

const ofPulumi = /^pulumi-kubernetes/;

/** Kubernetes' own controllers, and those whose fields Pulumi's provider takes over with its next change of the object. */
const harmless = /^(kube-controller-manager$|pulumi-kubernetes|kubectl|before-first-apply)/;

/** Others who own fields that the component sets: Kubernetes keeps such a field when Pulumi alone gives it up. */
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
          `${manager} owns fields that Pulumi sets, and Kubernetes would keep them when Pulumi removes them: ${shared[0]}${more}`,
          `If ${manager} no longer manages it, hand its fields over: ${kubectlCommand(place, `patch ${object} --type=json --patch='${handOver(index, manager)}'`)}`,
        ),
      ];
    });
  });
}

/** A patch that gives an owner another name, one of those whose fields the provider takes over. */
function handOver(index: number, manager: string): string {
  const path = `/metadata/managedFields/${index}/manager`;
  return JSON.stringify([
    { op: "test", path, value: manager },
    { op: "replace", path, value: `kubectl-${manager}` },
  ]);
}

/** The fields of a tree, such as `spec.ports[port=1883,protocol=TCP].name`. */
function paths(tree: FieldTree, prefix = ""): string[] {
  return Object.entries(tree)
    .filter(([segment]) => segment !== ".")
    .flatMap(([segment, below]) => {
      const path = `${prefix}${readable(segment, prefix === "")}`;
      const further = paths(below, path);
      return further.length > 0 ? further : [path];
    });
}

/** A field is `f:name`, an entry of a list `k:` with its keys, or `v:` with its value. */
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
