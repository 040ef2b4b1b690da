import { headlessServiceName } from "../kubernetes/services";
import { ownerFindings } from "./fieldOwners";
import { error, type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";
import { allPods, type Claim, type Seen } from "./look";
import { isReady, memberFindings, viewsOf } from "./memberFindings";
import { podFindings } from "./podFindings";
import type { NodeView } from "./view";

/** Volumes that are fuller are warned of, in percent. */
const fullVolume = 85;

/** Licences that end sooner are warned of, in days. */
const licenseDays = 30;

/** Finds out what is wrong with a cluster, the causes before what follows from them. */
export function diagnose(seen: Seen, now = new Date()): Finding[] {
  return [
    ...podFindings(seen),
    ...(seen.claims ?? []).flatMap((claim) => claimProblems(claim, seen)),
    ...discovery(seen),
    ...memberFindings(seen),
    ...viewsOf(seen).flatMap((view) => nodeProblems(view, now)),
    ...ownerFindings(seen),
    ...notLookedAt(seen),
  ];
}

/** Whether brokers run, and one may not or cannot ask any of them. */
export function sawNoNode({ views }: Seen): boolean {
  return views.size > 0 && [...views.values()].every((view) => typeof view === "string" && !hasRun(view));
}

/** Whether it was the node itself that did not answer: the script began to run there. */
function hasRun(reason: string): boolean {
  return /command terminated with exit code/.test(reason);
}

function claimProblems({ metadata, spec, status }: Claim, seen: Seen): Finding[] {
  const subject = `persistentvolumeclaim ${metadata.name}`;
  const cause = seen.happenings?.findLast(
    ({ object }) => object === `PersistentVolumeClaim ${metadata.name}`,
  )?.message;
  if (status.phase !== "Bound") {
    return [
      error(
        subject,
        `is ${status.phase}${cause ? `: ${cause}` : ""}`,
        `Name a class that there is in persistence.storageClassName, or mark a default: ${kubectlCommand(seen, "get storageclass")}`,
      ),
    ];
  }
  const [wanted, has] = [spec.resources.requests.storage, status.capacity?.storage];
  const resizing = status.conditions
    ?.map(({ type, message }) => `${type} ${message ?? ""}`.trim())
    .join("; ");
  return wanted === has || !has || !resizing
    ? []
    : [
        warning(
          subject,
          `has ${has}, and ${wanted} are asked for: ${resizing}`,
          "Wait; where it says FileSystemResizePending for long, the volume grows when the pod is restarted.",
        ),
      ];
}

function discovery({ name, headless, mayGetEndpoints, namespace, statefulSet }: Seen): Finding[] {
  const subject = `service ${headlessServiceName(name)}`;
  const advice = "pulumi up --refresh";
  if (headless === undefined) {
    return [error(subject, "is not there, so no node finds another", advice)];
  }
  const labels = statefulSet.spec.template.metadata.labels;
  const findsPods = Object.entries(headless.spec.selector ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  const account = statefulSet.spec.template.spec.serviceAccountName;
  return [
    ...(findsPods ? [] : [error(subject, "its selector does not match the pods' labels", advice)]),
    ...(headless.spec.publishNotReadyAddresses
      ? []
      : [
          error(
            subject,
            "does not publish pods that are not ready, so nodes that start do not find each other",
            advice,
          ),
        ]),
    ...(mayGetEndpoints === false
      ? [
          error(
            `serviceaccount ${account}`,
            `may not get endpoints/${headlessServiceName(name)} in ${namespace}, by which nodes find each other (403 in the log)`,
            `${advice}, which puts Role and RoleBinding right.`,
          ),
        ]
      : []),
  ];
}

function nodeProblems({ pod, used, licenseUntil }: NodeView, now: Date): Finding[] {
  const subject = `pod ${pod}`;
  const days = licenseUntil === undefined ? NaN : (Date.parse(licenseUntil) - now.getTime()) / 86_400_000;
  return [
    ...(used !== undefined && used >= fullVolume
      ? [
          warning(
            subject,
            `its volume is ${used} % full`,
            "Set a larger persistence.size, and run pulumi up.",
          ),
        ]
      : []),
    ...(days < licenseDays
      ? [
          (days < 0 ? error : warning)(
            subject,
            `its licence ${days < 0 ? "ended" : "ends"} on ${licenseUntil}`,
            "Set another in license, and run pulumi up.",
          ),
        ]
      : []),
  ];
}

function notLookedAt(seen: Seen): Finding[] {
  const { name, views, replicants, claims, happenings, objects } = seen;
  const may = "Look as somebody who may.";
  const describe = (pod: string) => kubectlCommand(seen, `describe pod ${pod}`);
  const ready = new Set(
    allPods(seen)
      .filter(isReady)
      .map(({ metadata }) => metadata.name),
  );
  const unasked = [...views].flatMap(([pod, view]) =>
    typeof view === "string" ? [{ pod, reason: view }] : [],
  );
  // What a ready broker owes is an answer.
  const severity = (pod: string) => (ready.has(pod) ? error : warning);
  return [
    ...(sawNoNode(seen)
      ? [
          warning(
            `statefulset ${name}`,
            "could not look into any node, so membership, volumes and licences are not known",
            "It takes the right to create pods/exec, and Kubernetes nodes that let it.",
          ),
        ]
      : []),
    ...unasked.map(({ pod, reason }) =>
      (unasked.length === views.size && hasRun(reason) ? severity(pod) : warning)(
        `pod ${pod}`,
        `could not be asked: ${reason}`,
        /forbidden/i.test(reason) ? may : describe(pod),
      ),
    ),
    ...viewsOf(seen)
      .filter(({ running }) => running.length === 0)
      .map(({ pod }) =>
        severity(pod)(`pod ${pod}`, "its broker does not answer", kubectlCommand(seen, `logs ${pod}`)),
      ),
    ...(replicants === undefined ? [warning("replicants", "could not be read", may)] : []),
    ...(claims === undefined ? [warning("persistentvolumeclaims", "could not be read", may)] : []),
    ...(objects === undefined ? [warning("owners of fields", "could not be read", may)] : []),
    ...(happenings === undefined ? [warning("events", "could not be read", may)] : []),
  ];
}
