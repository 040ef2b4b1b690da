import type { types } from "@pulumi/kubernetes";
import type { EmqxClusterArgs } from "../../components/index";
import type { KubernetesObject } from "../../local/manifests";
import { get, kubectl, restrictedNamespace, testCluster } from "../support/cluster";
import { render, type Rendered } from "../support/manifests";

export type Pod = types.output.core.v1.Pod;
export type Claim = types.output.core.v1.PersistentVolumeClaim;
export type Service = types.output.core.v1.Service;

/** What stays the same when a cluster is rendered again; generated values would be new each time. */
const forTests: EmqxClusterArgs = {
  credentials: { cookie: "cookieForTests", dashboardPassword: "passwordForTests" },
  apiKeys: { existingSecret: { name: "keys-for-tests", key: "file" } },
  // Simulated pods need no time between being ready and being reached.
  updates: { minReadySeconds: 0 },
};

/** Gives a suite a namespace of its own that enforces `restricted`. The function returned tells its name. */
export function ownNamespace(prefix: string): () => string {
  let namespace: string | undefined;
  before(async () => {
    namespace = await restrictedNamespace(prefix);
  });
  after(async () => {
    if (namespace !== undefined) await kubectl("delete", "namespace", namespace, "--wait=false");
  });
  return () => namespace!;
}

/** Hands objects to the API server, which refuses unknown and repeated fields. Returns what it warns of. */
export async function apply(namespace: string, objects: KubernetesObject[]): Promise<string> {
  const cluster = await testCluster();
  const { stderr } = await cluster.kubectl(
    ["apply", "--server-side", "--validate=strict", "--namespace", namespace, "--filename=-"],
    // Not as a List: kubectl would check that itself, by its own rules, and the API server would see no mistake.
    { input: objects.map((object) => JSON.stringify(object)).join("\n") },
  );
  return stderr;
}

/** Deploys a cluster, or changes it, and waits for its pods. */
export async function deploy(
  namespace: string,
  args: EmqxClusterArgs = {},
  name = "emqx",
): Promise<Rendered> {
  const rendered = await render({ ...forTests, ...args, namespace }, name);
  await apply(namespace, rendered.objects);
  await rollout(namespace, name);
  return rendered;
}

/** Waits until a cluster has all its pods, ready and of its last revision. */
export async function rollout(namespace: string, name: string): Promise<void> {
  await kubectl("rollout", "status", `statefulset/${name}`, "--namespace", namespace, "--timeout=45s");
}

/** The name of the one object of a kind. */
export function nameOf({ objects }: Rendered, kind: string): string {
  return objects.find((object) => object.kind === kind)!.metadata.name;
}

/** A cluster's live objects of a kind, by name. */
export async function list<T>(kind: string, namespace: string, name = "emqx"): Promise<T[]> {
  const selector = `app.kubernetes.io/name=emqx,app.kubernetes.io/instance=${name}`;
  return (await get<{ items: T[] }>(kind, "--namespace", namespace, "--selector", selector)).items;
}

/** A cluster's live pods, in ordinal order. */
export function pods(namespace: string, name?: string): Promise<Pod[]> {
  return list<Pod>("pods", namespace, name);
}

/** What distinguishes a pod from one that took its place, by pod name. */
export async function podUids(namespace: string, name?: string): Promise<Record<string, string>> {
  return Object.fromEntries(
    (await pods(namespace, name)).map(({ metadata }) => [metadata.name, metadata.uid]),
  );
}

/** The volume behind each claim, by the claim's name. */
export async function volumes(namespace: string, name?: string): Promise<Record<string, string>> {
  const claims = await list<Claim>("persistentvolumeclaims", namespace, name);
  return Object.fromEntries(claims.map(({ metadata, spec }) => [metadata.name, spec.volumeName]));
}

/** One address behind a Service, as clients of the EndpointSlice API (kube-proxy, CoreDNS) see it. */
export interface Endpoint {
  addresses: string[];
  hostname?: string;
  conditions: { ready: boolean };
  targetRef: { name: string };
}

/** What is behind a Service, in the order of the pods' names. */
export async function endpoints(namespace: string, service: string): Promise<Endpoint[]> {
  const selector = `kubernetes.io/service-name=${service}`;
  const { items } = await get<{ items: { endpoints: Endpoint[] | null }[] }>(
    ...["endpointslices", "--namespace", namespace, "--selector", selector],
  );
  return items
    .flatMap((slice) => slice.endpoints ?? [])
    .sort((a, b) => a.targetRef.name.localeCompare(b.targetRef.name));
}

/** What the API server answers to a request that it refuses; fails where it does not. */
export async function refusal(...args: string[]): Promise<string> {
  const cluster = await testCluster();
  return (await cluster.kubectl(args, { expect: [1] })).stderr;
}
