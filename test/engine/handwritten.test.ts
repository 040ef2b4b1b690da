import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs, ListenerType } from "../../components/index";
import type { KubernetesObject } from "../../local/manifests";
import { eventually } from "../support/eventually";
import { endpoints } from "../apiserver/support";
import { get, kubectl, testCluster } from "../support/cluster";
import {
  fromHandwritten,
  handwrittenCookie,
  handwrittenManifests,
  handwrittenRelease,
} from "../support/handwritten";
import { release } from "../support/takeOver";
import { foreignOwners } from "./owners";
import { usesEngine, summary, TestStack } from "./support";

const program = (name: string, args: EmqxClusterArgs) => () => {
  new EmqxCluster(name, {
    credentials: { cookie: handwrittenCookie },
    updates: { minReadySeconds: 0 },
    ...args,
  });
  return Promise.resolve();
};

/** Labels and annotations that the manifests have. */
const taken: EmqxClusterArgs = {
  labels: { team: "iot" },
  annotations: { note: "on call" },
  pods: { labels: { app: "emqx" } },
};

type Service = types.output.core.v1.Service;
type ServiceAccount = types.output.core.v1.ServiceAccount;
type NetworkPolicy = types.output.networking.v1.NetworkPolicy;

/** The kinds of objects in the handwritten manifests and in the component. */
const kinds = "statefulset,pod,service,configmap,serviceaccount,role,rolebinding,persistentvolumeclaim";

