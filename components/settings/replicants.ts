import type { NodeRole } from "../emqx/nodeRole";
import type { EmqxClusterArgs } from "../emqxClusterArgs";
import { type Autoscaling, resolveAutoscaling } from "./autoscaling";
import { type Checks, expectObject, type Report, withDefault } from "./checks";
import { type DisruptionBudget, resolveDisruptionBudget } from "./disruptionBudget";
import { type Pods, resolvePods } from "./pods";
import {
  editionHint,
  findLine,
  lineName,
  type Release,
  type releaseSource,
  resolveReplicas,
} from "./release";
import { type Resources, resolveResources } from "./resources";
import { resolveScheduling, type Scheduling } from "./scheduling";
import type { Eventual } from "../eventual";

/** A group of nodes with one role: the cores or the replicants. */
export interface NodeGroup {
  role: NodeRole;
  /** With `autoscaling`, only the initial number. */
  replicas: Eventual<number>;
  resources: Eventual<Resources>;
  pods: Pods;
  scheduling: Scheduling;
  /** Undefined if the group has none, like `disruptionBudget`. */
  autoscaling?: Autoscaling;
  disruptionBudget?: DisruptionBudget;
}

/** The core nodes as a group. */
export function coreNodes(settings: Omit<NodeGroup, "role">): NodeGroup {
  const { replicas, resources, pods, scheduling, autoscaling, disruptionBudget } = settings;
  return { role: "core", replicas, resources, pods, scheduling, autoscaling, disruptionBudget };
}

const fields = ["replicas", "resources", "pods", "scheduling", "autoscaling", "podDisruptionBudget"];

export function resolveReplicants(
  checks: Checks,
  args: EmqxClusterArgs,
  release: ReturnType<typeof releaseSource>,
  cores: Pick<NodeGroup, "pods" | "scheduling" | "disruptionBudget">,
): NodeGroup | undefined {
  if (args.replicants === undefined) {
    return undefined;
  }
  const given = checks.plain(args.replicants, "replicants", (value, report) =>
    expectObject(value, fields, "replicants", report),
  );
  const { pods, scheduling } = given;
  const replicas = withDefault(given.replicas, withDefault(given.autoscaling?.minReplicas, 3));
  return {
    role: "replicant",
    replicas: checks.resolve({ replicas, release }, (value, report) => {
      checkLine(value.release, report);
      return resolveReplicas(value.replicas, report, "replicants.replicas");
    }),
    resources: checks.resolve(
      withDefault(given.resources, { requests: { cpu: "250m", memory: "1Gi" } }),
      (value, report) => resolveResources(value, report, "replicants.resources"),
    ),
    pods: pods === undefined ? cores.pods : resolvePods(checks, pods, "replicants.pods", release),
    scheduling:
      scheduling === undefined
        ? cores.scheduling
        : resolveScheduling(checks, scheduling, "replicants.scheduling"),
    autoscaling: resolveAutoscaling(checks, given, replicas, "replicants."),
    disruptionBudget:
      given.podDisruptionBudget === undefined
        ? // The numbers of the cores' budget do not fit the replicants.
          cores.disruptionBudget && { maxUnavailable: 1 }
        : resolveDisruptionBudget(checks, given, replicas, "replicants."),
  };
}

function checkLine(release: Release, report: Report): void {
  const line = findLine(release);
  if (line && line.keys.role === undefined) {
    report(
      "replicants",
      `not supported by ${lineName(line)}; use EMQX 5.0 or later, and for 5.8 the enterprise edition ` +
        `${editionHint}, or omit it`,
    );
  }
}
