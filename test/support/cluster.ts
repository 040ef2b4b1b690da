import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "mocha";
import { type LocalCluster, startCluster } from "../../local/cluster";

let directory: string | undefined;
let starting: Promise<LocalCluster> | undefined;

/** The Kubernetes cluster of this test run, with a real API server and simulated pods. The first call starts it. */
export function testCluster(): Promise<LocalCluster> {
  starting ??= (async () => {
    directory = await mkdtemp(join(tmpdir(), "emqx-test-"));
    return startCluster({ directory });
  })();
  return starting;
}

after(async function () {
  this.timeout(60_000);
  await starting?.then((cluster) => cluster.stop());
  if (directory !== undefined) {
    await rm(directory, { recursive: true, force: true });
  }
});

/** The output of kubectl. */
export async function kubectl(...args: string[]): Promise<string> {
  const cluster = await testCluster();
  const { stdout } = await cluster.kubectl(args);
  return stdout;
}

/** An object, or a list of objects, from the API server. */
export async function get<T>(...args: string[]): Promise<T> {
  return JSON.parse(await kubectl("get", ...args, "--output", "json")) as T;
}

let namespaces = 0;

/** Creates a namespace that enforces the Pod Security Standard `restricted`, and warns about workloads that violate it. Returns its name. */
export async function restrictedNamespace(prefix: string): Promise<string> {
  const name = `${prefix}-${process.pid}-${++namespaces}`;
  await kubectl("create", "namespace", name);
  const podSecurity = ["enforce", "warn"].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  await kubectl("label", "namespace", name, ...podSecurity);
  return name;
}
