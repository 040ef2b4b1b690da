import type { types } from "@pulumi/kubernetes";
import type { EmqxClusterArgs } from "../../../components/index";
import type { Finding } from "../../../components/doctor/finding";
import { diagnose } from "../../../components/doctor/findings";
import type { Claim, ClusterState, Deployment, Pod } from "../../../components/doctor/readCluster";
import type { NodeView } from "../../../components/doctor/view";
import { deploy, optionalChild } from "./cluster";

export const now = new Date("2026-11-23T12:00:00Z");
export const names = ["emqx-0", "emqx-1", "emqx-2"];
export const image = "emqx/emqx:5.8.9";

/** The beginning of suggested commands. */
export const kubectlPrefix = "kubectl --namespace iot --context eu";

export const node = (pod: string, domain = "cluster.local") => `emqx@${pod}.emqx-headless.iot.svc.${domain}`;
export const replicantNode = (address: string) => `emqx@${address}`;

/** The fields of a pod's status. Those of the broker's container are in `broker`. */
export type PodStatus = { broker?: object; conditions?: object[]; podIP?: string };

/** A pod that is ready, unless `status` overrides it. */
export function pod(name: string, status: PodStatus = {}, from = image): Pod {
  const { broker, ...others } = status;
  const ready = { name: "emqx", ready: true, started: true, restartCount: 0, state: { running: {} } };
  return {
    metadata: { name },
    spec: { containers: [{ name: "emqx", image: from }] },
    status: {
      conditions: [{ type: "PodScheduled", status: "True" }],
      ...others,
      containerStatuses: [{ ...ready, ...broker }],
    },
  } as unknown as Pod;
}

/** A pod whose broker crashes repeatedly. */
export function crashing(name: string, message: string, reason = "Error"): Pod {
  return pod(name, {
    broker: {
      ready: false,
      started: false,
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1, reason, message } },
    },
  });
}

export function view(name: string, change: Partial<NodeView> = {}): NodeView {
  return {
    pod: name,
    running: names.map((each) => node(each)),
    stopped: [],
    addresses: ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
    unreachable: [],
    cookie: "aaaa",
    used: 10,
    ...change,
  };
}

/** The views of all nodes of a healthy cluster, with some of them replaced. */
export function views(...changed: (NodeView | [pod: string, reason: string])[]): ClusterState["views"] {
  return new Map<string, NodeView | string>([
    ...names.map((name) => [name, view(name)] as const),
    ...changed.map((each) => (Array.isArray(each) ? each : ([each.pod, each] as const))),
  ]);
}

/** The views of only the given nodes. */
export function only(...given: NodeView[]): ClusterState["views"] {
  return new Map(given.map((each) => [each.pod, each]));
}

export function claims(...pods: string[]): Claim[] {
  return pods.map((of) => ({
    metadata: { name: `emqx-data-${of}` },
    spec: { resources: { requests: { storage: "2Gi" } } },
    status: { phase: "Bound", capacity: { storage: "2Gi" } },
  })) as unknown as Claim[];
}

/** The observed state of a healthy cluster. */
export async function healthy(args: EmqxClusterArgs = {}): Promise<ClusterState> {
  const deployed = await deploy({ namespace: "iot", ...args });
  const deployment = optionalChild<Deployment>(deployed, "Deployment")?.inputs;
  return {
    name: "emqx",
    namespace: "iot",
    options: ["--context", "eu"],
    statefulSet: deployed.statefulSet.inputs,
    pods: names.map((name) => pod(name)),
    replicants: { deployment, pods: [] },
    claims: [],
    events: [],
    headless: deployed.headlessService.inputs,
    mayGetEndpoints: true,
    objects: [],
    configMaps: [],
    views: views(),
  };
}

/** The findings for a healthy cluster after a change. Its pods have the component's environment. */
export async function findings(
  change: Partial<ClusterState>,
  args: EmqxClusterArgs = {},
): Promise<Finding[]> {
  const cluster = { ...(await healthy(args)), ...change };
  const { statefulSet, replicants } = cluster;
  return diagnose(
    {
      ...cluster,
      pods: withEnvironment(cluster.pods, statefulSet.spec.template),
      replicants: replicants?.deployment
        ? { ...replicants, pods: withEnvironment(replicants.pods, replicants.deployment.spec.template) }
        : replicants,
    },
    now,
  );
}

function withEnvironment(pods: Pod[], { spec }: types.output.core.v1.PodTemplateSpec): Pod[] {
  const [{ env }] = spec.containers;
  return pods.map((each) => ({
    ...each,
    spec: {
      ...each.spec,
      containers: each.spec.containers.map((container) => ({ ...container, env: container.env ?? env })),
    },
  }));
}

/** The findings as lines of text. */
export function asLines(found: Finding[]): string[] {
  return found.map(({ severity, subject, problem }) => `${severity}: ${subject}: ${problem}`);
}
