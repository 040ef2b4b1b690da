import { brokerContainer } from "../kubernetes/podTemplate";
import { headlessServiceName } from "../kubernetes/services";
import { dataVolume } from "../kubernetes/volumes";
import type { Claim, NodeView, Pod, Seen } from "./look";

/** What is wrong with a cluster, and what to do about it. */
export interface Finding {
  /** An `error` keeps the cluster from being whole; a `warning` may. */
  severity: "error" | "warning";
  /** Kind and name of what it is about, such as `pod emqx-0`. */
  subject: string;
  problem: string;
  advice: string;
}

/** Volumes that are fuller are warned of, in percent. */
const fullVolume = 85;

/** Licences that end sooner are warned of, in days. */
const licenseDays = 30;

/** Finds out what is wrong with a cluster, the causes before what follows from them. */
export function diagnose(seen: Seen, now = new Date()): Finding[] {
  return [
    ...numberOfPods(seen),
    ...seen.pods.flatMap((pod) => podProblems(pod, seen)),
    ...versions(seen),
    ...(seen.claims ?? []).flatMap((claim) => claimProblems(claim, seen)),
    ...discovery(seen),
    ...membership(seen),
    ...staleNodes(seen),
    ...viewsOf(seen).flatMap((view) => nodeProblems(view, now)),
    ...notLookedAt(seen),
  ];
}

function numberOfPods({ statefulSet, pods, happenings = [], name }: Seen): Finding[] {
  const wanted = statefulSet.spec.replicas;
  if (pods.length >= wanted) {
    return [];
  }
  const refusal = happenings.findLast(
    ({ object, reason }) => object === `StatefulSet ${name}` && /^Failed/.test(reason),
  );
  return [
    {
      severity: "error",
      subject: `statefulset ${name}`,
      problem: `${pods.length} of ${wanted} pods are there${refusal ? `: ${refusal.message}` : ""}`,
      advice: refusal
        ? "Give the namespace a larger quota, or let the admission rule pass the pods."
        : "Ask again in a few seconds; if it stays, look at the controller manager of the Kubernetes cluster.",
    },
  ];
}

function podProblems(pod: Pod, { happenings = [] }: Seen): Finding[] {
  const { metadata, status } = pod;
  const subject = `pod ${metadata.name}`;
  const error = (problem: string, advice: string): Finding[] => [
    { severity: "error", subject, problem, advice },
  ];
  const broker = status.containerStatuses?.find(({ name }) => name === brokerContainer);
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
    return error(
      `is not scheduled: ${scheduled.message}`,
      "Add nodes, or ask for less in resources and scheduling.",
    );
  }
  if (metadata.deletionTimestamp) {
    return [
      {
        severity: "warning",
        subject,
        problem: `is being deleted since ${metadata.deletionTimestamp}`,
        advice:
          "If its Kubernetes node is lost, delete the node object, or taint it node.kubernetes.io/out-of-service.",
      },
    ];
  }
  const { waiting } = broker?.state ?? {};
  if (waiting && /Image|Registry/.test(waiting.reason)) {
    return error(
      `cannot pull its image: ${waiting.message ?? waiting.reason}`,
      "Check image and imagePullSecrets, then run pulumi up.",
    );
  }
  if (waiting?.reason === "CreateContainerConfigError") {
    return error(`cannot be configured: ${waiting.message}`, "Make the Secret or ConfigMap that it names.");
  }
  if (waiting?.reason === "ContainerCreating" && obstacle) {
    return error(
      `has no container yet: ${obstacle.message}`,
      obstacle.reason === "FailedCreatePodSandBox"
        ? `Look at the Kubernetes node and its network: kubectl describe node ${pod.spec.nodeName}`
        : "Make the Secret or ConfigMap that it names, or look at the volume.",
    );
  }
  const ended = broker?.lastState?.terminated ?? broker?.state?.terminated;
  if (broker && !broker.ready && ended) {
    return error(
      `ended with exit code ${ended.exitCode} (${ended.reason}), ${broker.restartCount} times: ${lastLines(ended.message)}`,
      endAdvice(metadata.name, ended.reason, ended.message ?? ""),
    );
  }
  if (broker && !broker.ready && !broker.started) {
    const probe = last(/^Startup probe failed/);
    return error(
      `has not started${probe ? `: ${lastLines(probe)}` : waiting?.reason ? `: ${last(/./) ?? waiting.reason}` : ""}`,
      "See the findings on membership; without any, wait until it has had the time that probes.startup gives it.",
    );
  }
  if (broker && !broker.ready) {
    const probe = last(/^Readiness probe failed/);
    return error(`is not ready${probe ? `: ${lastLines(probe)}` : ""}`, `kubectl logs ${metadata.name}`);
  }
  return broker
    ? []
    : error(
        `has no container yet${last(/./) ? `: ${last(/./)}` : ""}`,
        `kubectl describe pod ${metadata.name}`,
      );
}

