import { clusterLabels } from "../kubernetes/metadata";
import { headlessServiceName } from "../kubernetes/services";
import { dataVolume } from "../kubernetes/volumes";
import { error, type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";
import { allPods, brokerStatus, type ClusterState, type Pod } from "./readCluster";
import { corePodOf, isCalledByAddress, isNodeOf, isWanted } from "./nodeNames";
import type { NodeView } from "./view";

/** Nodes that have not formed one cluster, the causes, and members that no longer exist. */
export function memberFindings(cluster: ClusterState): Finding[] {
  return [...membership(cluster), ...unlistedNodes(cluster), ...staleNodes(cluster)];
}

export function viewsOf({ views }: ClusterState): NodeView[] {
  return [...views.values()].filter((view) => typeof view !== "string");
}

/** Views of the core nodes whose brokers answer. */
export function answeringCores(cluster: ClusterState): NodeView[] {
  return coreViews(cluster).filter(answers);
}

function answers({ running }: NodeView): boolean {
  return running.length > 0;
}

function isReplicant(pod: string, { replicants }: ClusterState): boolean {
  return replicants?.pods.some(({ metadata }) => metadata.name === pod) ?? false;
}

function coreViews(cluster: ClusterState): NodeView[] {
  return viewsOf(cluster).filter(({ pod }) => !isReplicant(pod, cluster));
}

/** The core nodes that a node sees. In a cluster with replicants, only replicants are named by address. */
function runningCores({ running }: NodeView, { replicants }: ClusterState): string[] {
  return replicants?.deployment === undefined ? running : running.filter((node) => !isCalledByAddress(node));
}

function membership(cluster: ClusterState): Finding[] {
  const groups = new Map<string, NodeView[]>();
  for (const view of answeringCores(cluster)) {
    const key = [...runningCores(view, cluster)].sort().join();
    groups.set(key, [...(groups.get(key) ?? []), view]);
  }
  const isolated = viewsOf(cluster).filter(
    (view) => isReplicant(view.pod, cluster) && answers(view) && runningCores(view, cluster).length === 0,
  );
  const isWhole = groups.size < 2 && isolated.length === 0 && viewsOf(cluster).every(answers);
  const causes = isWhole ? [] : membershipCauses(cluster);
  return [
    ...(groups.size < 2 ? [] : [partition(cluster, [...groups.values()], causes.length > 0)]),
    ...isolated.map(({ pod }) =>
      error(
        `pod ${pod}`,
        "has not joined the cluster: it sees no core node",
        causes.length > 0
          ? "Fix the causes that are reported next."
          : `Restart it so that it discovers them again: ${kubectlCommand(cluster, `delete pod ${pod}`)}`,
      ),
    ),
    ...causes,
  ];
}

function partition(cluster: ClusterState, groups: NodeView[][], hasCauses: boolean): Finding {
  const parts = groups.map((group) => group.map(({ pod }) => pod));
  const smallest = parts.reduce((one, other) => (other.length <= one.length ? other : one));
  return error(
    `statefulset ${cluster.name}`,
    `its nodes form ${groups.length} separate clusters: ${parts.map((part) => part.join(" with ")).join(" | ")}`,
    hasCauses
      ? "Fix the causes that are reported next."
      : `Nodes discover each other when they start. Restart the nodes of the smaller cluster one by one: ${kubectlCommand(cluster, `delete pod ${smallest.at(-1)}`)}`,
  );
}

function membershipCauses(cluster: ClusterState): Finding[] {
  const views = viewsOf(cluster);
  const cores = coreViews(cluster).length;
  const cookies = new Set(views.map(({ cookie }) => cookie));
  const selector = Object.entries(clusterLabels(cluster.name))
    .map(([key, value]) => `${key}=${value}`)
    .join();
  const causes: Finding[] = [];
  if (cookies.size > 1) {
    causes.push(
      error(
        `statefulset ${cluster.name}`,
        "its nodes have different Erlang cookies, so they cannot connect to each other",
        `Restart all nodes at once: ${kubectlCommand(cluster, `delete pods --selector ${selector}`)}`,
      ),
    );
  }
  for (const { pod, addresses, unreachable } of views) {
    if (addresses.length < cores) {
      causes.push(
        error(
          `pod ${pod}`,
          `resolves ${headlessServiceName(cluster.name)} to ${addresses.length} addresses, but ${cores} core nodes run`,
          "Check clusterDomain (see search in the pod's /etc/resolv.conf) and the DNS of the Kubernetes cluster.",
        ),
      );
    }
    if (unreachable.length > 0) {
      causes.push(
        error(
          `pod ${pod}`,
          `cannot reach port 4370 of ${unreachable.join(", ")}`,
          "Allow traffic between the cluster's pods on ports 4370 and 5369. Check NetworkPolicies, service mesh and firewalls.",
        ),
      );
    }
  }
  return causes;
}

/** Nodes with a ready pod that gave no view of their own, and that other nodes do not see running. */
function unlistedNodes(cluster: ClusterState): Finding[] {
  const others = answeringCores(cluster);
  const stopped = viewsOf(cluster).flatMap((view) => view.stopped);
  const running = others.flatMap((view) => view.running);
  const silent = allPods(cluster).filter((pod) => isReady(pod) && !hasAnswered(pod, cluster));
  return silent.flatMap((pod) => {
    const { name } = pod.metadata;
    const isIts = (node: string) => isNodeOf(node, pod, cluster.namespace);
    const missed = stopped.some(isIts)
      ? "is ready, but other nodes list it as stopped"
      : // EMQX does not list stopped replicants.
        isReplicant(name, cluster) && others.length > 0 && !running.some(isIts)
        ? "is ready, but the core nodes do not list it"
        : undefined;
    return missed === undefined
      ? []
      : [
          error(
            `pod ${name}`,
            missed,
            `Restart it so that it joins again: ${kubectlCommand(cluster, `delete pod ${name}`)}`,
          ),
        ];
  });
}

/** Whether the broker is ready, and its pod is not being deleted. */
export function isReady(pod: Pod): boolean {
  return (brokerStatus(pod)?.ready ?? false) && !pod.metadata.deletionTimestamp;
}

function hasAnswered({ metadata }: Pod, { views }: ClusterState): boolean {
  const view = views.get(metadata.name);
  return view !== undefined && typeof view !== "string" && answers(view);
}

/** Stopped members without a pod: their nodes were removed or renamed. */
function staleNodes(cluster: ClusterState): Finding[] {
  const running = new Set(viewsOf(cluster).flatMap((view) => view.running));
  const stopped = new Set(viewsOf(cluster).flatMap((view) => view.stopped));
  const isOfPod = (node: string) => allPods(cluster).some((pod) => isNodeOf(node, pod, cluster.namespace));
  // The addresses of pods that could not be read are unknown.
  const mayBeHidden = (node: string) => cluster.replicants === undefined && isCalledByAddress(node);
  return [...stopped]
    .filter((node) => !running.has(node) && !isOfPod(node) && !isWanted(node, cluster) && !mayBeHidden(node))
    .map((node) => {
      const isForeign = corePodOf(node, cluster) === undefined && !isCalledByAddress(node);
      const witness = viewsOf(cluster).find((view) => view.stopped.includes(node))!.pod;
      const leave = kubectlCommand(cluster, `exec ${witness} -- emqx_ctl cluster force-leave ${node}`);
      return warning(
        `node ${node}`,
        "belongs to no pod, but is still a member of the cluster",
        // A node of another StatefulSet may be a member, too.
        `${isForeign ? "If it will not return, remove it: " : "Remove it: "}${leave}${uselessClaim(node, cluster)}`,
      );
    });
}

/** The command that deletes a claim which no pod will use. A removed node cannot start again with its old data. */
function uselessClaim(node: string, cluster: ClusterState): string {
  const pod = corePodOf(node, cluster);
  const claim = `${dataVolume}-${pod}`;
  const isThere = cluster.claims?.some(({ metadata }) => metadata.name === claim) ?? false;
  const isUsed = cluster.pods.some(({ metadata }) => metadata.name === pod);
  const ordinal = Number(pod?.slice(cluster.name.length + 1));
  return isThere && !isUsed && ordinal >= cluster.statefulSet.spec.replicas
    ? ` && ${kubectlCommand(cluster, `delete pvc ${claim}`)}`
    : "";
}
