import { readFile } from "node:fs/promises";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { EmqxCluster, type EmqxClusterArgs, Risk } from "../../components/index";
import { kubectl, testCluster } from "../support/cluster";
import { failure, summary, TestStack, usesEngine } from "./support";

const program =
  (args: EmqxClusterArgs = {}, opts: () => pulumi.ComponentResourceOptions = () => ({})) =>
  () => {
    new EmqxCluster("emqx", { updates: { minReadySeconds: 0 }, replicas: 1, ...args }, opts());
    return Promise.resolve();
  };

const accepted = { acceptedRisks: [Risk.Replacement] };

describe("A cluster that would be replaced", function () {
  usesEngine(this);
  let stack: TestStack;

  const uids = () =>
    kubectl(
      ...["get", "statefulsets,services,secrets,pods,pvc", "-n", stack.namespace],
      ...["-o", "jsonpath={.items[*].metadata.uid}"],
    );
  const names = (namespace: string) =>
    kubectl(
      "get",
      "statefulsets,services,secrets,serviceaccounts",
      "-n",
      namespace,
      "-l",
      "app.kubernetes.io/name=emqx",
      "-o",
      "name",
    );

  before(async () => {
    stack = await TestStack.create(program(), "places");
    await stack.up();
  });
  after(() => stack?.remove());

  it("is rejected at preview after kubernetes:namespace was removed, with the namespace to set", async () => {
    await stack.stack.removeConfig("kubernetes:namespace");
    stack.use(program());
    const { message } = await failure(stack.preview());
    expect(message)
      .to.contain(`would replace the one in namespace "${stack.namespace}"`)
      .and.contain(`Set "${stack.namespace}", here or as kubernetes:namespace`)
      .and.contain('acceptedRisks: ["replacement"]');
  });

  it("is previewed if the risk is accepted", async () => {
    stack.use(program(accepted));
    expect(summary(await stack.preview())).to.include("replace StatefulSet emqx");
  });

  it("is rejected in an update without a preview, before anything is created", async () => {
    const before = await uids();
    stack.use(program());
    expect((await failure(stack.up())).message).to.contain("would replace the one in namespace");
    expect(await uids()).to.equal(before);
    expect(await names("default")).to.equal("");
  });

  it("is unchanged after the configuration is restored", async () => {
    await stack.stack.setConfig("kubernetes:namespace", { value: stack.namespace });
    const statefulSet = () =>
      kubectl(
        "get",
        "statefulset,pods,secrets,pvc",
        "-n",
        stack.namespace,
        "-o",
        "jsonpath={.items[*].metadata.uid}",
      );
    const before = await statefulSet();
    stack.use(program());
    await stack.up();
    expect(await statefulSet()).to.equal(before);
    expect(summary(await stack.preview())).to.deep.equal([]);
    expect(await names("default")).to.equal("");
  });

  it("is rejected at preview if an explicit provider has another namespace, and accepted if it has the same", async () => {
    const by = (namespace: string) => () => ({ provider: new Provider("explicit", { namespace }) });
    stack.use(program({}, by("default")));
    expect((await failure(stack.preview())).message).to.contain('in namespace "default" would replace');
    stack.use(program({}, by(stack.namespace)));
    // Only the recorded namespace changes, because the program does not know the namespace of an explicit provider.
    expect(summary(await stack.preview())).to.deep.equal(["update EmqxCluster emqx"]);
  });

  it("is rejected at preview if the provider connects to another Kubernetes cluster", async function () {
    // In about one of twelve runs, the preview finds no changes. The cause is unknown.
    this.retries(1);
    const kubeconfig = await readFile((await testCluster()).kubeconfig, "utf8");
    const other = kubeconfig.replace("https://127.0.0.1:", "https://localhost:");
    expect(other).not.to.equal(kubeconfig);
    const by = (content: string) => () => ({
      provider: new Provider("explicit", { namespace: stack.namespace, kubeconfig: content }),
    });
    stack.use(program({}, by(kubeconfig)));
    await stack.up();
    stack.use(program({}, by(other)));
    const before = await uids();
    expect((await failure(stack.preview())).message).to.contain("a new headless Service");
    stack.use(program({}, by(kubeconfig)));
    expect(summary(await stack.preview())).to.deep.equal([]);
    expect(await uids()).to.equal(before);
    stack.use(program());
    await stack.up();
  });

  /** Options with a transform that changes the StatefulSet. */
  const transformed = (change: (spec: object) => object, added: object) => () => ({
    transforms: [
      ({ type, props, opts }: pulumi.ResourceTransformArgs) =>
        type === "kubernetes:apps/v1:StatefulSet"
          ? { props: { ...props, spec: change(props.spec as object) }, opts: { ...opts, ...added } }
          : undefined,
    ],
  });

  it("is rejected at preview if a transform replaces the StatefulSet", async () => {
    const options = { replaceOnChanges: ["spec.minReadySeconds"] };
    stack.use(
      program(
        {},
        transformed((spec) => ({ ...spec, minReadySeconds: 1 }), options),
      ),
    );
    const { message } = await failure(stack.preview());
    expect(message).to.contain("a new StatefulSet").and.contain('acceptedRisks: ["replacement"]');
  });

  it("is rejected at preview and in an update without a preview if Kubernetes cannot change a field", async () => {
    const before = await uids();
    stack.use(
      program(
        {},
        transformed((spec) => ({ ...spec, podManagementPolicy: "OrderedReady" }), {}),
      ),
    );
    await failure(stack.preview());
    await failure(stack.up());
    expect(await uids()).to.equal(before);
  });
});
