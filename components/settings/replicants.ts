import type * as pulumi from "@pulumi/pulumi";
import type { NodeRole } from "../emqx/nodeRole";
import type { EmqxClusterArgs } from "../emqxClusterArgs";
import { type Checks, expectObject, type Report } from "./checks";
import { variableNames } from "./environment";
import { type Pods, resolvePods } from "./pods";
import { findLine, lineName, type Release, type releaseSource, resolveReplicas } from "./release";
import { type Resources, resolveResources } from "./resources";
import { resolveScheduling, type Scheduling } from "./scheduling";

/** Nodes that do the same: the cores or the replicants. */
export interface NodeGroup {
  role: NodeRole;
  replicas: pulumi.Output<number>;
  resources: pulumi.Output<Resources>;
  pods: Pods;
  scheduling: Scheduling;
}

/** The core nodes as a group. */
export function coreNodes({ replicas, resources, pods, scheduling }: Omit<NodeGroup, "role">): NodeGroup {
  return { role: "core", replicas, resources, pods, scheduling };
}

const fields = ["replicas", "resources", "pods", "scheduling"];

export function resolveReplicants(
  checks: Checks,
  args: EmqxClusterArgs,
  release: ReturnType<typeof releaseSource>,
  cores: Pick<NodeGroup, "pods" | "scheduling">,
): NodeGroup | undefined {
  if (args.replicants === undefined) {
    return undefined;
  }
  const {
    replicas = 3,
    resources = { requests: { cpu: "250m", memory: "1Gi" } },
    pods,
    scheduling,
  } = checks.plain(args.replicants, "replicants", (value, report) =>
    expectObject(value, fields, "replicants", report),
  );
  return {
    role: "replicant",
    replicas: checks.resolve({ replicas, release }, (value, report) => {
      checkLine(value.release, report);
      return resolveReplicas(value.replicas, report, "replicants.replicas");
    }),
    resources: checks.resolve(resources, (value, report) =>
      resolveResources(value, report, "replicants.resources"),
    ),
    pods: pods ? resolvePods(checks, pods, "replicants.pods", variableNames(args)) : cores.pods,
    scheduling: scheduling
      ? resolveScheduling(checks, scheduling, "replicants.scheduling")
      : cores.scheduling,
  };
}

function checkLine(release: Release, report: Report): void {
  const line = findLine(release);
  if (line && line.keys.role === undefined) {
    report(
      "replicants",
      `not in ${lineName(line)}; accepted: none, or EMQX from 5.0 on, of 5.8 the enterprise edition (edition says so, where the ` +
        "image's name does not)",
    );
  }
}
