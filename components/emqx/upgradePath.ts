import type { Version } from "./releaseLine";

/** Why nodes cannot go from one release line to another one after the other; undefined where they can. */
export type Obstacle = { kind: "downgrade" | "unsupported"; way: string };

/**
 * What is in the way between two release lines. Sources: the table of rolling upgrades,
 * https://docs.emqx.com/en/emqx/latest/deploy/rolling-upgrades.html, and for 4.x
 * https://docs.emqx.com/en/emqx/latest/deploy/upgrade-cluster.html.
 */
export function upgradeObstacle(from: Version, to: Version): Obstacle | undefined {
  if (compare(to, from) < 0) {
    return {
      kind: "downgrade",
      way: "nodes may not read what a later release wrote; restore a backup into a new cluster",
    };
  }
  if (from.major === 4 && to.major > 4) {
    return {
      kind: "unsupported",
      way: "EMQX 5 reads no data of 4.x; make a new cluster, export from the old one and import there",
    };
  }
  if (from.major === 4 && to.minor > from.minor + 1) {
    return { kind: "unsupported", way: `go to 4.${from.minor + 1} first` };
  }
  if (from.major === 5 && from.minor <= 3 && isFrom510(to)) {
    return { kind: "unsupported", way: "go to 5.9 first, restart all nodes at once there, then go on" };
  }
  if (from.major === 5 && from.minor <= 7 && to.major > 5) {
    return { kind: "unsupported", way: "go to 5.8, 5.9 or 5.10 first" };
  }
  return undefined;
}

/** Whether sessions that EMQX keeps on disk (`durable_sessions`) begin anew: the same table. */
export function losesDurableSessions(from: Version, to: Version): boolean {
  return from.major === 5 && to.major > 5;
}

function isFrom510({ major, minor }: Version): boolean {
  return major > 5 || minor >= 10;
}

function compare(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}
