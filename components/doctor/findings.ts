import { headlessServiceName } from "../kubernetes/services";
import { exposureFindings } from "./exposureFindings";
import { ownerFindings } from "./fieldOwners";
import { error, type Finding, warning } from "./finding";
import { kubectlCommand } from "./kubectl";
import { allPods, type Claim, type ClusterState } from "./readCluster";
import { isReady, memberFindings, viewsOf } from "./memberFindings";
import { podFindings } from "./podFindings";
import type { NodeView } from "./view";

/** Warn about volumes that are at least this full, in percent. */
const fullVolume = 85;

/** Warn about licences that expire within this number of days. */
const licenseDays = 30;

/** Lists the problems of a cluster, causes before their effects. */
export function diagnose(cluster: ClusterState, now = new Date()): Finding[] {
  return [
    ...podFindings(cluster),
    ...(cluster.claims ?? []).flatMap((claim) => claimProblems(claim, cluster)),
    ...discovery(cluster),
    ...memberFindings(cluster),
    ...viewsOf(cluster).flatMap((view) => nodeProblems(view, now)),
    ...exposureFindings(cluster),
    ...ownerFindings(cluster),
    ...unreadParts(cluster),
  ];
}

/** Whether brokers run, but none of them could be queried, for example for lack of permission. */
export function noNodeAnswered({ views }: ClusterState): boolean {
  return views.size > 0 && [...views.values()].every((view) => typeof view === "string" && !hasRun(view));
}

/** Whether the script started in the container, so that the node itself failed to answer. */
function hasRun(reason: string): boolean {
  return /command terminated with exit code/.test(reason);
}

function claimProblems({ metadata, spec, status }: Claim, cluster: ClusterState): Finding[] {
  const subject = `persistentvolumeclaim ${metadata.name}`;
  const cause = cluster.events?.findLast(
    ({ object }) => object === `PersistentVolumeClaim ${metadata.name}`,
  )?.message;
  if (status.phase !== "Bound") {
    return [
      error(
        subject,
        `is ${status.phase}, not Bound${cause ? `: ${cause}` : ""}`,
        `Set persistence.storageClassName to an existing StorageClass, or mark one as the default: ${kubectlCommand(cluster, "get storageclass")}`,
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
          `has ${has} but requests ${wanted}: ${resizing}`,
          "Wait for the resize. If FileSystemResizePending stays, restart the pod to grow the volume.",
        ),
      ];
}

function discovery({ name, headless, mayGetEndpoints, namespace, statefulSet }: ClusterState): Finding[] {
  const subject = `service ${headlessServiceName(name)}`;
  const advice = "Run pulumi up --refresh.";
  if (headless === undefined) {
    return [error(subject, "was not found, so nodes cannot discover each other", advice)];
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
          error(
            subject,
            "has a selector that does not match the pods' labels, so nodes cannot discover each other",
            advice,
          ),
        ]),
    ...(headless.spec.publishNotReadyAddresses
      ? []
      : [
          error(
            subject,
            "does not publish pods that are not ready, so starting nodes cannot discover each other",
            advice,
          ),
        ]),
    ...(mayGetEndpoints === false
      ? [
          error(
            `serviceaccount ${account}`,
            `may not get endpoints/${headlessServiceName(name)} in namespace ${namespace}, so nodes cannot discover each other (403 in the log)`,
            "Run pulumi up --refresh to restore the Role and RoleBinding.",
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
      ? [warning(subject, `its volume is ${used} % full`, "Increase persistence.size and run pulumi up.")]
      : []),
    ...(days < licenseDays
      ? [
          (days < 0 ? error : warning)(
            subject,
            `its licence ${days < 0 ? "expired" : "expires"} on ${licenseUntil}`,
            "Set a new licence in license and run pulumi up.",
          ),
        ]
      : []),
  ];
}

function unreadParts(cluster: ClusterState): Finding[] {
  const { name, views, replicants, claims, events, objects, configMaps } = cluster;
  const mayRead = "Run emqx-doctor with an account that may read them.";
  const describe = (pod: string) => kubectlCommand(cluster, `describe pod ${pod}`);
  const ready = new Set(
    allPods(cluster)
      .filter(isReady)
      .map(({ metadata }) => metadata.name),
  );
  const unqueried = [...views].flatMap(([pod, view]) =>
    typeof view === "string" ? [{ pod, reason: view }] : [],
  );
  // Only a ready broker is expected to answer.
  const severity = (pod: string) => (ready.has(pod) ? error : warning);
  return [
    ...(noNodeAnswered(cluster)
      ? [
          warning(
            `statefulset ${name}`,
            "none of its nodes could be queried, so membership, volumes and licences are unknown",
            "Use an account that may create pods/exec, and make sure that the API server reaches the Kubernetes nodes.",
          ),
        ]
      : []),
    ...unqueried.map(({ pod, reason }) =>
      (unqueried.length === views.size && hasRun(reason) ? severity(pod) : warning)(
        `pod ${pod}`,
        `could not be queried: ${reason}`,
        /forbidden/i.test(reason)
          ? "Run emqx-doctor with an account that may create pods/exec."
          : `Find the cause: ${describe(pod)}`,
      ),
    ),
    ...viewsOf(cluster)
      .filter(({ running }) => running.length === 0)
      .map(({ pod }) =>
        severity(pod)(
          `pod ${pod}`,
          "its broker does not answer",
          `Read its log: ${kubectlCommand(cluster, `logs ${pod}`)}`,
        ),
      ),
    ...(replicants === undefined ? [warning("replicants", "could not be read", mayRead)] : []),
    ...(claims === undefined ? [warning("persistentvolumeclaims", "could not be read", mayRead)] : []),
    ...(configMaps === undefined ? [warning("configmaps", "could not be read", mayRead)] : []),
    ...(objects === undefined ? [warning("field owners", "could not be read", mayRead)] : []),
    ...(events === undefined ? [warning("events", "could not be read", mayRead)] : []),
  ];
}
