import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "mocha";
import { type LocalCluster, startCluster } from "../../local/cluster";

let directory: string | undefined;
let starting: Promise<LocalCluster> | undefined;

/** The Kubernetes cluster of this test run: real API server, simulated pods. Started by whoever asks first. */
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

/** What kubectl prints. */
export async function kubectl(...args: string[]): Promise<string> {
  const cluster = await testCluster();
  const { stdout } = await cluster.kubectl(args);
  return stdout;
}

/** An object, or a list of them, as the API server has it. */
export async function get<T>(...args: string[]): Promise<T> {
  return JSON.parse(await kubectl("get", ...args, "--output", "json")) as T;
}

let namespaces = 0;

/** The name of a new namespace that enforces the Pod Security Standard `restricted`, and warns of workloads that fail it. */
export async function restrictedNamespace(prefix: string): Promise<string> {
  const name = `${prefix}-${process.pid}-${++namespaces}`;
  await kubectl("create", "namespace", name);
  const podSecurity = ["enforce", "warn"].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  await kubectl("label", "namespace", name, ...podSecurity);
  return name;
}
