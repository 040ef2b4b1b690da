import type { NodeRole } from "../emqx/nodeRole";
import { brokerContainer } from "../kubernetes/podTemplate";
import { dataVolume } from "../kubernetes/volumes";
import { error, type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";
import { brokerStatus, type Pod, type Seen } from "./look";
import { answeringCores } from "./memberFindings";
import { isNodeOf } from "./nodeNames";

/** Nodes of one kind, and what makes their pods. */
interface Group {
  role: NodeRole;
  /** Kind and name. */
  owner: string;
  wanted: number;
  pods: Pod[];
  /** Begins the name of the object whose events tell why there are no pods. */
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

/** Pods that are missing, and what is wrong with those that are there. */
export function podFindings(seen: Seen): Finding[] {
  const groups = groupsOf(seen);
  return [
    ...groups.flatMap((group) => numberOfPods(group, seen)),
    ...groups.flatMap(({ role, pods }) => pods.flatMap((pod) => podProblems(pod, role, seen))),
    ...versions(groups),
  ];
}

function numberOfPods({ role, owner, wanted, pods, maker }: Group, { happenings = [] }: Seen): Finding[] {
  // A Deployment makes another pod at once for one that is being deleted, a StatefulSet only then.
  const there = role === "core" ? pods : pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  if (there.length >= wanted) {
    return [];
  }
  const refusal = happenings.findLast(
    ({ object, reason }) =>
      (role === "core" ? object === maker : object.startsWith(maker)) && /^Failed/.test(reason),
  );
  return [
    error(
      owner,
      `${there.length} of ${wanted} pods are there${refusal ? `: ${refusal.message}` : ""}`,
      refusal
        ? "Give the namespace a larger quota, or let the admission rule pass the pods."
        : "Ask again in a few seconds; if it stays, look at the controller manager of the Kubernetes cluster.",
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
        `Add nodes, or ask for less in ${group}resources and ${group}scheduling.`,
      ),
    ];
  }
  if (metadata.deletionTimestamp) {
    return [
      warning(
        subject,
        `is being deleted since ${metadata.deletionTimestamp}`,
        "If its Kubernetes node is lost, delete the node object, or taint it node.kubernetes.io/out-of-service.",
      ),
    ];
  }
  const { waiting } = broker?.state ?? {};
  if (waiting && /Image|Registry/.test(waiting.reason)) {
    return [
      error(
        subject,
        `cannot pull its image: ${waiting.message ?? waiting.reason}`,
        "Check image and imagePullSecrets, then run pulumi up.",
      ),
    ];
  }
  if (waiting?.reason === "CreateContainerConfigError") {
    return [
      error(
        subject,
        `cannot be configured: ${waiting.message}`,
        "Make the Secret or ConfigMap that it names.",
      ),
    ];
  }
  if (waiting?.reason === "ContainerCreating" && obstacle) {
    return [
      error(
        subject,
        `has no container yet: ${obstacle.message}`,
        obstacle.reason === "FailedCreatePodSandBox"
          ? `Look at the Kubernetes node and its network: ${kubectlCommand(seen, `describe node ${pod.spec.nodeName}`)}`
          : "Make the Secret or ConfigMap that it names, or look at the volume.",
      ),
    ];
  }
  const ended = broker?.lastState?.terminated ?? broker?.state?.terminated;
  if (broker && !broker.ready && ended) {
    return [
      error(
        subject,
        `ended with exit code ${ended.exitCode} (${ended.reason}), ${broker.restartCount} times: ${lastLines(ended.message)}`,
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
        "See the findings on membership; without any, wait until it has had the time that probes.startup gives it.",
      ),
    ];
  }
  if (broker && !broker.ready) {
    const probe = last(/^Readiness probe failed/);
    return [
      error(
        subject,
        `is not ready${probe ? `: ${lastLines(probe)}` : ""}`,
        kubectlCommand(seen, `logs ${metadata.name}`),
      ),
    ];
  }
  return broker
    ? []
    : [
        error(
          subject,
          `has no container yet${last(/./) ? `: ${last(/./)}` : ""}`,
          kubectlCommand(seen, `describe pod ${metadata.name}`),
        ),
      ];
}

function endAdvice(pod: Pod, role: NodeRole, seen: Seen, reason: string, message: string): string {
  if (reason === "OOMKilled") {
    return `Give it more memory in ${argumentsOf(role)}resources.`;
  }
  if (role === "core" && message.includes("Failed to merge schema")) {
    return schemaAdvice(pod, seen);
  }
  if (/enospc|no space left/i.test(message)) {
    return hasClaim(role, seen)
      ? "If it names a file of its volume, below /opt/emqx/data, set a larger persistence.size, and run pulumi up. Else its Kubernetes node is full."
      : "Its Kubernetes node is full: it keeps its files there.";
  }
  if (/eacces|permission denied/i.test(message)) {
    return `If it names a file of its volume, it may not write there: the storage must support fsGroup, or let the user 1000 write; see ${argumentsOf(role)}pods.securityContext.`;
  }
  return "Mend the configuration or the image, and run pulumi up: the broken pod is replaced.";
}

/** A node whose data no longer fits the others'. Only they know whether it may be deleted. */
function schemaAdvice(pod: Pod, seen: Seen): string {
  const { name } = pod.metadata;
  const others = answeringCores(seen).filter((view) => view.pod !== name);
  if (others.length === 0) {
    return "Keep its data: no other node answers that could tell whether they have forgotten it. Let the others run first, and ask again.";
  }
  const isListed = others.some(({ running, stopped }) =>
    [...running, ...stopped].some((node) => isNodeOf(node, pod, seen.namespace)),
  );
  if (isListed) {
    return `Keep its data, as the others have not forgotten it, and see why it ends: ${kubectlCommand(seen, `logs ${name} --previous`)}`;
  }
  const restart = kubectlCommand(seen, `delete pod ${name}`);
  const claim = `delete pvc ${dataVolume}-${name} --wait=false`;
  return (
    "The others have forgotten it, so it has to begin anew; they have what it kept: " +
    (hasClaim("core", seen) ? `${kubectlCommand(seen, claim)} && ${restart}` : restart)
  );
}

function hasClaim(role: NodeRole, { statefulSet }: Seen): boolean {
  const templates = statefulSet.spec.volumeClaimTemplates ?? [];
  return role === "core" && templates.some(({ metadata }) => metadata.name === dataVolume);
}

/** Where a group's own arguments begin. */
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
          `its pods have different images: ${images.join(", ")}`,
          group.role === "core"
            ? "Finish the update: see updates.partition and updates.strategy, and pods that are not ready."
            : "Finish the update: see pods that are not ready.",
        ),
      ];
    }
    return images.every((image) => coreImages.includes(image))
      ? []
      : [
          warning(
            group.owner,
            `its pods have another image than the core nodes: ${images.join()}, not ${coreImages.sort().join(", ")}`,
            "Replicants work only with core nodes of their own release. Finish the update: see pods that are not ready.",
          ),
        ];
  });
}

/** The end of a text, in one line. */
function lastLines(text = ""): string {
  const line = text
    .trim()
    .split(/\s*\n\s*/)
    .slice(-5)
    .join(" / ");
  return line.length > 500 ? `… ${line.slice(-500)}` : line;
}
