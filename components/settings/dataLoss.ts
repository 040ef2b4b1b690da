import { parseVersion } from "../emqx/releaseLine";
import { losesDurableSessions, upgradeObstacle } from "../emqx/upgradePath";
import { ClaimRetention, Risk } from "../emqxClusterArgs";
import { isString, type Report } from "./checks";
import { quantity } from "./rules/formats";

/** Facts about a cluster in the Pulumi state. The next preview uses them to report what a change would lose. */
export interface Remembered {
  releaseLine: string;
  name: string;
  namespace?: string;
  clusterDomain: string;
  /** `enabled` or `disabled`. If it is disabled, the next three are undefined. */
  persistence: string;
  volumeSize?: string;
  /** Storage class and access modes: immutable in a StatefulSet. */
  volumeKind?: string;
  whenDeleted?: string;
}

/** The result of the last update, if it succeeded. Empty after a failed update. */
export interface Deployed {
  releaseLine?: string;
  volumeSize?: string;
}

type Change = Partial<Remembered>;

/** Reports what a change would lose. Unknown values count as unchanged. */
export function checkLosses(
  before: Change,
  deployed: Deployed,
  after: Change,
  accepted: Risk[],
  report: Report,
): void {
  checkRelease(before, deployed, after, accepted, report);
  if (before.volumeSize !== undefined) {
    checkVolumes(before, after, accepted, report);
  }
  if (before.volumeSize !== undefined && after.volumeSize !== undefined) {
    checkNames(before, after, accepted, report);
  }
  // After a failed update, its size may be a mistake that this update corrects. The API server checks the real size.
  if (deployed.volumeSize !== undefined && after.volumeSize !== undefined) {
    checkSize(deployed.volumeSize, after.volumeSize, report);
  }
}

/** Warnings about losses that do not block a change. */
export function lossesToWarnOf(before: Change, deployed: Deployed, after: Change): string[] {
  const [from, to] = [version(before), version(after)];
  return [
    ...(from && to && losesDurableSessions(from, to)
      ? [
          `EMQX ${after.releaseLine} does not keep the durable sessions of ${before.releaseLine}: their clients start with clean sessions.`,
        ]
      : []),
    ...(isWayBack(before, deployed, after)
      ? [
          `The update to EMQX ${before.releaseLine} did not succeed, so this update returns to ${after.releaseLine}. Nodes that already ran ` +
            `${before.releaseLine} may not start with the data it wrote. Check them with npx emqx-doctor.`,
        ]
      : []),
  ];
}

/** True if a change returns to the earlier release after a failed upgrade. */
function isWayBack(before: Change, deployed: Deployed, after: Change): boolean {
  const [from, to] = [version(before), version(after)];
  const isDowngrade = from && to && upgradeObstacle(from, to)?.kind === "downgrade";
  return deployed.releaseLine === undefined && isDowngrade === true;
}

function checkRelease(
  before: Change,
  deployed: Deployed,
  after: Change,
  accepted: Risk[],
  report: Report,
): void {
  const [from, to] = [version(before), version(after)];
  const obstacle = from && to && upgradeObstacle(from, to);
  if (obstacle === undefined || isWayBack(before, deployed, after)) {
    return;
  }
  const risk = obstacle.kind === "downgrade" ? Risk.Downgrade : Risk.UnsupportedUpgrade;
  if (!accepted.includes(risk)) {
    const change = `from ${before.releaseLine} to ${after.releaseLine}`;
    report(
      "image",
      `EMQX does not support a rolling update ${change}: ${obstacle.way}; or set ${accepting(risk)}`,
    );
  }
}

const nameArguments = {
  name: "nameOverride",
  namespace: "namespace",
  clusterDomain: "clusterDomain",
} as const;