function endAdvice(pod: string, reason: string, message: string): string {
  if (reason === "OOMKilled") {
    return "Give it more memory in resources.";
  }
  if (/merge schema|mnesia/i.test(message)) {
    return (
      "If the others have forgotten it, it has to begin anew; they have what it kept: " +
      `kubectl delete pvc ${dataVolume}-${pod} --wait=false && kubectl delete pod ${pod}`
    );
  }
  return "Mend the configuration or the image, and run pulumi up: the broken pod is replaced.";
}

function versions({ pods, statefulSet }: Seen): Finding[] {
  const images = new Set(
    pods.map(({ spec }) => spec.containers.find(({ name }) => name === brokerContainer)?.image ?? ""),
  );
  return images.size < 2
    ? []
    : [
        {
          severity: "warning",
          subject: `statefulset ${statefulSet.metadata.name}`,
          problem: `its pods have different images: ${[...images].sort().join(", ")}`,
          advice:
            "Finish the update: see updates.partition and updates.strategy, and pods that are not ready.",
        },
      ];
}

function claimProblems({ metadata, spec, status }: Claim, { happenings = [] }: Seen): Finding[] {
  const subject = `persistentvolumeclaim ${metadata.name}`;
  const cause = happenings.findLast(
    ({ object }) => object === `PersistentVolumeClaim ${metadata.name}`,
  )?.message;
  if (status.phase !== "Bound") {
    return [
      {
        severity: "error",
        subject,
        problem: `is ${status.phase}${cause ? `: ${cause}` : ""}`,
        advice:
          "kubectl get storageclass: name one that there is in persistence.storageClassName, or mark a default.",
      },
    ];
  }
  const [wanted, has] = [spec.resources.requests.storage, status.capacity?.storage];
  const resizing = status.conditions
    ?.map(({ type, message }) => `${type} ${message ?? ""}`.trim())
    .join("; ");
  return wanted === has || !has || !resizing
    ? []
    : [
        {
          severity: "warning",
          subject,
          problem: `has ${has}, and ${wanted} are asked for: ${resizing}`,
          advice:
            "Wait; where it says FileSystemResizePending for long, the volume grows when the pod is restarted.",
        },
      ];
}

