import type { Input } from "@pulumi/pulumi";

/**
 * How a node hands over its clients and sessions before it stops: https://docs.emqx.com/en/emqx/v5.8/deploy/cluster/rebalancing.html. EMQX
 * first disconnects clients at a given rate, so that they connect to other nodes. Then it moves the sessions of clients that did not
 * reconnect. The other nodes need enough capacity for both.
 *
 * Requires EMQX 5.9 or later, or the enterprise edition from 5.1 on. A single node stops at once. If you start an evacuation by hand, it
 * ends when the container restarts.
 */
interface Evacuation {
  /** The number of clients that are disconnected per second, at least 1. Default: 500, as in EMQX. */
  connEvictRate?: Input<number>;
  /** The number of sessions that are moved per second, at least 1. Default: 500, as in EMQX. */
  sessEvictRate?: Input<number>;
  /**
   * How many seconds clients have to reconnect to another node and take over their sessions, at least 1. After that, EMQX moves the
   * remaining sessions.
   *
   * Default: 10.
   */
  waitTakeoverSeconds?: Input<number>;
  /**
   * How many seconds an evacuation may take before the node stops anyway. Must be greater than `waitTakeoverSeconds` plus 10: EMQX first
   * waits 10 seconds, so that load balancers notice. The pods' grace period is extended by this value.
   *
   * Default: 600.
   */
  timeoutSeconds?: Input<number>;
}

export type { Evacuation as EvacuationArgs };
