import type { types } from "@pulumi/kubernetes";
import { type EmqxClusterArgs, Exposure } from "../../components/index";
import type { KubernetesObject } from "../../local/manifests";
import { get, kubectl, restrictedNamespace, testCluster } from "../support/cluster";
import { render, type Rendered } from "../support/manifests";

export type Pod = types.output.core.v1.Pod;
export type Claim = types.output.core.v1.PersistentVolumeClaim;
export type Service = types.output.core.v1.Service;

/** Arguments that keep a cluster the same when it is rendered again. Generated values would be new each time. */
const forTests: EmqxClusterArgs = {
  acceptedExposures: Object.values(Exposure),
  credentials: { cookie: "cookieForTests", dashboardPassword: "passwordForTests" },
  apiKeys: { existingSecret: { name: "keys-for-tests", key: "file" } },
  // Simulated pods need no minReadySeconds.
  updates: { minReadySeconds: 0 },
};

/** Creates a namespace for a suite that enforces `restricted`. Returns a function that returns its name. */
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

/** Applies objects. The API server rejects unknown and repeated fields. Returns its warnings. */
export async function apply(namespace: string, objects: KubernetesObject[]): Promise<string> {
  const cluster = await testCluster();
  const { stderr } = await cluster.kubectl(
    ["apply", "--server-side", "--validate=strict", "--namespace", namespace, "--filename=-"],
    // Not a List: kubectl would check it by its own rules, before the API server could.
    { input: objects.map((object) => JSON.stringify(object)).join("\n") },
  );
  return stderr;
}

/** Deploys or changes a cluster and waits for its pods. */
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

/** Waits until all pods of a cluster are ready and have the latest revision. */
export async function rollout(namespace: string, name: string): Promise<void> {
  await kubectl("rollout", "status", `statefulset/${name}`, "--namespace", namespace, "--timeout=45s");
}

/** Returns the name of the only object of a kind. */
export function nameOf({ objects }: Rendered, kind: string): string {
  return objects.find((object) => object.kind === kind)!.metadata.name;
}

/** Returns a cluster's live objects of a kind. */
export async function list<T>(kind: string, namespace: string, name = "emqx"): Promise<T[]> {
  const selector = `app.kubernetes.io/name=emqx,app.kubernetes.io/instance=${name}`;
  return (await get<{ items: T[] }>(kind, "--namespace", namespace, "--selector", selector)).items;
}

/** Returns a cluster's live pods, in ordinal order. */
export function pods(namespace: string, name?: string): Promise<Pod[]> {
  return list<Pod>("pods", namespace, name);
}

/** Returns the UIDs of pods by pod name. A replaced pod has another UID. */
export async function podUids(namespace: string, name?: string): Promise<Record<string, string>> {
  return Object.fromEntries(
    (await pods(namespace, name)).map(({ metadata }) => [metadata.name, metadata.uid]),
  );
}

/** Returns the name of each claim's volume, by the claim's name. */
export async function volumes(namespace: string, name?: string): Promise<Record<string, string>> {
  const claims = await list<Claim>("persistentvolumeclaims", namespace, name);
  return Object.fromEntries(claims.map(({ metadata, spec }) => [metadata.name, spec.volumeName]));
}

/** An endpoint of a Service, as clients of the EndpointSlice API (kube-proxy, CoreDNS) see it. */
export interface Endpoint {
  addresses: string[];
  hostname?: string;
  conditions: { ready: boolean };
  targetRef: { name: string };
}

/** Returns the endpoints of a Service, in the order of the pods' names. */
export async function endpoints(namespace: string, service: string): Promise<Endpoint[]> {
  const selector = `kubernetes.io/service-name=${service}`;
  const { items } = await get<{ items: { endpoints: Endpoint[] | null }[] }>(
    ...["endpointslices", "--namespace", namespace, "--selector", selector],
  );
  return items
    .flatMap((slice) => slice.endpoints ?? [])
    .sort((a, b) => a.targetRef.name.localeCompare(b.targetRef.name));
}

/** Returns the error of a request that the API server rejects. Fails if the API server accepts it. */
export async function refusal(...args: string[]): Promise<string> {
  const cluster = await testCluster();
  return (await cluster.kubectl(args, { expect: [1] })).stderr;
}
