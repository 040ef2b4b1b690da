import type { NodeRole } from "../emqx/nodeRole";
import { dataVolume } from "../kubernetes/volumes";
import { error, type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";
import { answeringCores } from "./memberFindings";
import { isNodeOf } from "./nodeNames";
import { brokerStatus, type ClusterState, type Pod, type WarningEvent } from "./readCluster";

/** A pod in its cluster, with the events about it. */
interface Examined {
  pod: Pod;
  role: NodeRole;
  cluster: ClusterState;
  subject: string;
  broker: ReturnType<typeof brokerStatus>;
  events: WarningEvent[];
}

/** The first problem of a pod: later ones are its effects. */
export function podProblem(pod: Pod, role: NodeRole, cluster: ClusterState): Finding | undefined {
  const { name } = pod.metadata;
  const examined: Examined = {
    pod,
    role,
    cluster,
    subject: `pod ${name}`,
    broker: brokerStatus(pod),
    events: (cluster.events ?? []).filter(({ object }) => object === `Pod ${name}`),
  };
  for (const check of [
    unscheduled,
    terminating,
    notCreated,
    exited,
    notStarted,
    notReady,
    withoutContainer,
  ]) {
    const finding = check(examined);
    if (finding !== undefined) {
      return finding;
    }
  }
  return undefined;
}

function unscheduled({ pod, role, subject }: Examined): Finding | undefined {
  const scheduled = pod.status.conditions?.find(({ type }) => type === "PodScheduled");
  const group = argumentsOf(role);
  return scheduled?.status === "False"
    ? error(
        subject,
        `is not scheduled: ${scheduled.message}`,
        `Add Kubernetes nodes, or require less in ${group}resources and ${group}scheduling.`,
      )
    : undefined;
}

function terminating({ pod, subject }: Examined): Finding | undefined {
  const { deletionTimestamp } = pod.metadata;
  return deletionTimestamp
    ? warning(
        subject,
        `has been terminating since ${deletionTimestamp}`,
        "If its Kubernetes node is lost, delete the Node object, or add the taint node.kubernetes.io/out-of-service to it.",
      )
    : undefined;
}

/** A container that waits for its image, a Secret, a ConfigMap, a volume or a network. */
function notCreated({ pod, cluster, subject, broker, events }: Examined): Finding | undefined {
  const { waiting } = broker?.state ?? {};
  if (waiting && /Image|Registry/.test(waiting.reason)) {
    return error(
      subject,
      `cannot pull its image: ${waiting.message ?? waiting.reason}`,
      "Check image and imagePullSecrets, and run pulumi up.",
    );
  }
  if (waiting?.reason === "CreateContainerConfigError") {
    return error(
      subject,
      `cannot create its container: ${waiting.message}`,
      "Create the Secret or ConfigMap that the message names.",
    );
  }
  const obstacle = events.findLast(({ reason }) =>
    /^Failed(Mount|AttachVolume|CreatePodSandBox)$/.test(reason),
  );
  return waiting?.reason === "ContainerCreating" && obstacle
    ? error(
        subject,
        `has no container yet: ${obstacle.message}`,
        obstacle.reason === "FailedCreatePodSandBox"
          ? `Check the Kubernetes node and its network: ${kubectlCommand(cluster, `describe node ${pod.spec.nodeName}`)}`
          : "Create the Secret or ConfigMap that the message names, or check the volume.",
      )
    : undefined;
}

function exited({ pod, role, cluster, subject, broker }: Examined): Finding | undefined {
  const ended = broker?.lastState?.terminated ?? broker?.state?.terminated;
  return broker && !broker.ready && ended
    ? error(
        subject,
        `exited with code ${ended.exitCode} (${ended.reason}), restarted ${broker.restartCount} times: ${lastLines(ended.message)}`,
        exitAdvice(pod, role, cluster, ended.reason, ended.message ?? ""),
      )
    : undefined;
}

function notStarted({ subject, broker, events }: Examined): Finding | undefined {
  const probe = lastMessage(events, /^Startup probe failed/);
  const waiting = broker?.state?.waiting?.reason;
  const cause = probe ? lastLines(probe) : waiting && (lastMessage(events) ?? waiting);
  return broker && !broker.ready && !broker.started
    ? error(
        subject,
        `has not started${cause ? `: ${cause}` : ""}`,
        "Fix the findings on membership, if any. Otherwise, wait for the time that probes.startup allows.",
      )
    : undefined;
}

function notReady({ pod, cluster, subject, broker, events }: Examined): Finding | undefined {
  const probe = lastMessage(events, /^Readiness probe failed/);
  return broker && !broker.ready
    ? error(
        subject,
        `is not ready${probe ? `: ${lastLines(probe)}` : ""}`,
        `Read its log: ${kubectlCommand(cluster, `logs ${pod.metadata.name}`)}`,
      )
    : undefined;
}

function withoutContainer({ pod, cluster, subject, broker, events }: Examined): Finding | undefined {
  const cause = lastMessage(events);
  return broker
    ? undefined
    : error(
        subject,
        `has no container yet${cause ? `: ${cause}` : ""}`,
        `Find the cause: ${kubectlCommand(cluster, `describe pod ${pod.metadata.name}`)}`,
      );
}

/** The message of the last event that matches. */
function lastMessage(events: WarningEvent[], pattern = /./): string | undefined {
  return events.findLast(({ message }) => pattern.test(message))?.message;
}

function exitAdvice(
  pod: Pod,
  role: NodeRole,
  cluster: ClusterState,
  reason: string,
  message: string,
): string {
  if (reason === "OOMKilled") {
    return `Increase the memory in ${argumentsOf(role)}resources.`;
  }
  // A message holds only the end of the log, which may lack the first text.
  if (role === "core" && /Failed to merge schema|mria_mnesia,ensure_started/.test(message)) {
    return schemaAdvice(pod, cluster);
  }
  if (/enospc|no space left/i.test(message)) {
    return hasClaim(role, cluster)
      ? "If the message names a file on the volume, below /opt/emqx/data, increase persistence.size and run pulumi up. Otherwise, free disk space on its Kubernetes node."
      : "Its files are on its Kubernetes node: free disk space there.";
  }
  if (/eacces|permission denied/i.test(message)) {
    return `If the message names a file on the volume, the storage must support fsGroup, or allow user 1000 to write. See ${argumentsOf(role)}pods.securityContext.`;
  }
  return "Fix the configuration or the image, and run pulumi up. It replaces the broken pod.";
}

/** Advice for a node whose data no longer matches the other nodes'. Only they know whether it may be deleted. */
function schemaAdvice(pod: Pod, cluster: ClusterState): string {
  const { name } = pod.metadata;
  const others = answeringCores(cluster).filter((view) => view.pod !== name);
  if (others.length === 0) {
    return "Keep its data: no other node answers, so it is unknown whether the cluster has removed this node. Start the other nodes, and run emqx-doctor again.";
  }
  const isListed = others.some(({ running, stopped }) =>
    [...running, ...stopped].some((node) => isNodeOf(node, pod, cluster.namespace)),
  );
  const restart = kubectlCommand(cluster, `delete pod ${name}`);
  const claim = kubectlCommand(cluster, `delete pvc ${dataVolume}-${name} --wait=false`);
  const joinAgain = `Let it join again without its old data: ${hasClaim("core", cluster) ? `${claim} && ${restart}` : restart}`;
  return isListed
    ? `Keep its data until you know why it exits: ${kubectlCommand(cluster, `logs ${name} --previous`)}. Only if that says "Failed to merge schema: {aborted,function_clause}", another node left the cluster while this one was stopped, and the other nodes hold the same data. ${joinAgain}`
    : `The other nodes have removed it from the cluster and hold the data. ${joinAgain}`;
}

function hasClaim(role: NodeRole, { statefulSet }: ClusterState): boolean {
  const templates = statefulSet.spec.volumeClaimTemplates ?? [];
  return role === "core" && templates.some(({ metadata }) => metadata.name === dataVolume);
}

/** The prefix of the arguments for this role. */
function argumentsOf(role: NodeRole): string {
  return role === "core" ? "" : "replicants.";
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
