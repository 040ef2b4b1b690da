import { isFrom, type Version } from "./releaseLine";

/** The reason why a rolling update between two release lines is impossible, and what to do instead. */
export type Obstacle = { kind: "downgrade" | "unsupported"; way: string };

/**
 * The obstacle to a rolling update between two release lines, or undefined if it is supported. Sources: the table of rolling
 * upgrades, https://docs.emqx.com/en/emqx/latest/deploy/rolling-upgrades.html, and for 4.x
 * https://docs.emqx.com/en/emqx/latest/deploy/upgrade-cluster.html.
 */
export function upgradeObstacle(from: Version, to: Version): Obstacle | undefined {
  if (compare(to, from) < 0) {
    return {
      kind: "downgrade",
      way: "nodes may be unable to read data that a later release wrote; restore a backup into a new cluster",
    };
  }
  if (from.major === 4 && to.major > 4) {
    return {
      kind: "unsupported",
      way: "EMQX 5 cannot read data of 4.x; create a new cluster and import an export of the old one",
    };
  }
  if (from.major === 4 && to.minor > from.minor + 1) {
    return { kind: "unsupported", way: `upgrade to 4.${from.minor + 1} first` };
  }
  if (from.major === 5 && from.minor <= 3 && isFrom(to, 10)) {
    return {
      kind: "unsupported",
      way: "upgrade to 5.9 first, restart all nodes at the same time, then continue",
    };
  }
  if (from.major === 5 && from.minor <= 7 && to.major > 5) {
    return { kind: "unsupported", way: "upgrade to 5.8, 5.9 or 5.10 first" };
  }
  return undefined;
}

/** Whether an upgrade loses the sessions that EMQX stores on disk (`durable_sessions`): the same table. */
export function losesDurableSessions(from: Version, to: Version): boolean {
  return from.major === 5 && to.major > 5;
}

function compare(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}
