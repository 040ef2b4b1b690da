import type { NodeRole } from "../emqx/nodeRole";
import { brokerContainer } from "../kubernetes/podTemplate";
import { dataVolume } from "../kubernetes/volumes";
import { error, type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";
import { brokerStatus, type Pod, type Seen } from "./look";
import { answeringCores } from "./memberFindings";
import { isNodeOf } from "./nodeNames";

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

function groupsOf({ name, statefulSet, pods, replicants }: Seen): Group[] {
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
export function podFindings(seen: Seen): Finding[] {
  const groups = groupsOf(seen);
  return [
    ...groups.flatMap((group) => numberOfPods(group, seen)),
    ...groups.flatMap(({ role, pods }) => pods.flatMap((pod) => podProblems(pod, role, seen))),
    ...versions(groups),
  ];
}

function numberOfPods({ role, owner, wanted, pods, maker }: Group, { happenings = [] }: Seen): Finding[] {
  // A Deployment replaces a pod as soon as its deletion begins, a StatefulSet only after it has ended.
  const existing = role === "core" ? pods : pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  if (existing.length >= wanted) {
    return [];
  }
  const refusal = happenings.findLast(
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

function podProblems(pod: Pod, role: NodeRole, seen: Seen): Finding[] {
  const { happenings = [] } = seen;
  const { metadata, status } = pod;
  const subject = `pod ${metadata.name}`;
  const broker = brokerStatus(pod);
  const last = (test: RegExp) =>
    happenings.findLast(({ object, message }) => object === `Pod ${metadata.name}` && test.test(message))
      ?.message;
  const obstacle = happenings.findLast(
    ({ object, reason }) =>
      object === `Pod ${metadata.name}` && /^Failed(Mount|AttachVolume|CreatePodSandBox)$/.test(reason),
  );
  const condition = (type: string) => status.conditions?.find((each) => each.type === type);
  const scheduled = condition("PodScheduled");
  if (scheduled?.status === "False") {
    const group = argumentsOf(role);
    return [
      error(
        subject,
        `is not scheduled: ${scheduled.message}`,
        `Add Kubernetes nodes, or require less in ${group}resources and ${group}scheduling.`,
      ),
    ];
  }
  if (metadata.deletionTimestamp) {
    return [
      warning(
        subject,
        `has been terminating since ${metadata.deletionTimestamp}`,
        "If its Kubernetes node is lost, delete the Node object, or add the taint node.kubernetes.io/out-of-service to it.",
      ),
    ];
  }
  const { waiting } = broker?.state ?? {};
  if (waiting && /Image|Registry/.test(waiting.reason)) {
    return [
      error(
        subject,
        `cannot pull its image: ${waiting.message ?? waiting.reason}`,
        "Check image and imagePullSecrets, and run pulumi up.",
      ),
    ];
  }
  if (waiting?.reason === "CreateContainerConfigError") {
    return [
      error(
        subject,
        `cannot create its container: ${waiting.message}`,
        "Create the Secret or ConfigMap that the message names.",
      ),
    ];
  }
  if (waiting?.reason === "ContainerCreating" && obstacle) {
    return [
      error(
        subject,
        `has no container yet: ${obstacle.message}`,
        obstacle.reason === "FailedCreatePodSandBox"
          ? `Check the Kubernetes node and its network: ${kubectlCommand(seen, `describe node ${pod.spec.nodeName}`)}`
          : "Create the Secret or ConfigMap that the message names, or check the volume.",
      ),
    ];
  }
  const ended = broker?.lastState?.terminated ?? broker?.state?.terminated;
  if (broker && !broker.ready && ended) {
    return [
      error(
        subject,
        `exited with code ${ended.exitCode} (${ended.reason}), restarted ${broker.restartCount} times: ${lastLines(ended.message)}`,
        endAdvice(pod, role, seen, ended.reason, ended.message ?? ""),
      ),
    ];
  }
  if (broker && !broker.ready && !broker.started) {
    const probe = last(/^Startup probe failed/);
    return [
      error(
        subject,
        `has not started${probe ? `: ${lastLines(probe)}` : waiting?.reason ? `: ${last(/./) ?? waiting.reason}` : ""}`,
        "Fix the findings on membership, if any. Otherwise, wait for the time that probes.startup allows.",
      ),
    ];
  }
  if (broker && !broker.ready) {
    const probe = last(/^Readiness probe failed/);
    return [
      error(
        subject,
        `is not ready${probe ? `: ${lastLines(probe)}` : ""}`,
        `Read its log: ${kubectlCommand(seen, `logs ${metadata.name}`)}`,
      ),
    ];
  }
  return broker
    ? []
    : [
        error(
          subject,
          `has no container yet${last(/./) ? `: ${last(/./)}` : ""}`,
          `Find the cause: ${kubectlCommand(seen, `describe pod ${metadata.name}`)}`,
        ),
      ];
}

function endAdvice(pod: Pod, role: NodeRole, seen: Seen, reason: string, message: string): string {
  if (reason === "OOMKilled") {
    return `Increase the memory in ${argumentsOf(role)}resources.`;
  }
  if (role === "core" && message.includes("Failed to merge schema")) {
    return schemaAdvice(pod, seen);
  }
  if (/enospc|no space left/i.test(message)) {
    return hasClaim(role, seen)
      ? "If the message names a file on the volume, below /opt/emqx/data, increase persistence.size and run pulumi up. Otherwise, free disk space on its Kubernetes node."
      : "Its files are on its Kubernetes node: free disk space there.";
  }
  if (/eacces|permission denied/i.test(message)) {
    return `If the message names a file on the volume, the storage must support fsGroup, or allow user 1000 to write. See ${argumentsOf(role)}pods.securityContext.`;
  }
  return "Fix the configuration or the image, and run pulumi up. It replaces the broken pod.";
}

/** Advice for a node whose data no longer matches the other nodes'. Only they know whether it may be deleted. */
function schemaAdvice(pod: Pod, seen: Seen): string {
  const { name } = pod.metadata;
  const others = answeringCores(seen).filter((view) => view.pod !== name);
  if (others.length === 0) {
    return "Keep its data: no other node answers, so it is unknown whether the cluster has removed this node. Start the other nodes, and run emqx-doctor again.";
  }
  const isListed = others.some(({ running, stopped }) =>
    [...running, ...stopped].some((node) => isNodeOf(node, pod, seen.namespace)),
  );
  if (isListed) {
    return `Keep its data: the other nodes still list it as a member. Read why it exits: ${kubectlCommand(seen, `logs ${name} --previous`)}`;
  }
  const restart = kubectlCommand(seen, `delete pod ${name}`);
  const claim = `delete pvc ${dataVolume}-${name} --wait=false`;
  return (
    "The other nodes have removed it from the cluster and hold the data. Let it join again without its old data: " +
    (hasClaim("core", seen) ? `${kubectlCommand(seen, claim)} && ${restart}` : restart)
  );
}

function hasClaim(role: NodeRole, { statefulSet }: Seen): boolean {
  const templates = statefulSet.spec.volumeClaimTemplates ?? [];
  return role === "core" && templates.some(({ metadata }) => metadata.name === dataVolume);
}

/** The prefix of the arguments for this role. */
function argumentsOf(role: NodeRole): string {
  return role === "core" ? "" : "replicants.";
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

/** The last lines of a text, joined into one. */
function lastLines(text = ""): string {
  const line = text
    .trim()
    .split(/\s*\n\s*/)
    .slice(-5)
    .join(" / ");
  return line.length > 500 ? `… ${line.slice(-500)}` : line;
}
