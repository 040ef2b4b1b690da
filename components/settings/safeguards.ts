import { parseVersion } from "../emqx/releaseLine";
import { losesDurableSessions, upgradeObstacle } from "../emqx/upgradePath";
import { Risk } from "../emqxClusterArgs";
import { type Checks, expectList, expectOneOf, quantity, type Report } from "./checks";

/** What the state keeps of a cluster, so that the next preview can tell what a change would lose. */
export interface Remembered {
  releaseLine: string;
  name: string;
  namespace?: string;
  clusterDomain: string;
  /** Absent where nodes keep nothing. */
  volumeSize?: string;
}

export function resolveRisks(checks: Checks, accepted: Risk[] = []): Risk[] {
  return checks.plain(accepted, "acceptedRisks", (value, report) => {
    const risks = expectList(value, "acceptedRisks", report);
    risks.forEach((risk, index) => expectOneOf(risk, Risk, `acceptedRisks[${index}]`, report));
    return risks;
  });
}

type Change = Partial<Remembered>;

/** Reports what a change would lose. What is not known counts as unchanged. */
export function checkLosses(before: Change, after: Change, accepted: Risk[], report: Report): void {
  checkRelease(before, after, accepted, report);
  if (before.volumeSize !== undefined && after.volumeSize !== undefined) {
    checkNames(before, after, accepted, report);
    checkSize(before.volumeSize, after.volumeSize, report);
  }
}

/** What a change that is allowed loses all the same, for a warning; undefined for nothing. */
export function knownLoss(before: Change, after: Change): string | undefined {
  const [from, to] = [version(before), version(after)];
  return from && to && losesDurableSessions(from, to)
    ? `EMQX ${after.releaseLine} takes over no durable sessions of ${before.releaseLine}: clients that have some begin with clean ones.`
    : undefined;
}

function checkRelease(before: Change, after: Change, accepted: Risk[], report: Report): void {
  const [from, to] = [version(before), version(after)];
  const obstacle = from && to && upgradeObstacle(from, to);
  if (obstacle === undefined) {
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