function checkNames(before: Change, after: Change, accepted: Risk[], report: Report): void {
  if (accepted.includes(Risk.NewNodeNames)) {
    return;
  }
  for (const [field, path] of Object.entries(nameArguments) as [keyof typeof nameArguments, string][]) {
    const [from, to] = [before[field], after[field]];
    if (from !== undefined && to !== undefined && from !== to) {
      report(
        path,
        `changing "${from}" to "${to}" renames all nodes, and they would not find their data. Keep "${from}"; or, to leave ` +
          `the data behind, set ${accepting(Risk.NewNodeNames)}`,
      );
    }
  }
}

function checkVolumes(before: Change, after: Change, accepted: Risk[], report: Report): void {
  if (accepted.includes(Risk.DataLoss)) {
    return;
  }
  const areDeleted = before.whenDeleted === ClaimRetention.Delete;
  if (after.persistence === "disabled") {
    const claims = areDeleted ? "are deleted" : "are kept but not used";
    report(
      "persistence.enabled",
      `all nodes would stop at once and start without their data; the volumes (PVCs) ${claims}. Keep true; or, if you do not ` +
        `need the data, set ${accepting(Risk.DataLoss)}`,
    );
  } else if (
    areDeleted &&
    before.volumeKind !== undefined &&
    after.volumeKind !== undefined &&
    before.volumeKind !== after.volumeKind
  ) {
    report(
      "persistence",
      "a new storage class or access mode replaces the StatefulSet, and Kubernetes would delete its volumes (PVCs) with all data, as " +
        "retention.whenDeleted was Delete. Keep both; or first deploy with retention.whenDeleted Retain; or, if you do not need the " +
        `data, set ${accepting(Risk.DataLoss)}`,
    );
  }
}

/** The risks that include a replacement of the StatefulSet. */
const replacing: Risk[] = [Risk.Replacement, Risk.NewNodeNames, Risk.DataLoss];

export function acceptsReplacement(accepted: Risk[]): boolean {
  return accepted.some((risk) => replacing.includes(risk));
}

/** The identity of a Kubernetes object. In a preview, a new object has no `uid` yet. */
export interface Identity {
  uid?: unknown;
  namespace?: unknown;
}

/** Reports an object that a new one would replace. */
export function checkReplacement(
  kind: string,
  before: Identity,
  after: Identity,
  accepted: Risk[],
  report: Report,
): void {
  const isSame = after.uid === undefined || after.uid === before.uid;
  if (before.uid === undefined || isSame || acceptsReplacement(accepted)) {
    return;
  }
  const place = ({ namespace }: Identity) =>
    isString(namespace) ? `namespace "${namespace}"` : "a namespace";
  report(
    "acceptedRisks",
    `a new ${kind} in ${place(after)} would replace the one in ${place(before)}: all nodes would stop at once, and in another namespace or ` +
      "Kubernetes cluster start without their data. Keep the namespace, provider, Kubernetes cluster and StatefulSet fields; or, if you want " +
      `this or deleted the ${kind} by hand, set ${accepting(Risk.Replacement)}`,
  );
}

/** Reports a namespace that is no longer set: the kubeconfig would then select the namespace. */
export function checkNamespaceIsKept(before: string | undefined, accepted: Risk[], report: Report): void {
  if (before !== undefined && !acceptsReplacement(accepted)) {
    report(
      "namespace",
      `no longer set: a new StatefulSet would replace the one in namespace "${before}" if the kubeconfig names another one. ` +
        `Set "${before}", here or as kubernetes:namespace; or, if you want this, set ${accepting(Risk.Replacement)}`,
    );
  }
}

function checkSize(from: string, to: string, report: Report): void {
  if (quantity(to) < quantity(from)) {
    report("persistence.size", `volumes cannot shrink; must be ${from} or more`, to);
  }
}

function accepting(risk: Risk): string {
  return `acceptedRisks: ["${risk}"]`;
}

function version({ releaseLine }: Change) {
  return typeof releaseLine === "string" ? parseVersion(releaseLine) : undefined;
}
