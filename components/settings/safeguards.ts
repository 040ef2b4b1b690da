import { parseVersion } from "../emqx/releaseLine";
import { losesDurableSessions, upgradeObstacle } from "../emqx/upgradePath";
import { ClaimRetention, Risk } from "../emqxClusterArgs";
import { type Checks, expectList, expectOneOf, isString, quantity, type Report } from "./checks";

/** What the state keeps of a cluster, so that the next preview can tell what a change would lose. */
export interface Remembered {
  releaseLine: string;
  name: string;
  namespace?: string;
  clusterDomain: string;
  /** Whether nodes keep their data: `enabled` or `disabled`. Without, the next three are absent. */
  persistence: string;
  volumeSize?: string;
  /** Storage class and access modes, which Kubernetes cannot change in a StatefulSet. */
  volumeKind?: string;
  whenDeleted?: string;
}

/** What the last update that succeeded has made of a cluster. Nothing is known after one that did not. */
export interface Deployed {
  releaseLine?: string;
  volumeSize?: string;
}

export function resolveRisks(checks: Checks, accepted: Risk[] = []): Risk[] {
  return checks.plain(
    accepted,
    "acceptedRisks",
    (value, report) => {
      const risks = expectList(value, "acceptedRisks", report);
      risks.forEach((risk, index) => expectOneOf(risk, Risk, `acceptedRisks[${index}]`, report));
      return risks;
    },
    [],
  );
}

type Change = Partial<Remembered>;

/** Reports what a change would lose. What is not known counts as unchanged. */
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
  // What an update wanted that did not succeed may be a mistake, which is mended now; the API server knows the true size.
  if (deployed.volumeSize !== undefined && after.volumeSize !== undefined) {
    checkSize(deployed.volumeSize, after.volumeSize, report);
  }
}

/** What a change that is allowed can lose all the same, for warnings. */
export function lossesToWarnOf(before: Change, deployed: Deployed, after: Change): string[] {
  const [from, to] = [version(before), version(after)];
  return [
    ...(from && to && losesDurableSessions(from, to)
      ? [
          `EMQX ${after.releaseLine} takes over no durable sessions of ${before.releaseLine}: clients that have some begin with clean ones.`,
        ]
      : []),
    ...(isWayBack(before, deployed, after)
      ? [
          `The update to EMQX ${before.releaseLine} has not succeeded, so ${after.releaseLine} takes its place again. Nodes that ran ` +
            `${before.releaseLine} already may not start on what it wrote: npx emqx-doctor.`,
        ]
      : []),
  ];
}

/** Whether a change takes back an update that did not succeed: at its first node, where that is not the only one. */
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
    const change = `from EMQX ${before.releaseLine} to ${after.releaseLine}`;
    report("image", `${change} there is no rolling update: ${obstacle.way}; or ${accepting(risk)}`);
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
        `from "${from}" to "${to}" the nodes get other names, under which they find none of their data. Accepted: the same; or, where ` +
          `the data may be left behind, ${accepting(Risk.NewNodeNames)}`,
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
    const claims = areDeleted ? "are deleted" : "are kept, and not used";
    report(
      "persistence.enabled",
      `all nodes stop at once and begin without their data; the claims ${claims}. Accepted: true; or, where the data is not needed, ` +
        accepting(Risk.DataLoss),
    );
  } else if (
    areDeleted &&
    before.volumeKind !== undefined &&
    after.volumeKind !== undefined &&
    before.volumeKind !== after.volumeKind
  ) {
    report(
      "persistence",
      "with another storage class or other access modes the StatefulSet is replaced, and Kubernetes deletes its claims with all data, as " +
        "retention.whenDeleted was Delete. Accepted: the same; or whenDeleted Retain in an update before; or, where the data is not " +
        `needed, ${accepting(Risk.DataLoss)}`,
    );
  }
}

/** The risks that include the replacement of a StatefulSet. */
const replacing = [Risk.Replacement, Risk.NewNodeNames, Risk.DataLoss];

export function acceptsReplacement(accepted: Risk[]): boolean {
  return accepted.some((risk) => replacing.includes(risk));
}

/** One object of a Kubernetes cluster. A preview knows no `uid` of an object that is still to be created. */
export interface Identity {
  uid?: unknown;
  namespace?: unknown;
}

/** Reports an object that a new one would take the place of. */
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
      "Kubernetes cluster start without their data. Accepted: namespace, provider, Kubernetes cluster and StatefulSet fields as they were; or, " +
      `where this is wanted or somebody deleted the ${kind} by hand, ${accepting(Risk.Replacement)}`,
  );
}

/** Reports that no namespace is named any more, so that the cluster would be wherever the kubeconfig leads. */
export function checkNamespaceIsKept(before: string | undefined, accepted: Risk[], report: Report): void {
  if (before !== undefined && !acceptsReplacement(accepted)) {
    report(
      "namespace",
      `none is set any more, and a new StatefulSet would replace the one in namespace "${before}" if the kubeconfig names another. ` +
        `Accepted: "${before}", here or as kubernetes:namespace; or, where this is wanted, ${accepting(Risk.Replacement)}`,
    );
  }
}

function checkSize(from: string, to: string, report: Report): void {
  if (quantity(to) < quantity(from)) {
    report("persistence.size", `volumes do not shrink; accepted: ${from} or more`, to);
  }
}

function accepting(risk: Risk): string {
  return `acceptedRisks: ["${risk}"]`;
}

function version({ releaseLine }: Change) {
  return typeof releaseLine === "string" ? parseVersion(releaseLine) : undefined;
}
