import type { NodeRole } from "../emqx/nodeRole";
import type { ReleaseLine } from "../emqx/releaseLine";
import type { ReplicantsArgs } from "../emqxClusterArgs";
import type { Eventual } from "../eventual";
import { autoscaling, type Autoscaling, autoscalingSettings } from "./autoscaling";
import { type Checks, type Report, withDefault } from "./checks";
import { budgetSettings, disruptionBudget, type DisruptionBudget } from "./disruptionBudget";
import { nodeCount } from "./nodeCount";
import { pods, type Pods, podSettings } from "./pods";
import { editionHint, lineName } from "./release";
import { resources, type Resources } from "./resources";
import { group, maybe } from "./rules/parts";
import { defaultTo } from "./rules/rule";
import { scheduling, type Scheduling, schedulingSettings } from "./scheduling";

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

/** The parts of a group of nodes, for cores and replicants. */
export const replicants = group<ReplicantsArgs>()({
  replicas: nodeCount,
  resources: defaultTo(resources, { requests: { cpu: "250m", memory: "1Gi" } }),
  pods: maybe(pods),
  scheduling: maybe(scheduling),
  autoscaling: maybe(autoscaling),
  podDisruptionBudget: maybe(disruptionBudget),
});

type CompleteGroup = ReturnType<typeof replicants.complete>;

/** The number of nodes in a group. */
export function groupReplicas({
  replicas,
  autoscaling,
}: Pick<CompleteGroup, "replicas" | "autoscaling">): Eventual<number> {
  return withDefault<number>(replicas, withDefault<number>(autoscaling?.minReplicas, 3));
}

export function replicantSettings(
  checks: Checks,
  given: CompleteGroup,
  line: Eventual<ReleaseLine | undefined>,
  cores: Pick<NodeGroup, "pods" | "scheduling" | "disruptionBudget">,
): NodeGroup {
  const { resources, pods, scheduling, autoscaling, podDisruptionBudget } = given;
  const replicas = groupReplicas(given);
  return {
    role: "replicant",
    replicas: checks.resolve({ replicas, line }, (value, report) => {
      checkSupport(value.line, report);
      return value.replicas;
    }),
    resources,
    pods: pods ? podSettings(checks, pods, "replicants.pods", line) : cores.pods,
    scheduling: scheduling
      ? schedulingSettings(checks, scheduling, "replicants.scheduling")
      : cores.scheduling,
    autoscaling:
      autoscaling && autoscalingSettings(checks, autoscaling, { replicas, resources }, "replicants."),
    disruptionBudget: podDisruptionBudget
      ? budgetSettings(checks, podDisruptionBudget, { replicas, autoscaling }, "replicants.")
      : // The numbers of the cores' budget do not fit the replicants.
        cores.disruptionBudget && { maxUnavailable: 1 },
  };
}

function checkSupport(line: ReleaseLine | undefined, report: Report): void {
  if (line && line.keys.role === undefined) {
    report(
      "replicants",
      `not supported by ${lineName(line)}; use EMQX 5.0 or later, and for 5.8 the enterprise edition ` +
        `${editionHint}, or omit it`,
    );
  }
}
