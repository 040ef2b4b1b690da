import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { dump, load } from "js-yaml";
import { eventually } from "../support/eventually";
import { kubectl, testCluster } from "../support/cluster";
import { replaceNode } from "./nodes";
import { Proxy } from "./proxy";
import { failure, usesEngine, summary, TestStack } from "./support";

const program = `
  const { EmqxCluster } = require("@emqx-pulumi/emqx");
  const { Config } = require("@pulumi/pulumi");
  new EmqxCluster("emqx", { updates: { minReadySeconds: 0, timeoutSeconds: 60 }, ...new Config().getObject("args") });
`;

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
  users: { user: object }[];
}

describe("A deployment under faults", function () {
  usesEngine(this);
  let stack: TestStack;
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "emqx-faults-"));
    stack = await TestStack.createFrom(program, "faults");
  });
  afterEach(async () => {
    await stack?.remove();
    await rm(directory, { recursive: true });
  });

  const here = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  const nodeOf = (pod: string) => here("get", "pod", pod, "-o", "jsonpath={.spec.nodeName}");
  const exists = (kind: string, name: string) => () =>
    here("get", kind, name).then(
      () => true,
      () => false,
    );

  /** Switches to a changed copy of the cluster's kubeconfig. */
  async function useKubeconfig(change: (config: Kubeconfig) => void): Promise<void> {
    const config = load(await readFile((await testCluster()).kubeconfig, "utf8")) as Kubeconfig;
    change(config);
    const file = join(directory, "kubeconfig");
    await writeFile(file, dump(config));
    stack.stack.workspace.envVars.KUBECONFIG = file;
  }

  /** Expects that `up` deploys the whole cluster and leaves no changes. */
  async function expectConvergence(): Promise<void> {
    await stack.up();
    await expectWhole();
    expect(summary(await stack.preview())).to.deep.equal([]);
  }

  async function expectWhole(): Promise<void> {
    expect(await here("get", "statefulset", "emqx", "-o", "jsonpath={.status.readyReplicas}")).to.equal("3");
  }

  describe("of the API server", () => {
    let proxy: Proxy;

    beforeEach(async () => {
      const { server } = (load(await readFile((await testCluster()).kubeconfig, "utf8")) as Kubeconfig)
        .clusters[0].cluster;
      proxy = await Proxy.start(server);
      await useKubeconfig(({ clusters }) => (clusters[0].cluster.server = proxy.url));
    });
    afterEach(() => proxy.stop());

    it("fails while the server is unreachable, and succeeds when it is back", async () => {
      proxy.goAway();
      expect((await failure(stack.up())).message).to.contain("unreachable");
      proxy.comeBack();
      await expectConvergence();
      proxy.goAway();
      await stack.stack.setConfig("project:args", { value: '{"replicas":4}' });
      // The state contains the deployed resources, so a preview shows the change without a check.
      expect(summary(await stack.preview())).to.include("update StatefulSet emqx");
      expect((await failure(stack.up())).message).to.contain("unreachable");
      proxy.comeBack();
      await stack.up();
    });

    it("succeeds while the server is slow", async () => {
      proxy.delay = 300;
      await expectConvergence();
    });

    it("is completed by a later up after the server was unreachable for a while", async () => {
      const upping = stack.up().catch(() => undefined);
      while (!(await exists("service", "emqx-headless")())) await sleep(50);
      proxy.goAway();
      await sleep(3000);
      proxy.comeBack();
      await upping;
      // It takes over resources that were created but not recorded.
      await stack.upTakingOver();
      await expectConvergence();
    });
  });

  it("succeeds for one of two simultaneous users, and reports the lock to the other", async () => {
    // The quota makes the first one wait, because the second one could not read the state while it is written.
    await here("create", "quota", "one-pod", "--hard=pods=1");
    const first = stack.up();
    while (!(await exists("pod", "emqx-0")())) await sleep(50);
    expect((await failure(stack.up())).message).to.match(/locked/);
    await here("delete", "quota", "one-pod");
    await first;
    await expectConvergence();
  });

  it("reports a namespace that is being deleted", async () => {
    await here("create", "configmap", "keeper");
    await here(
      "patch",
      "configmap",
      "keeper",
      "--type=merge",
      '--patch={"metadata":{"finalizers":["example.com/keep"]}}',
    );
    await kubectl("delete", "namespace", stack.namespace, "--wait=false");
    const { message } = await failure(stack.up());
    expect(message).to.contain(`namespace ${stack.namespace} because it is being terminated`);
    await here("patch", "configmap", "keeper", "--type=merge", '--patch={"metadata":{"finalizers":null}}');
    await eventually(async () =>
      expect(await kubectl("get", "namespaces", "-o", "name")).not.to.contain(stack.namespace),
    );
    await kubectl("create", "namespace", stack.namespace);
    await expectConvergence();
  });

  it("reports the missing permission of a user who may not create Roles", async () => {
    await here("create", "serviceaccount", "deployer");
    await here(
      "create",
      "rolebinding",
      "deployer",
      "--clusterrole=edit",
      `--serviceaccount=${stack.namespace}:deployer`,
    );
    const token = (await here("create", "token", "deployer")).trim();
    await useKubeconfig(({ users }) => users.forEach((entry) => (entry.user = { token })));
    const { message } = await failure(stack.up());
    expect(message).to.match(
      /cannot (create|patch) resource "roles" in API group "rbac.authorization.k8s.io"/,
    );
    await here(
      "create",
      "rolebinding",
      "deployer-2",
      "--clusterrole=admin",
      `--serviceaccount=${stack.namespace}:deployer`,
    );
    await expectConvergence();
  });

  it("recovers without changes from the loss of a Kubernetes node and of all pods", async () => {
    await expectConvergence();
    const node = await nodeOf("emqx-1");
    await kubectl("delete", "node", node);
    // The garbage collector of pods does this within a minute.
    await here("delete", "pod", "emqx-1", "--force");
    await eventually(expectWhole);
    expect(summary(await stack.preview())).to.deep.equal([]);
    await replaceNode(node);
    await here("delete", "pods", "--all", "--force");
    await eventually(expectWhole);
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
  });
});