function discovery({ name, headless, mayGetEndpoints, namespace, statefulSet }: Seen): Finding[] {
  const subject = `service ${headlessServiceName(name)}`;
  const advice = "pulumi up --refresh";
  if (headless === undefined) {
    return [{ severity: "error", subject, problem: "is not there, so no node finds another", advice }];
  }
  const labels = statefulSet.spec.template.metadata.labels;
  const findsPods = Object.entries(headless.spec.selector ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  const account = statefulSet.spec.template.spec.serviceAccountName;
  return [
    ...(findsPods
      ? []
      : [
          {
            severity: "error",
            subject,
            problem: "its selector does not match the pods' labels",
            advice,
          } as const,
        ]),
    ...(headless.spec.publishNotReadyAddresses
      ? []
      : [
          {
            severity: "error",
            subject,
            problem: "does not publish pods that are not ready, so nodes that start do not find each other",
            advice,
          } as const,
        ]),
    ...(mayGetEndpoints === false
      ? [
          {
            severity: "error",
            subject: `serviceaccount ${account}`,
            problem: `may not get endpoints/${headlessServiceName(name)} in ${namespace}, by which nodes find each other (403 in the log)`,
            advice: `${advice}, which puts Role and RoleBinding right.`,
          } as const,
        ]
      : []),
  ];
}

function viewsOf({ views }: Seen): NodeView[] {
  return [...views.values()].filter((view) => typeof view !== "string");
}

/** Nodes that are not one cluster, and why. */
function membership(seen: Seen): Finding[] {
  const views = viewsOf(seen);
  const answering = views.filter(({ running }) => running.length > 0);
  const groups = new Map<string, NodeView[]>();
  for (const view of answering) {
    const key = [...view.running].sort().join();
    groups.set(key, [...(groups.get(key) ?? []), view]);
  }
  const isWhole = groups.size < 2 && answering.length === views.length;
  const causes = isWhole ? [] : membershipCauses(seen, views);
  if (groups.size < 2) {
    return causes;
  }
  const parts = [...groups.values()].map((group) => group.map(({ pod }) => pod).join(" with "));
  return [
    {
      severity: "error",
      subject: `statefulset ${seen.name}`,
      problem: `its nodes are ${groups.size} clusters: ${parts.join(" | ")}`,
      advice:
        causes.length > 0
          ? "See what follows."
          : "Restart the nodes of the smaller part one after the other: kubectl delete pod. They look for the others when they start.",
    },
    ...causes,
  ];
}

function membershipCauses(seen: Seen, views: NodeView[]): Finding[] {
  const cookies = new Set(views.map(({ cookie }) => cookie));
  const causes: Finding[] = [];
  const error = (subject: string, problem: string, advice: string) =>
    causes.push({ severity: "error", subject, problem, advice });
  if (cookies.size > 1) {
    error(
      `statefulset ${seen.name}`,
      "its nodes have different Erlang cookies, and do not talk to each other",
      `Restart all nodes at once: kubectl delete pods -l app.kubernetes.io/instance=${seen.name}`,
    );
  }
  for (const { pod, addresses, unreachable } of views) {
    if (addresses.length < views.length) {
      error(
        `pod ${pod}`,
        `finds ${addresses.length} addresses behind ${headlessServiceName(seen.name)} in DNS, and ${views.length} brokers run`,
        "Check clusterDomain (search in the pod's /etc/resolv.conf) and the cluster's DNS.",
      );
    }
    if (unreachable.length > 0) {
      error(
        `pod ${pod}`,
        `does not reach port 4370 of ${unreachable.join(", ")}`,
        "Let the cluster's pods reach each other at 4370 and 5369: NetworkPolicies, a service mesh, or firewalls are in the way.",
      );
    }
  }
  return causes;
}

/** Nodes that were removed, or were called otherwise, and that the others still wait for. */
function staleNodes(seen: Seen): Finding[] {
  const pods = seen.pods.map(({ metadata }) => metadata.name);
  const stopped = new Set(viewsOf(seen).flatMap((view) => view.stopped));
  const isOfPod = (node: string) => pods.some((pod) => node.includes(`@${pod}.`));
  // A node that was forgotten cannot start on the data that it has.
  const claimsOf = (node: string) =>
    (seen.claims ?? [])
      .filter(({ metadata }) => node.includes(`@${metadata.name.slice(`${dataVolume}-`.length)}.`))
      .map(({ metadata }) => ` && kubectl delete pvc ${metadata.name}`)
      .join("");
  return [...stopped]
    .filter((node) => !isOfPod(node))
    .map((node) => ({
      severity: "warning",
      subject: `node ${node}`,
      problem: "belongs to no pod, and is still a member of the cluster",
      advice: `kubectl exec ${pods[0]} -- emqx ctl cluster force-leave ${node}${claimsOf(node)}`,
    }));
}

function nodeProblems({ pod, used, licenseUntil }: NodeView, now: Date): Finding[] {
  const subject = `pod ${pod}`;
  const days = licenseUntil === undefined ? NaN : (Date.parse(licenseUntil) - now.getTime()) / 86_400_000;
  return [
    ...(used !== undefined && used >= fullVolume
      ? [
          {
            severity: "warning",
            subject,
            problem: `its volume is ${used} % full`,
            advice: "Set a larger persistence.size, and run pulumi up.",
          } as const,
        ]
      : []),
    ...(days < licenseDays
      ? [
          {
            severity: days < 0 ? "error" : "warning",
            subject,
            problem: `its licence ${days < 0 ? "ended" : "ends"} on ${licenseUntil}`,
            advice: "Set another in license, and run pulumi up.",
          } as const,
        ]
      : []),
  ];
}

function notLookedAt({ views, claims, happenings }: Seen): Finding[] {
  const warning = (subject: string, problem: string, advice: string): Finding => ({
    severity: "warning",
    subject,
    problem,
    advice,
  });
  const may = "Look as somebody who may.";
  return [
    ...[...views]
      .filter(([, view]) => typeof view === "string")
      .map(([pod, view]) =>
        warning(
          `pod ${pod}`,
          `could not be asked: ${view as string}`,
          /forbidden/i.test(view as string) ? may : `kubectl describe pod ${pod}`,
        ),
      ),
    ...viewsOf({ views } as Seen)
      .filter(({ running }) => running.length === 0)
      .map(({ pod }) => warning(`pod ${pod}`, "its broker does not answer", `kubectl logs ${pod}`)),
    ...(claims === undefined ? [warning("persistentvolumeclaims", "could not be read", may)] : []),
    ...(happenings === undefined ? [warning("events", "could not be read", may)] : []),
  ];
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
