import type { NodeRole } from "../emqx/nodeRole";
import { brokerContainer } from "../kubernetes/podTemplate";
import { error, type Finding, warning } from "./finding";
import { podProblem } from "./podProblem";
import type { ClusterState, Pod } from "./readCluster";

/** Nodes of one role, and the workload that creates their pods. */
interface Group {
  role: NodeRole;
  /** Kind and name of the workload. */
  owner: string;
  wanted: number;
  pods: Pod[];
  /** Start of the name of the object whose events explain missing pods. */
  maker: string;
}

function groupsOf({ name, statefulSet, pods, replicants }: ClusterState): Group[] {
  const cores: Group = {
    role: "core",
    owner: `statefulset ${name}`,
    wanted: statefulSet.spec.replicas,
    pods,
    maker: `StatefulSet ${name}`,
  };
  const { deployment } = replicants ?? {};
  return deployment === undefined
    ? [cores]
    : [
        cores,
        {
          role: "replicant",
          owner: `deployment ${deployment.metadata.name}`,
          wanted: deployment.spec.replicas,
          pods: replicants!.pods,
          maker: `ReplicaSet ${deployment.metadata.name}-`,
        },
      ];
}

/** Missing pods, and problems of existing ones. */
export function podFindings(cluster: ClusterState): Finding[] {
  const groups = groupsOf(cluster);
  return [
    ...groups.flatMap((group) => numberOfPods(group, cluster)),
    ...groups.flatMap(({ role, pods }) => pods.flatMap((pod) => podProblem(pod, role, cluster) ?? [])),
    ...versions(groups),
  ];
}

function numberOfPods({ role, owner, wanted, pods, maker }: Group, { events = [] }: ClusterState): Finding[] {
  // A Deployment replaces a pod as soon as its deletion begins, a StatefulSet only after it has ended.
  const existing = role === "core" ? pods : pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  if (existing.length >= wanted) {
    return [];
  }
  const refusal = events.findLast(
    ({ object, reason }) =>
      (role === "core" ? object === maker : object.startsWith(maker)) && /^Failed/.test(reason),
  );
  return [
    error(
      owner,
      `${existing.length} of ${wanted} pods exist${refusal ? `: ${refusal.message}` : ""}`,
      refusal
        ? "Raise the quota of the namespace, or change the admission rule so that it accepts the pods."
        : "Check again in a few seconds. If pods are still missing, check the controller manager of the Kubernetes cluster.",
    ),
  ];
}

function versions(groups: Group[]): Finding[] {
  const imagesOf = ({ pods }: Group) => [
    ...new Set(
      pods.map(({ spec }) => spec.containers.find(({ name }) => name === brokerContainer)?.image ?? ""),
    ),
  ];
  const [cores] = groups;
  const coreImages = imagesOf(cores);
  return groups.flatMap((group) => {
    const images = imagesOf(group).sort();
    if (images.length > 1) {
      return [
        warning(
          group.owner,
          `its pods run different images: ${images.join(", ")}`,
          group.role === "core"
            ? "Finish the update: check updates.partition, updates.strategy, and pods that are not ready."
            : "Finish the update: check pods that are not ready.",
        ),
      ];
    }
    return images.every((image) => coreImages.includes(image))
      ? []
      : [
          warning(
            group.owner,
            `its pods run ${images.join()}, but the core nodes run ${coreImages.sort().join(", ")}`,
            "Replicants require core nodes of the same release. Finish the update: check pods that are not ready.",
          ),
        ];
  });
}
