import { clusterLabels } from "../kubernetes/metadata";
import { headlessServiceName } from "../kubernetes/services";
import { dataVolume } from "../kubernetes/volumes";
import { error, type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";
import { allPods, brokerStatus, type Pod, type Seen } from "./look";
import { corePodOf, isCalledByAddress, isNodeOf, isWanted } from "./nodeNames";
import type { NodeView } from "./view";

/** Nodes that are not one cluster, and why; and such as are no more. */
export function memberFindings(seen: Seen): Finding[] {
  return [...membership(seen), ...absentees(seen), ...staleNodes(seen)];
}

export function viewsOf({ views }: Seen): NodeView[] {
  return [...views.values()].filter((view) => typeof view !== "string");
}

/** The views of core nodes whose brokers answer. */
export function answeringCores(seen: Seen): NodeView[] {
  return coreViews(seen).filter(answers);
}

function answers({ running }: NodeView): boolean {
  return running.length > 0;
}

function isReplicant(pod: string, { replicants }: Seen): boolean {
  return replicants?.pods.some(({ metadata }) => metadata.name === pod) ?? false;
}

function coreViews(seen: Seen): NodeView[] {
  return viewsOf(seen).filter(({ pod }) => !isReplicant(pod, seen));
}

/** The core nodes that a node sees. Where there are replicants, these alone are called by their addresses. */
function runningCores({ running }: NodeView, { replicants }: Seen): string[] {
  return replicants?.deployment === undefined ? running : running.filter((node) => !isCalledByAddress(node));
}

function membership(seen: Seen): Finding[] {
  const groups = new Map<string, NodeView[]>();
  for (const view of answeringCores(seen)) {
    const key = [...runningCores(view, seen)].sort().join();
    groups.set(key, [...(groups.get(key) ?? []), view]);
  }
  const strangers = viewsOf(seen).filter(
    (view) => isReplicant(view.pod, seen) && answers(view) && runningCores(view, seen).length === 0,
  );
  const isWhole = groups.size < 2 && strangers.length === 0 && viewsOf(seen).every(answers);
  const causes = isWhole ? [] : membershipCauses(seen);
  return [
    ...(groups.size < 2 ? [] : [partition(seen, [...groups.values()], causes.length > 0)]),
    ...strangers.map(({ pod }) =>
      error(
        `pod ${pod}`,
        "is no member of the cluster: it sees no core node",
        causes.length > 0
          ? "See what follows."
          : `Restart it, and it looks for them again: ${kubectlCommand(seen, `delete pod ${pod}`)}`,
      ),
    ),
    ...causes,
  ];
}

function partition(seen: Seen, groups: NodeView[][], hasCauses: boolean): Finding {
  const parts = groups.map((group) => group.map(({ pod }) => pod));
  const smallest = parts.reduce((one, other) => (other.length <= one.length ? other : one));
  return error(
    `statefulset ${seen.name}`,
    `its nodes are ${groups.length} clusters: ${parts.map((part) => part.join(" with ")).join(" | ")}`,
    hasCauses
      ? "See what follows."
      : `Nodes look for the others when they start. Restart those of the smaller part one after the other: ${kubectlCommand(seen, `delete pod ${smallest.at(-1)}`)}`,
  );
}

function membershipCauses(seen: Seen): Finding[] {
  const views = viewsOf(seen);
  const cores = coreViews(seen).length;
  const cookies = new Set(views.map(({ cookie }) => cookie));
  const selector = Object.entries(clusterLabels(seen.name))
    .map(([key, value]) => `${key}=${value}`)
    .join();
  const causes: Finding[] = [];
  if (cookies.size > 1) {
    causes.push(
      error(
        `statefulset ${seen.name}`,
        "its nodes have different Erlang cookies, and do not talk to each other",
        `Restart all nodes at once: ${kubectlCommand(seen, `delete pods --selector ${selector}`)}`,
      ),
    );
  }
  for (const { pod, addresses, unreachable } of views) {
    if (addresses.length < cores) {
      causes.push(
        error(
          `pod ${pod}`,
          `finds ${addresses.length} addresses behind ${headlessServiceName(seen.name)} in DNS, and ${cores} core nodes run`,
          "Check clusterDomain (search in the pod's /etc/resolv.conf) and the cluster's DNS.",
        ),
      );
    }
    if (unreachable.length > 0) {
      causes.push(
        error(
          `pod ${pod}`,
          `does not reach port 4370 of ${unreachable.join(", ")}`,
          "Let the cluster's pods reach each other at 4370 and 5369: NetworkPolicies, a service mesh, or firewalls are in the way.",
        ),
      );
    }
  }
  return causes;
}

/** Nodes that do not say themselves how they are, whose pods are ready, and which the others miss all the same. */
function absentees(seen: Seen): Finding[] {
  const others = answeringCores(seen);
  const stopped = viewsOf(seen).flatMap((view) => view.stopped);
  const running = others.flatMap((view) => view.running);
  const silent = allPods(seen).filter((pod) => isReady(pod) && !hasAnswered(pod, seen));
  return silent.flatMap((pod) => {
    const { name } = pod.metadata;
    const isIts = (node: string) => isNodeOf(node, pod, seen.namespace);
    const missed = stopped.some(isIts)
      ? "the others list it as stopped, although its pod is ready"
      : // EMQX lists no replicants that are stopped.
        isReplicant(name, seen) && others.length > 0 && !running.some(isIts)
        ? "the core nodes do not list it, although its pod is ready"
        : undefined;
    return missed === undefined
      ? []
      : [
          error(
            `pod ${name}`,
            missed,
            `It joins again when it is restarted: ${kubectlCommand(seen, `delete pod ${name}`)}`,
          ),
        ];
  });
}

/** Whether clients get to the broker, and are to. */
export function isReady(pod: Pod): boolean {
  return (brokerStatus(pod)?.ready ?? false) && !pod.metadata.deletionTimestamp;
}

function hasAnswered({ metadata }: Pod, { views }: Seen): boolean {
  const view = views.get(metadata.name);
  return view !== undefined && typeof view !== "string" && answers(view);
}

/** Nodes that were removed, or were called otherwise, and that the others still wait for. */
function staleNodes(seen: Seen): Finding[] {
  const running = new Set(viewsOf(seen).flatMap((view) => view.running));
  const stopped = new Set(viewsOf(seen).flatMap((view) => view.stopped));
  const isOfPod = (node: string) => allPods(seen).some((pod) => isNodeOf(node, pod, seen.namespace));
  // Of pods that could not be read nobody knows the addresses.
  const mayBeHidden = (node: string) => seen.replicants === undefined && isCalledByAddress(node);
  return [...stopped]
    .filter((node) => !running.has(node) && !isOfPod(node) && !isWanted(node, seen) && !mayBeHidden(node))
    .map((node) => {
      const isForeign = corePodOf(node, seen) === undefined && !isCalledByAddress(node);
      const witness = viewsOf(seen).find((view) => view.stopped.includes(node))!.pod;
      const leave = kubectlCommand(seen, `exec ${witness} -- emqx_ctl cluster force-leave ${node}`);
      return warning(
        `node ${node}`,
        "belongs to no pod, and is still a member of the cluster",
        // Nodes of another StatefulSet may be members, too.
        `${isForeign ? "If it does not come back: " : ""}${leave}${uselessClaim(node, seen)}`,
      );
    });
}

/** The deletion of a claim that no pod is to have: a node that was forgotten cannot start on the data that it has. */
function uselessClaim(node: string, seen: Seen): string {
  const pod = corePodOf(node, seen);
  const claim = `${dataVolume}-${pod}`;
  const isThere = seen.claims?.some(({ metadata }) => metadata.name === claim) ?? false;
  const isUsed = seen.pods.some(({ metadata }) => metadata.name === pod);
  const ordinal = Number(pod?.slice(seen.name.length + 1));
  return isThere && !isUsed && ordinal >= seen.statefulSet.spec.replicas
    ? ` && ${kubectlCommand(seen, `delete pvc ${claim}`)}`
    : "";
}
