import type { Input } from "@pulumi/pulumi";

/**
 * Node evacuation: before a node stops, EMQX sends its clients to other nodes at a rate, and moves the sessions of those that
 * do not come back: https://docs.emqx.com/en/emqx/v5.8/deploy/cluster/rebalancing.html. The others must have room for them. EMQX has it
 * from 5.9 on, and in the enterprise edition from 5.1 on. A node with no others stops at once.
 *
 * Evacuations that are started by hand end when the container starts again.
 */
export interface EvacuationArgs {
  /** How many clients are disconnected each second, at least 1. Default: 500, EMQX's own. */
  connEvictRate?: Input<number>;
  /** How many sessions are moved each second, at least 1. Default: 500, EMQX's own. */
  sessEvictRate?: Input<number>;
  /**
   * Seconds that clients have to connect elsewhere and take their sessions with them, before these are moved, at least 1.
   *
   * Default: 10.
   */
  waitTakeoverSeconds?: Input<number>;
  /**
   * Seconds until a node stops even though it is not evacuated, more than `waitTakeoverSeconds` and 10: for so long EMQX waits
   * first, for load balancers to notice. The pods' grace period is so much longer than without.
   *
   * Default: 600.
   */
  timeoutSeconds?: Input<number>;
}