describe("A cluster of handwritten manifests", function () {
  usesEngine(this);
  let stack: TestStack;
  afterEach(() => stack?.remove());

  const here = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  const list = async <T>(kind: string) =>
    (await get<{ items: T[] }>(kind, "--namespace", stack.namespace)).items;
  const uids = async (kind: string, prefix: string) =>
    (await list<KubernetesObject>(kind))
      .filter(({ metadata }) => metadata.name.startsWith(prefix))
      .map(({ metadata }) => (metadata as { uid?: string }).uid);
  const ready = (statefulSet: string) =>
    here("get", "statefulset", statefulSet, "-o", "jsonpath={.status.readyReplicas}");

  async function deploy(
    name: string,
    args: EmqxClusterArgs,
    statefulSet: string,
    flags: string[] = [],
  ): Promise<void> {
    stack = await TestStack.create(program(name, args), "handwritten");
    const cluster = await testCluster();
    await cluster.kubectl(["apply", ...flags, "--namespace", stack.namespace, "-f", "-"], {
      input: handwrittenManifests(stack.namespace, { statefulSet }),
    });
    await here("rollout", "status", `statefulset/${statefulSet}`, "--timeout=60s");
  }

  /** Expects that fields of the manifests are removed when the program removes them. */
  async function expectLaterRemoval(): Promise<void> {
    stack.use(program("emqx", { listeners: [{ type: ListenerType.Mqtt }] }));
    await stack.up();
    const headless = await get<Service>("service", "emqx-headless", "--namespace", stack.namespace);
    const account = await get<ServiceAccount>("serviceaccount", "emqx", "--namespace", stack.namespace);
    expect(headless.spec.ports.map(({ name }) => name)).to.have.members(["mqtt", "dashboard", "dist", "rpc"]);
    for (const { metadata } of [headless, account]) {
      expect(metadata.labels).not.to.have.property("team");
      expect(metadata.annotations ?? {}).not.to.have.property("note");
    }
    expect(headless.spec.selector).not.to.have.property("app");
    expect(summary(await stack.preview())).to.deep.equal([]);
  }

  it("with the component's names is adopted by the documented steps, and keeps its claims and Services", async () => {
    await deploy("emqx", { pods: { labels: { app: "emqx" } } }, "emqx");
    const [claims, pods] = [await uids("pvc", ""), await uids("pods", "")];
    await release(here, handwrittenRelease);
    expect(await uids("pods", "")).to.deep.equal(pods);
    await stack.upTakingOver();
    expect(await ready("emqx")).to.equal("3");
    expect(await uids("pvc", "")).to.deep.equal(claims);
    const updated = await uids("pods", "");
    expect(updated).not.to.include.oneOf(pods);
    for (const service of ["emqx", "emqx-headless", "emqx-service"]) {
      await eventually(async () =>
        expect(
          (await endpoints(stack.namespace, service)).map(({ targetRef }) => targetRef.name),
        ).to.deep.equal(["emqx-0", "emqx-1", "emqx-2"]),
      );
    }
    expect(summary(await stack.preview())).to.deep.equal([]);
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
  });

  it("that was applied with kubectl loses fields that the program removes later", async () => {
    await deploy("emqx", taken, "emqx");
    await release(here, handwrittenRelease);
    await stack.upTakingOver();
    expect(await foreignOwners(stack.namespace)).to.deep.equal([]);
    await expectLaterRemoval();
  });

  it("that was applied with another tool loses them after the commands that the doctor recommends", async () => {
    await deploy("emqx", taken, "emqx", ["--server-side", "--field-manager=deployer"]);
    await release(here, handwrittenRelease);
    await stack.upTakingOver();
    const found = await foreignOwners(stack.namespace);
    expect(found.map(({ subject }) => subject)).to.have.members([
      "service emqx-headless",
      "serviceaccount emqx",
    ]);
    for (const { advice } of found) {
      const { kubectlPath, kubeconfig } = await testCluster();
      const command = advice.slice(advice.indexOf("kubectl --namespace"));
      const PATH = `${dirname(kubectlPath)}:${process.env.PATH}`;
      await promisify(execFile)("sh", ["-c", command], {
        env: { PATH, KUBECONFIG: kubeconfig, HOME: dirname(kubeconfig) },
      });
    }
    expect(await foreignOwners(stack.namespace)).to.deep.equal([]);
    await expectLaterRemoval();
  });

  it("with other names runs next to a new cluster, and can be deleted after its nodes have left", async () => {
    await deploy("broker", { networkPolicy: { ingressRules: [fromHandwritten] } }, "emqx-statefulset");
    const isOld = ({ metadata }: KubernetesObject) => !metadata.name.includes("broker");
    const old = (await list<KubernetesObject>(kinds)).map(asWritten);
    await stack.up();
    expect(await ready("broker")).to.equal("3");
    expect((await list<KubernetesObject>(kinds)).filter(isOld).map(asWritten)).to.deep.equal(old);
    const rules = async () => (await list<NetworkPolicy>("networkpolicies"))[0].spec.ingress;
    expect((await rules()).map(({ from }) => from)).to.deep.include(fromHandwritten.from);

    const claims = await uids("pvc", "");
    const nodes = await uids("pods", "broker");
    for (const replicas of [2, 1, 0]) {
      await here("scale", "statefulset", "emqx-statefulset", `--replicas=${replicas}`);
      await here("wait", `pod/emqx-statefulset-${replicas}`, "--for=delete", "--timeout=60s");
      expect(await uids("pods", "broker")).to.deep.equal(nodes);
    }
    await here("delete", "statefulset", "emqx-statefulset");
    await here("delete", "services", "emqx-headless", "emqx-service");
    await here("delete", "configmap", "emqx-config");
    await here("delete", "rolebinding,role,serviceaccount", "emqx");

    stack.use(program("broker", {}));
    const { steps } = await stack.up();
    expect(steps.map(({ resource }) => resource)).to.deep.equal(["NetworkPolicy broker"]);
    expect((await rules()).map(({ from }) => from)).not.to.deep.include(fromHandwritten.from);
    expect(summary(await stack.preview())).to.deep.equal([]);
    expect(await uids("pods", "")).to.deep.equal(nodes);
    expect(await uids("pvc", "")).to.deep.equal(claims);
    expect(await uids("pvc", "emqx-data-emqx-statefulset-")).to.have.length(3);
  });
});

/** Returns the fields of an object that controllers do not write. */
function asWritten({ kind, metadata, spec, data, rules, subjects }: KubernetesObject): object {
  const { name, uid, labels, annotations } = metadata;
  return { kind, name, uid, labels, annotations, spec, data, rules, subjects };
}
